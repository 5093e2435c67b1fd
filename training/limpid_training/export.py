"""Turns a checkpoint into a model that the app loads: models/<id>/model.safetensors and its card model.json.

    python -m limpid_training.export --checkpoint scratch/small/gains.safetensors --out ../models/small --scores scores.json [--half]
    python -m limpid_training.export --checkpoint scratch/small/adversarial.safetensors --out ../models/small --discriminator
    python -m limpid_training.export --checkpoint ../models/small/model.safetensors --onnx small.onnx
"""
from __future__ import annotations

import argparse
import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from . import checkpoint, onnx_file, safetensors_file
from .ablation import ablations
from .config import ARCHITECTURES, RATED_STAGES
from .denoise_reference import load_generator
from .dsp import FRAMES_PER_SEC
from .generator import Generator, multiply_adds_per_sec

FORMAT = "1"
LICENCE = "MIT"
STAGES = {"gains": "gains (supervised, band domain)", "adversarial": "adversarial (discriminator of log-band pictures)",
          "rated": "rated (DNSMOS of the samples, beside the supervised losses)",
          "adversarial-rated": "adversarial and rated (discriminator of log-band pictures, and DNSMOS of the samples)"}
"""Stages whose generators can be shipped, and what the card says of each."""
DATA = {
    "speech": "276 minutes, 76 speakers, about 30 languages: GCompris voices, audio-cmn, Rhasspy voice data sets, Asterisk core sounds, Tofugu vocabulary, "
    "Tux Paint stamps, KLettres, KTuberling, Artikulate (CC0, CC BY, CC BY-SA, GPL, public domain)",
    "noise": "107 minutes of recorded noise in 47 classes from freely licensed games, apps and Freesound (CC0, CC BY, CC BY-SA, GPL, public domain), "
    "100 minutes generated (fans, hum, hiss, impacts, plosives), 20 minutes of babble made of the training speakers",
    "rooms": "measured responses of freely licensed collections, and simulated ones",
}


def overall_scores(results: dict[str, Any]) -> dict[str, Any]:
    """Of the JSON that `evaluate` writes, each system's overall means and intervals: what a card should say."""
    clips = next(iter(next(iter(results.values()))["all"].values()))["clips"]
    means = {
        system: {name: {"mean": s["mean"], "ci95": s["ci95"]} for name, s in result["all"].items()} for system, result in results.items()
    }
    return {"clips": clips, **means}


def seconds_per_step(config: dict[str, Any]) -> float:
    """Seconds of mixes that a step of a run sees."""
    samples = config["wave_batch"] * config["wave_seconds"] if config["stage"] in RATED_STAGES else 0.0
    return float(config["batch"] * config["frames"] / FRAMES_PER_SEC + samples)


def export(source: Path, out: Path, scores: dict[str, Any], half: bool, earlier_hours: float = 0.0, extra: dict[str, Any] | None = None,
           earlier_stages: Sequence[str] = ()) -> dict[str, Any]:
    """Writes model and card; returns the card. Raises ValueError unless the checkpoint is of one of STAGES."""
    parts, meta = checkpoint.load(source)
    config = meta["config"]
    if config["stage"] not in STAGES:
        raise ValueError(f"{source} is of stage {config['stage']}, expected {' or '.join(STAGES)}")
    architecture = ARCHITECTURES[config["architecture"]]
    generator = Generator(architecture)
    generator.load_state_dict(parts["average"])
    dtype = np.float16 if half else np.float32
    tensors = {name: value.numpy().astype(dtype) for name, value in generator.state_dict().items()}
    created = datetime.datetime.now(datetime.UTC).date().isoformat()
    metadata = {
        "limpid.format": FORMAT,
        "architecture": config["architecture"],
        "sizes": json.dumps(asdict(architecture)),
        "parent": "",
        "created": created,
        "scores": json.dumps(scores),
        "licence": LICENCE,
    }
    path = out / "model.safetensors"
    sha256 = safetensors_file.write(path, tensors, metadata)
    imitated = ["imitating the gains of a larger network"] if config.get("loss_weight_teacher") else []
    card: dict[str, Any] = {
        "id": out.name,
        "title": f"Limpid {out.name}: speech denoiser, 48 kHz, gains in [0, 1] per frame and band",
        "architecture": config["architecture"],
        "sizes": asdict(architecture),
        "parameters": sum(p.numel() for p in generator.parameters()),
        "millionMultiplyAddsPerSec": round(multiply_adds_per_sec(architecture) / 1e6, 1),
        "framesBefore": architecture.frames_before,
        "framesBehind": architecture.frames_behind,
        "created": created,
        "licence": LICENCE,
        "sha256": sha256,
        "fileSha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "training": {
            "stages": ["autoencoder (masked features, no labels)", *dict.fromkeys(STAGES[stage] for stage in ("gains", *earlier_stages, config["stage"])), *imitated],
            "steps": meta["step"],
            "hoursOfMixes": round(earlier_hours + meta["step"] * seconds_per_step(config) / 3600, 1),
            "hoursOfEarlierRuns": earlier_hours,
            "seed": config["seed"],
            "config": config,
        },
        "data": DATA,
        "scores": scores,
        **(extra or {}),
        "limits": "Trained mostly on read speech of women and on outdoor, household and office noise. Music and singing count as noise. Quiet second talkers may be reduced.",
    }
    (out / "model.json").write_text(json.dumps(card, indent=2) + "\n")
    return card


