"""What a denoiser does where it should do nothing: to clean speech, and to a mere change of level.

    python -m limpid_training.harm scale --noisy val/noisy --out scratch/levels
    python -m limpid_training.harm score --clean val/clean --enhanced out/clean --levels scratch/levels --enhanced-levels out/levels [--json harm.json]

`scale` writes the clips at three levels, 20 dB apart; between the two commands both folders go through the denoiser.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import soundfile

from .dsp import SAMPLE_RATE_HZ
from .evaluate import Summary, read_clip, summarise, table
from .metrics import si_sdr_db
from .resample import to_16_khz

GAINS_DB = {"quieter": -40.0, "middle": -20.0, "louder": 0.0}
"""From the clips as they are; no sample goes beyond full scale."""
FRAME_SAMPLES = SAMPLE_RATE_HZ // 50
ZERO_RUN = 32
"""So many samples of exactly zero in a row count as a run; shorter ones are what rounding makes."""


def kept_within_db(clean: np.ndarray, enhanced: np.ndarray, within_db: float = 1.0) -> float:
    """Part of the 20 ms frames with speech, those within 30 dB of the loudest, whose energy changed by less than so much, 0-1."""
    energies = [(x[: len(x) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES) ** 2).sum(1) for x in (clean, enhanced)]
    speech = energies[0] > 1e-3 * energies[0].max()
    change_db = 10 * np.log10(np.maximum(energies[1][speech], 1e-20) / energies[0][speech])
    return float((np.abs(change_db) < within_db).mean())


def zero_runs(source: np.ndarray, result: np.ndarray) -> int:
    """Runs of ZERO_RUN or more samples that are zero in the result and not all zero in the source."""
    made = np.concatenate([[0], ((result == 0) & (source != 0)).astype(np.int8), [0]])
    edges = np.diff(made)
    return int((np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1) >= ZERO_RUN).sum())


def clean_in(clean: np.ndarray, enhanced: np.ndarray) -> dict[str, float]:
    """Measures of clean samples that went through the denoiser, against themselves."""
    from pesq import pesq

    return {
        "PESQ-WB": float(pesq(16_000, to_16_khz(clean), to_16_khz(enhanced), "wb")),
        "SI-SDR 48k": si_sdr_db(clean, enhanced),
        "frames within 1 dB, %": 100 * kept_within_db(clean, enhanced),
        "runs of zeros": float(zero_runs(clean, enhanced)),
    }


def level_change(results: dict[str, np.ndarray]) -> dict[str, float]:
    """Of a clip's results at the levels of GAINS_DB: how far the quieter and the louder one, scaled back, lie from the middle one, dB below it."""
    middle = results["middle"]
    scaled = {name: x * 10 ** ((GAINS_DB["middle"] - GAINS_DB[name]) / 20) for name, x in results.items() if name != "middle"}
    return {f"{name}, dB": float(10 * np.log10(max(((x - middle) ** 2).sum(), 1e-30) / (middle**2).sum())) for name, x in scaled.items()}


def scale(noisy: Path, out: Path) -> None:
    """Writes LEVEL-NAME.wav for each clip and level."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(noisy.glob("*.wav")):
        for name, gain_db in GAINS_DB.items():
            soundfile.write(out / f"{name}-{path.name}", (read_clip(path) * 10 ** (gain_db / 20)).astype(np.float32), SAMPLE_RATE_HZ, "FLOAT")


def score(clean: Path, enhanced: Path, levels: Path, enhanced_levels: Path) -> dict[str, Summary]:
    """Both tables' rows, over the clips that are in `enhanced`. Raises ValueError if there are none."""
    names = sorted(p.name for p in enhanced.glob("*.wav"))
    if not names:
        raise ValueError(f"{enhanced} holds no .wav file")
    at_levels = sorted(p.name.removeprefix("middle-") for p in levels.glob("middle-*.wav"))
    changes = [level_change({level: read_clip(enhanced_levels / f"{level}-{name}") for level in GAINS_DB}) for name in at_levels]
    worst = {f"worst {key}": {"mean": max(c[key] for c in changes), "ci95": 0.0, "clips": len(changes)} for key in changes[0]}
    return {"clean in": summarise([clean_in(read_clip(clean / n), read_clip(enhanced / n)) for n in names]), "level": {**summarise(changes), **worst}}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = p.add_subparsers(dest="command", required=True)
    scaling, scoring = commands.add_parser("scale"), commands.add_parser("score")
    for parser, names in ((scaling, ("--noisy", "--out")), (scoring, ("--clean", "--enhanced", "--levels", "--enhanced-levels"))):
        for name in names:
            parser.add_argument(name, type=Path, required=True)
    scoring.add_argument("--json", type=Path, help="write both tables there")
    a = p.parse_args()
    if a.command == "scale":
        scale(a.noisy, a.out)
        return
    results = score(a.clean, a.enhanced, a.levels, a.enhanced_levels)
    print("\n\n".join(table({f"{next(iter(s.values()))['clips']} clips": s}, name) for name, s in results.items()))
    if a.json:
        a.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
