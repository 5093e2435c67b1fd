"""The generator as an ONNX file, for other runtimes: features [batch, frames, 128] to gains of that shape, any number of frames."""
from __future__ import annotations

import warnings
from pathlib import Path

import torch

from .generator import Generator

OPSET = 17


def write(path: Path, generator: Generator) -> None:
    """Writes weights and graph; beyond its ends the input counts as zero, as in PyTorch, so give each stretch `frames_before` and `frames_behind` around it."""
    import onnx  # only an export needs it

    axes = {"features": {0: "batch", 1: "frames"}, "gains": {0: "batch", 1: "frames"}}
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        # It says that torch.export's is the default; that one needs onnxscript as well.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            generator.eval(), (torch.zeros(1, 64, 128),), str(path), dynamo=False, opset_version=OPSET, input_names=["features"], output_names=["gains"], dynamic_axes=axes
        )
    onnx.checker.check_model(str(path), full_check=True)