def export_discriminator(source: Path, path: Path) -> str:
    """Writes the averaged discriminator of an adversarial run for fine-tuning; returns its checksum. Raises ValueError for any other run."""
    parts, meta = checkpoint.load(source)
    if not meta["config"]["stage"].startswith("adversarial"):
        raise ValueError(f"{source} is of stage {meta['config']['stage']}, expected adversarial")
    tensors = {name: value.numpy() for name, value in parts["discriminator.average"].items()}
    metadata = {"limpid.format": FORMAT, "architecture": "discriminator", "generator": meta["config"]["architecture"], "steps": str(meta["step"]), "licence": LICENCE}
    return safetensors_file.write(path, tensors, metadata)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--checkpoint", type=Path, required=True)
    p.add_argument("--out", type=Path, help="folder whose name becomes the model's id")
    p.add_argument("--onnx", type=Path, metavar="FILE", help="write the generator of a checkpoint or of a model.safetensors as ONNX")
    p.add_argument("--scores", type=Path, help="JSON of limpid_training.evaluate; its overall means go into the card")
    p.add_argument("--ablations", type=Path, help="JSON of limpid_training.evaluate for runs/ablation.sh; goes into the card with its gate")
    p.add_argument("--harm", type=Path, help="JSON of limpid_training.harm; goes into the card")
    p.add_argument("--earlier-hours", type=float, default=0.0, help="hours of mixes that the run's start had seen")
    p.add_argument("--earlier-stages", nargs="+", default=[], choices=list(STAGES), metavar="STAGE", help="stages between the supervised one and this run's, for the card")
    p.add_argument("--half", action="store_true", help="float16 weights")
    p.add_argument("--discriminator", action="store_true", help="write only OUT/discriminator.safetensors, from a checkpoint of the adversarial stage")
    a = p.parse_args()
    if not (a.out or a.onnx) or (a.discriminator and not a.out):
        p.error("nothing to write: give --out FOLDER, --onnx FILE or both")
    if a.onnx:
        onnx_file.write(a.onnx, load_generator(a.checkpoint))
        print(json.dumps({"onnx": str(a.onnx), "bytes": a.onnx.stat().st_size}))
    if not a.out:
        return
    if a.discriminator:
        print(json.dumps({"discriminator": export_discriminator(a.checkpoint, a.out / "discriminator.safetensors")}))
        return
    scores = overall_scores(json.loads(a.scores.read_text())) if a.scores else {}
    extra = {name: read(json.loads(path.read_text())) for name, path, read in (("ablations", a.ablations, ablations), ("harm", a.harm, dict)) if path}
    card = export(a.checkpoint, a.out, scores, a.half, a.earlier_hours, extra, a.earlier_stages)
    print(json.dumps({k: card[k] for k in ("id", "parameters", "sha256")}))


if __name__ == "__main__":
    main()
