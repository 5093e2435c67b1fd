"""Decodes the data pack once into band energies on disk: log10, float16, [frames, 128], one file each for speech and noise.

    python -m limpid_training.cache --data ../../shared/data --out cache

Speech is stored in several renderings of each utterance: plain, at another speed, in a measured or simulated room at another speed.
Clips of noise: the pack's own, generated ones, and babble of training speakers.
"""
from __future__ import annotations

import argparse
import csv
import json
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import fftconvolve, resample_poly

from .dsp import SAMPLE_RATE_HZ, band_energies, band_matrix, stft
from .generated import GENERATORS, generated_noise

LOG_FLOOR = -12.0
RENDERINGS = ("plain", "speed", "room", "speed")


def read_table(data: Path, name: str, split: str) -> list[dict[str, str]]:
    """Rows of one of the pack's tables that belong to a split."""
    with open(data / f"{name}.tsv", encoding="utf-8") as f:
        return [row for row in csv.DictReader(f, delimiter="\t") if row["split"] == split]


def read_samples(data: Path, row: dict[str, str]) -> np.ndarray:
    """Samples [n], float32, 48 kHz mono, of one row. Raises ValueError at another rate."""
    start = int(row.get("start") or 0)
    samples, rate = soundfile.read(data / row["file"], start=start, stop=start + int(row["samples"]), dtype="float32")
    if rate != SAMPLE_RATE_HZ:
        raise ValueError(f"{row['file']}: {rate} Hz, expected {SAMPLE_RATE_HZ}")
    return samples


def change_speed(samples: np.ndarray, speed: float) -> np.ndarray:
    """Played faster (speed > 1) or slower, pitch and formants moving along."""
    ratio = Fraction(1 / speed).limit_denominator(40)
    return resample_poly(samples, ratio.numerator, ratio.denominator).astype(np.float32)


def simulated_room(rng: np.random.Generator) -> np.ndarray:
    """A room response: direct sound, early reflections, a diffuse tail whose treble dies first."""
    rt60 = rng.uniform(0.1, 0.9)
    n = int(SAMPLE_RATE_HZ * rt60)
    t = np.arange(n) / SAMPLE_RATE_HZ
    low, high = rng.standard_normal(n), rng.standard_normal(n)
    low = np.convolve(low, np.ones(16) / 4, "same")
    tail = low * np.exp(-6.9 * t / rt60) + high * np.exp(-6.9 * t / (rt60 * rng.uniform(0.3, 0.8)))
    tail[: int(SAMPLE_RATE_HZ * rng.uniform(0.002, 0.02))] = 0
    for _ in range(rng.integers(3, 12)):
        tail[rng.integers(50, max(60, min(n, 2400)))] += rng.normal() * 6
    tail *= 10 ** (-rng.uniform(-2, 14) / 20) / (np.sqrt((tail**2).sum()) + 1e-9)
    tail[0] = 1.0
    return tail.astype(np.float32)


