"""Checkpoints: one safetensors file, tensors and plain JSON in its metadata, written to a temporary file and renamed.

    python -m limpid_training.checkpoint scratch/small/gains.safetensors checkpoints/small.safetensors

makes a copy of a third of the size to be kept: averaged weights and half-precision moments. A run that goes on from it starts from the average.
"""
from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn


def save(path: Path, parts: dict[str, dict[str, Tensor]], meta: dict[str, Any]) -> None:
    """Writes named groups of tensors and JSON metadata; a crash leaves the former file as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {f"{part}/{name}": t.detach().cpu().contiguous().clone() for part, group in parts.items() for name, t in group.items()}
    temporary = path.with_suffix(".tmp")
    save_file(tensors, str(temporary), {"limpid": json.dumps(meta)})
    os.replace(temporary, path)


def load(path: Path) -> tuple[dict[str, dict[str, Tensor]], dict[str, Any]]:
    """What `save` wrote. Raises ValueError if it is not a checkpoint of this project."""
    with safe_open(str(path), "pt") as f:
        meta = f.metadata() or {}
        if "limpid" not in meta:
            raise ValueError(f"{path} is not a checkpoint: its metadata has no entry 'limpid'")
        parts: dict[str, dict[str, Tensor]] = {}
        for key in f.keys():
            part, name = key.split("/", 1)
            parts.setdefault(part, {})[name] = f.get_tensor(key)
    return parts, json.loads(meta["limpid"])


def optimizer_tensors(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """AdamW's moments by parameter name."""
    out = {}
    for name, parameter in model.named_parameters():
        state = optimizer.state.get(parameter)
        if state:
            out |= {f"{name}|exp_avg": state["exp_avg"], f"{name}|exp_avg_sq": state["exp_avg_sq"]}
    return out


def restore_optimizer(model: nn.Module, optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor], step: int) -> None:
    """Puts back what `optimizer_tensors` gave, with AdamW's own step count."""
    for name, parameter in model.named_parameters():
        if f"{name}|exp_avg" in tensors:
            optimizer.state[parameter] = {
                "step": torch.tensor(float(step)),
                "exp_avg": tensors[f"{name}|exp_avg"].to(parameter.device, torch.float32, copy=True),
                "exp_avg_sq": tensors[f"{name}|exp_avg_sq"].to(parameter.device, torch.float32, copy=True),
            }


def compact(source: Path, target: Path) -> None:
    """Writes a checkpoint without its running weights and with bfloat16 moments."""
    parts, meta = load(source)
    moments = {name: value.bfloat16() for name, value in parts.get("optimizer", {}).items()}
    save(target, {"average": parts["average"], "optimizer": moments}, meta)


if __name__ == "__main__":
    compact(Path(sys.argv[1]), Path(sys.argv[2]))
