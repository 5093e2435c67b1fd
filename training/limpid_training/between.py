"""Weights between those of two checkpoints of one architecture: what the second learnt on top of the first, taken in part.

    python -m limpid_training.between scratch/small/third/gains.safetensors scratch/small/fourth/gains.safetensors 0.5 --out scratch/small/between/gains.safetensors

Source: Wortsman et al. 2022, Robust fine-tuning of zero-shot models, section 3.
"""
from __future__ import annotations

import argparse
from pathlib import Path

from . import checkpoint


def between(first: Path, second: Path, part: float, out: Path) -> None:
    """Writes a checkpoint of averaged weights, those of the first for part 0 and of the second for part 1, with the second's record. Raises ValueError if they differ in shape."""
    a, b = (checkpoint.load(path) for path in (first, second))
    weights, target = a[0]["average"], b[0]["average"]
    if {k: v.shape for k, v in weights.items()} != {k: v.shape for k, v in target.items()}:
        raise ValueError(f"{first} and {second} are not of one architecture")
    mixed = {name: (value.float() + part * (target[name].float() - value.float())) for name, value in weights.items()}
    out.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.save(out, {"average": mixed}, b[1])


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("first", type=Path)
    p.add_argument("second", type=Path)
    p.add_argument("part", type=float, help="0 for the first, 1 for the second")
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    between(a.first, a.second, a.part, a.out)


if __name__ == "__main__":
    main()