def to_log_bands(samples: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """log10 band energies [frames, bands], float16, floored at LOG_FLOOR."""
    return np.log10(np.maximum(band_energies(stft(samples), matrix), 10.0**LOG_FLOOR)).astype(np.float16)


def _render_speech(job: tuple[Path, list[dict[str, str]], int]) -> list[list[np.ndarray]]:
    data, rows, seed = job
    matrix = band_matrix()
    rooms = [read_samples(data, r) for r in read_table(data, "rooms", "train")]
    out = []
    for i, row in enumerate(rows):
        rng = np.random.default_rng([seed, i])
        x = read_samples(data, row)
        x = x / (np.sqrt((x**2).mean()) + 1e-9) * 0.05
        variants = []
        for kind in RENDERINGS:
            y = x if kind == "plain" else change_speed(x, float(np.exp(rng.uniform(np.log(0.8), np.log(1.25)))))
            if kind == "room":
                response = rooms[rng.integers(len(rooms))] if rng.random() < 0.35 else simulated_room(rng)
                y = fftconvolve(np.pad(y, (0, 9600)), response)[: len(y) + 9600]
            variants.append(to_log_bands(y, matrix))
        out.append(variants)
    return out


def _render_noise(job: tuple[Path, str, dict[str, str] | int, list[dict[str, str]]]) -> np.ndarray:
    data, kind, what, speech = job
    matrix = band_matrix()
    if kind == "recorded":
        assert isinstance(what, dict)
        x = read_samples(data, what)
    else:
        rng = np.random.default_rng([77, hash_kind(kind), int(what)])
        n = 20 * SAMPLE_RATE_HZ
        if kind == "babble":
            x = np.zeros(n, np.float32)
            for _ in range(rng.integers(3, 9)):
                voice, at = speech[rng.integers(len(speech))]["speaker"], int(rng.uniform(0, SAMPLE_RATE_HZ))
                own = [r for r in speech if r["speaker"] == voice]
                level = 10 ** (rng.normal(0, 3) / 20)
                while at < n:
                    y = read_samples(data, own[rng.integers(len(own))])
                    y = y[: n - at] / (np.sqrt((y**2).mean()) + 1e-9) * level
                    x[at : at + len(y)] += y
                    at += len(y) + int(rng.uniform(0.05, 0.4) * SAMPLE_RATE_HZ)
        else:
            x = generated_noise(rng, kind, n)
    x = x / (np.sqrt((x**2).mean()) + 1e-9) * 0.05
    return to_log_bands(x, matrix)


def hash_kind(kind: str) -> int:
    """A number for a kind of noise that is the same in every process."""
    return sum(ord(c) * 31**i for i, c in enumerate(kind)) % 2**31


def write(out: Path, name: str, pieces: list[np.ndarray], index: list[dict[str, object]]) -> None:
    """Writes pieces one behind the other as OUT/name.npy and their places as OUT/name.json."""
    at = 0
    for piece, row in zip(pieces, index, strict=True):
        row["start"], row["frames"] = at, len(piece)
        at += len(piece)
    np.save(out / f"{name}.npy", np.concatenate(pieces))
    (out / f"{name}.json").write_text(json.dumps(index))
    print(f"{name}: {len(pieces)} pieces, {at / 62.5 / 60:.0f} minutes")


def build(data: Path, out: Path, split: str, generated_clips: int, babble_clips: int, processes: int) -> None:
    """Writes the cache of one split to OUT."""
    out.mkdir(parents=True, exist_ok=True)
    speech = read_table(data, "speech", split)
    chunks = [(data, speech[i : i + 100], i) for i in range(0, len(speech), 100)]
    noises: list[tuple[Path, str, dict[str, str] | int, list[dict[str, str]]]] = [(data, "recorded", r, []) for r in read_table(data, "noise", split)]
    noises += [(data, kind, i, []) for kind in GENERATORS for i in range(generated_clips)]
    noises += [(data, "babble", i, speech) for i in range(babble_clips)]
    with get_context("fork").Pool(processes) as pool:
        rendered = [variants for chunk in pool.imap(_render_speech, chunks) for variants in chunk]
        pieces, index = [], []
        for row, variants in zip(speech, rendered, strict=True):
            for kind, piece in zip(RENDERINGS, variants, strict=True):
                pieces.append(piece)
                index.append({"speaker": row["speaker"], "sex": row["sex"], "rendering": kind, "bandwidth_hz": float(row["bandwidth_hz"]), "snr_db": float(row["snr_db"])})
        write(out, f"speech-{split}", pieces, index)
        pieces = list(pool.imap(_render_noise, noises, chunksize=8))
    write(out, f"noise-{split}", pieces, [{"class": n[2]["class"] if isinstance(n[2], dict) else n[1]} for n in noises])


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--out", type=Path, default=Path("cache"))
    p.add_argument("--split", default="train")
    p.add_argument("--generated-clips", type=int, default=60, help="20-second clips of each kind of generated noise")
    p.add_argument("--babble-clips", type=int, default=60)
    p.add_argument("--processes", type=int, default=2)
    a = p.parse_args()
    build(a.data, a.out, a.split, a.generated_clips, a.babble_clips, a.processes)


if __name__ == "__main__":
    main()
