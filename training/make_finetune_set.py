"""Makes material to measure fine-tuning on, from split `val` of the data pack: no speaker and no noise of it was in the base model's training.

    python make_finetune_set.py --data ../../shared/data --out scratch/finetune/0 --draw 0

OUT/train/{clean,noisy}: pairs of one speaker in two kinds of noise, 3 minutes; OUT/train/noise: those noises alone. OUT/test/{clean,noisy} with meta.tsv: pairs of other
speakers in the same noises, from other parts of their recordings; with --other-recordings from other recordings of the same kind, where there are several. SNR 0, 5, 10 dB in turn.
"""
from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
import soundfile

RATE = 48_000
SECONDS = 6.0
TRAIN_CLIPS, TEST_CLIPS = 30, 40
SNR_DB = (0, 5, 10)
DRAWS = (
    ("nathalie", ("traffic_street", "engine"), ("artikulate-gr", "tofugu-m", "en-julia-wycherley")),
    ("artikulate-gr", ("boat", "crowd_applause"), ("nathalie", "hu-somlai", "tuxpaint-bg")),
    ("sl-sasa-batistic", ("snoring", "door"), ("ro-unlisted", "gd-public-domain", "tofugu-m")),
)
"""Speaker to learn from, kinds of noise (none or under 13 s of them in split `train`), speakers to measure on."""


def rows_of(data: Path, name: str) -> list[dict[str, str]]:
    """Rows of split `val` of a table."""
    with open(data / f"{name}.tsv", encoding="utf-8") as f:
        return [row for row in csv.DictReader(f, delimiter="\t") if row["split"] == "val"]


def read(data: Path, row: dict[str, str]) -> np.ndarray:
    """Samples of a row, float64 at 48 kHz."""
    start = int(row.get("start") or 0)
    return soundfile.read(data / row["file"], start=start, stop=start + int(row["samples"]), dtype="float64")[0]


def active_level(x: np.ndarray) -> float:
    """RMS over the 10 ms frames within 30 dB of the loudest."""
    e = (x[: len(x) // 480 * 480].reshape(-1, 480) ** 2).mean(1)
    return float(np.sqrt(e[e > e.max() * 1e-3].mean() + 1e-12))


def speech(rng: np.random.Generator, utterances: list[np.ndarray], n: int) -> np.ndarray:
    """n samples of one speaker: utterances in random order with pauses of 0.1-0.5 s."""
    out = np.zeros(n)
    at = int(rng.uniform(0, 0.3) * RATE)
    while at < n:
        x = utterances[rng.integers(len(utterances))][: n - at]
        out[at : at + len(x)] = x
        at += len(x) + int(rng.uniform(0.1, 0.5) * RATE)
    return out


def parts(recordings: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The first 60 % of each recording, one behind the other, and the rest."""
    cuts = [int(0.6 * len(x)) for x in recordings]
    return np.concatenate([x[:cut] for x, cut in zip(recordings, cuts, strict=True)]), np.concatenate([x[cut:] for x, cut in zip(recordings, cuts, strict=True)])


def noise_halves(rng: np.random.Generator, data: Path, kind: str, other_recordings: bool) -> tuple[np.ndarray, np.ndarray]:
    """A kind of noise to learn from and to measure on: the first 60 % of each recording and the rest, or different recordings; each recording at one level."""
    own = [x / (x.std() + 1e-9) for x in (read(data, row) for row in rows_of(data, "noise") if row["class"] == kind)]
    if len(own) == 1 or not other_recordings:
        return parts(own)
    order = rng.permutation(len(own))
    return np.concatenate([own[i] for i in order[0::2]]), np.concatenate([own[i] for i in order[1::2]])


def stretch(rng: np.random.Generator, x: np.ndarray, n: int) -> np.ndarray:
    """n samples from anywhere, repeated where there are too few."""
    start = int(rng.integers(0, max(1, len(x) - n)))
    return np.resize(x[start : start + n], n)


def write_pairs(rng: np.random.Generator, out: Path, voices: dict[str, list[np.ndarray]], noises: dict[str, np.ndarray], clips: int) -> None:
    """Pairs with meta.tsv beside their folders; speakers and kinds of noise take turns."""
    for folder in ("clean", "noisy"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    n = int(SECONDS * RATE)
    lines = ["clip\tsnr_db\tnoise\tspeaker\tsex\troom"]
    for i in range(clips):
        speaker, kind, snr_db = list(voices)[i % len(voices)], list(noises)[i % len(noises)], SNR_DB[i // 2 % len(SNR_DB)]
        clean, noise = speech(rng, voices[speaker], n), stretch(rng, noises[kind], n)
        noise = noise * active_level(clean) / (np.sqrt((noise**2).mean()) + 1e-9) / 10 ** (snr_db / 20)
        gain = min(10 ** (rng.uniform(-30, -20) / 20) / active_level(clean), 0.99 / np.abs(clean + noise).max(), 0.99 / np.abs(clean).max())
        for folder, x in (("clean", clean), ("noisy", clean + noise)):
            soundfile.write(out / folder / f"{i:03d}.wav", (x * gain).astype(np.float32), RATE, "FLOAT")
        lines.append(f"{i:03d}\t{snr_db}\t{kind}\t{speaker}\t-\t-")
    (out / "meta.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--draw", type=int, default=0, choices=range(len(DRAWS)))
    p.add_argument("--other-recordings", action="store_true", help="measure on other recordings of the same kinds of noise")
    a = p.parse_args()
    learner, kinds, others = DRAWS[a.draw]
    rng = np.random.default_rng([20261127, a.draw])
    table = rows_of(a.data, "speech")
    voices = {who: [read(a.data, row) for row in table if row["speaker"] == who] for who in (learner, *others)}
    halves = {kind: noise_halves(rng, a.data, kind, a.other_recordings) for kind in kinds}
    write_pairs(rng, a.out / "train", {learner: voices[learner]}, {kind: halves[kind][0] for kind in kinds}, TRAIN_CLIPS)
    write_pairs(rng, a.out / "test", {who: voices[who] for who in others}, {kind: halves[kind][1] for kind in kinds}, TEST_CLIPS)
    (a.out / "train" / "noise").mkdir(exist_ok=True)
    for kind in kinds:
        soundfile.write(a.out / "train" / "noise" / f"{kind}.wav", (0.05 * halves[kind][0][: 60 * RATE]).astype(np.float32), RATE, "FLOAT")


if __name__ == "__main__":
    main()
