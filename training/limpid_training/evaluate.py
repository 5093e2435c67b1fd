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
from typing import Any

import numpy as np
import soundfile
from scipy.stats import t as student_t

from .dsp import SAMPLE_RATE_HZ
from .metrics import measure

GROUPS = ("snr_db", "sex", "room", "noise")
DECIMALS = {"SI-SDR 16k": 1, "SI-SDR 48k": 1, "LSD 8-20k": 1, "mel MSE": 0, "mel PSNR": 1, "STOI": 3, "ESTOI": 3}
"""Digits shown behind the point; 2 for measures that are not listed."""

Summary = dict[str, dict[str, float]]
"""Of each measure: mean, half width of its 95 % confidence interval, number of clips."""


def read_clip(path: Path) -> np.ndarray:
    """Samples [n], float64. Raises ValueError unless the file is mono at 48 kHz."""
    samples, rate = soundfile.read(path)
    if rate != SAMPLE_RATE_HZ or samples.ndim != 1:
        raise ValueError(f"{path}: {rate} Hz, shape {samples.shape}; expected {SAMPLE_RATE_HZ} Hz, mono")
    return samples


def score(job: tuple[Path, Path]) -> dict[str, float]:
    """Measures of one pair of files, clean and enhanced. Raises ValueError that names the file if it cannot be measured."""
    clean, enhanced = (read_clip(path) for path in job)
    try:
        return measure(clean, enhanced)
    except ValueError as error:
        raise ValueError(f"{job[1]}: {error}") from error


def summarise(rows: list[dict[str, float]]) -> Summary:
    """Mean and half width of the 95 % confidence interval (Student's t) of each measure."""
    out = {}
    for name in rows[0]:
        values = np.array([r[name] for r in rows])
        n = len(values)
        half = student_t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n) if n > 1 else 0.0
        out[name] = {"mean": round(float(values.mean()), 4), "ci95": round(float(half), 4), "clips": n}
    return out


def group_label(column: str, value: str) -> str:
    """Value of a column of meta.tsv as a group: rooms are only told apart from none."""
    return ("no" if value == "-" else "yes") if column == "room" else value


def read_meta(path: Path) -> dict[str, dict[str, str]]:
    """Rows of meta.tsv by clip; none if there is no such file."""
    if not path.exists():
        return {}
    with open(path, encoding="utf-8") as f:
        return {row["clip"]: row for row in csv.DictReader(f, delimiter="\t")}


def group_names(label: str) -> tuple[int, float, str]:
    """Order of groups: numbers by size, then words."""
    return (0, float(label), "") if label.replace(".", "", 1).isdigit() else (1, 0.0, label)


def evaluate(clean: Path, systems: dict[str, Path], every: int, processes: int) -> dict[str, dict[str, Any]]:
    """Scores of each system: `all`, and by group where meta.tsv is there. Raises ValueError if there are no clips."""
    names = sorted(p.name for p in clean.glob("*.wav"))[::every]
    if not names:
        raise ValueError(f"{clean} holds no .wav file")
    meta = read_meta(clean.parent / "meta.tsv")
    out: dict[str, dict[str, Any]] = {}
    with Pool(processes) as pool:
        for system, folder in systems.items():
            rows = pool.map(score, [(clean / name, folder / name) for name in names], chunksize=4)
            out[system] = {"all": summarise(rows)}
            for column in GROUPS if meta else ():
                groups: dict[str, list[dict[str, float]]] = {}
                for name, row in zip(names, rows, strict=True):
                    groups.setdefault(group_label(column, meta[Path(name).stem][column]), []).append(row)
                out[system][column] = {group: summarise(groups[group]) for group in sorted(groups, key=group_names)}
    return out


def table(rows: dict[str, Summary], corner: str) -> str:
    """Summaries as a Markdown table, one row each."""
    columns = list(next(iter(rows.values())))
    lines = [f"| {corner} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for label, summary in rows.items():
        cells = [f"{summary[c]['mean']:.{DECIMALS.get(c, 2)}f} ±{summary[c]['ci95']:.{DECIMALS.get(c, 2)}f}" for c in columns]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def clips_of(summary: Summary) -> int:
    """Number of clips behind a summary."""
    return int(next(iter(summary.values()))["clips"])


def report(results: dict[str, dict[str, Any]], by: tuple[str, ...]) -> str:
    """The overall table, then one a group column for each system."""
    parts = [table({system: result["all"] for system, result in results.items()}, f"{clips_of(next(iter(results.values()))['all'])} clips")]
    for column in by:
        for system, result in results.items():
            if column in result:
                rows = {f"{group} ({clips_of(summary)})": summary for group, summary in result[column].items()}
                parts.append(table(rows, f"{system} by {column}"))
    return "\n\n".join(parts)


def parse_systems(items: list[str], noisy: Path) -> dict[str, Path]:
    """Folders by name from NAME=DIR, `noisy` first. Raises ValueError if an item has another form."""
    systems = {"noisy": noisy}
    for item in items:
        name, _, folder = item.partition("=")
        if not name or not folder:
            raise ValueError(f"--enhanced is {item!r}, expected NAME=DIR")
        systems[name] = Path(folder)
    return systems


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--clean", type=Path, required=True)
    p.add_argument("--noisy", type=Path, required=True)
    p.add_argument("--enhanced", action="append", default=[], metavar="NAME=DIR")
    p.add_argument("--every", type=int, default=1, help="score every N-th clip only")
    p.add_argument("--by", nargs="*", default=[], choices=GROUPS, help="print tables by these too; the JSON always has them")
    p.add_argument("--processes", type=int, default=2)
    p.add_argument("--json", type=Path, help="write all scores there")
    p.add_argument("--print-json", action="store_true", help="print all scores in place of the tables")
    a = p.parse_args()
    results = evaluate(a.clean, parse_systems(a.enhanced, a.noisy), a.every, a.processes)
    text = json.dumps(results, indent=1) + "\n"
    print(text.rstrip() if a.print_json else report(results, tuple(a.by)))
    if a.json:
        a.json.write_text(text)


if __name__ == "__main__":
    main()
