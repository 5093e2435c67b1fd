"""Scores folders of enhanced clips against the clean ones.

    python -m limpid_training.evaluate --clean val/clean --noisy val/noisy --enhanced Limpid=out [--every 2] [--json scores.json]

Means with 95 % confidence intervals, overall and by what meta.tsv beside the clean folder tells: SNR, sex, room, noise class.
"""
from __future__ import annotations

import argparse
import csv
import json
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import soundfile

from .dsp import SAMPLE_RATE_HZ
from .metrics import measure

GROUPS = ("snr_db", "sex", "room", "noise")


def score(job: tuple[Path, Path]) -> dict[str, float]:
    """Measures of one pair of files. Raises ValueError at another rate than 48 kHz."""
    clips = []
    for path in job:
        samples, rate = soundfile.read(path)
        if rate != SAMPLE_RATE_HZ:
            raise ValueError(f"{path}: {rate} Hz, expected {SAMPLE_RATE_HZ}")
        clips.append(samples)
    return measure(clips[0], clips[1])


def summarise(rows: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Mean and half width of the 95 % confidence interval of each measure."""
    out = {}
    for name in rows[0]:
        values = np.array([r[name] for r in rows])
        half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0.0
        out[name] = {"mean": round(float(values.mean()), 4), "ci95": round(float(half), 4), "clips": len(values)}
    return out


def group_label(column: str, value: str) -> str:
    """Value of a column of meta.tsv as a group: rooms are only told apart from none."""
    return ("no" if value == "-" else "yes") if column == "room" else value


def evaluate(clean: Path, systems: dict[str, Path], every: int, processes: int) -> dict[str, object]:
    """Scores of each system: overall, and by group where meta.tsv is there."""
    names = sorted(p.name for p in clean.glob("*.wav"))[::every]
    meta_path = clean.parent / "meta.tsv"
    meta = {}
    if meta_path.exists():
        with open(meta_path, encoding="utf-8") as f:
            meta = {row["clip"]: row for row in csv.DictReader(f, delimiter="\t")}
    out: dict[str, object] = {}
    with Pool(processes) as pool:
        for system, folder in systems.items():
            rows = pool.map(score, [(clean / name, folder / name) for name in names], chunksize=4)
            result: dict[str, object] = {"all": summarise(rows)}
            for column in GROUPS if meta else ():
                groups: dict[str, list[dict[str, float]]] = {}
                for name, row in zip(names, rows, strict=True):
                    groups.setdefault(group_label(column, meta[Path(name).stem][column]), []).append(row)
                result[column] = {group: summarise(own) for group, own in sorted(groups.items())}
            out[system] = result
    return out


def table(results: dict[str, dict[str, dict[str, dict[str, float]]]]) -> str:
    """The overall means as a Markdown table."""
    first = next(iter(results.values()))
    columns = list(first["all"])
    clips = first["all"][columns[0]]["clips"]
    lines = [f"| {clips} clips | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for system, result in results.items():
        cells = [f"{result['all'][c]['mean']:.3f} ±{result['all'][c]['ci95']:.3f}" for c in columns]
        lines.append(f"| {system} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--clean", type=Path, required=True)
    p.add_argument("--noisy", type=Path, required=True)
    p.add_argument("--enhanced", action="append", default=[], metavar="NAME=DIR")
    p.add_argument("--every", type=int, default=1, help="score every N-th clip only")
    p.add_argument("--processes", type=int, default=2)
    p.add_argument("--json", type=Path)
    a = p.parse_args()
    systems = {"noisy": a.noisy}
    for item in a.enhanced:
        name, _, folder = item.partition("=")
        if not folder:
            p.error(f"--enhanced is {item!r}, expected NAME=DIR")
        systems[name] = Path(folder)
    results = evaluate(a.clean, systems, a.every, a.processes)
    print(table(results))  # type: ignore[arg-type]
    if a.json:
        a.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
