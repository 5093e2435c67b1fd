"""DNSMOS P.835: a network's guess at how listeners would rate signal, background and the whole, 1-5, without a reference.

Source: Reddy et al. 2022, DNSMOS P.835. The network ships in the PyPI package speechmos (MIT); only onnxruntime is needed to run it.
It can be fooled (it likes what gates away speech), so read it beside PESQ, STOI and SI-SDR, never alone.
"""
from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

RATE_HZ = 16_000
INPUT_SAMPLES = int(9.01 * RATE_HZ)
POLYNOMIALS = {
    "SIG": (-0.08397278, 1.22083953, 0.0052439),
    "BAK": (-0.13166888, 1.60915514, -0.39604546),
    "OVRL": (-0.06766283, 1.11546468, 0.04602535),
}
"""From the network's raw outputs, in this order, to ratings."""


def weights_path(name: str = "sig_bak_ovr.onnx") -> Path:
    """Where speechmos keeps a network. Raises ImportError where speechmos is not installed."""
    package = find_spec("speechmos")
    if package is None or package.origin is None:
        raise ImportError("speechmos is not installed; pip install -r requirements-evaluate.txt")
    return Path(package.origin).parent / "dnsmos_models" / name


CONVOLUTIONS = ("conv2d", *(f"conv2d_{i}" for i in range(1, 7)))
DENSE = {"dense": "dense", "dense_1": "dense_1", "dense_3": "dense_2"}
"""Dense layers as the file names them, and in order."""


def tensors_of(name: str) -> dict[str, np.ndarray]:
    """The tensors of a network of speechmos under the names that its file gives them."""
    from onnx import load, numpy_helper

    return {tensor.name: numpy_helper.to_array(tensor) for tensor in load(str(weights_path(name))).graph.initializer}


def named_weights() -> dict[str, np.ndarray]:
    """The network's tensors, float32: `real` and `imag` [bins, samples] of its transform, `LAYER.weight` [out, in, height, width] or [out, in], `LAYER.bias`."""
    found = tensors_of("sig_bak_ovr.onnx")
    out = {part: np.squeeze(found[f"time2freq/stft-{part}/kernel:0"], 2) for part in ("real", "imag")}
    for layer in CONVOLUTIONS:
        out[f"{layer}.weight"], out[f"{layer}.bias"] = found[f"{layer}/kernel:0"], found[f"{layer}/bias:0"]
    for source, layer in DENSE.items():
        matrix, bias = (found[f"mos_estimator_logpow/{source}/{part}/ReadVariableOp/resource:0"] for part in ("MatMul", "BiasAdd"))
        out[f"{layer}.weight"], out[f"{layer}.bias"] = np.ascontiguousarray(matrix.T), bias
    return out


def open_network(name: str) -> Any:
    """A network of speechmos, one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(weights_path(name)), options, providers=["CPUExecutionProvider"])


@cache
def session() -> Any:
    """The network, one thread, once a process."""
    return open_network("sig_bak_ovr.onnx")


def segments(samples: np.ndarray) -> np.ndarray:
    """What the network is shown [segments, INPUT_SAMPLES] of samples at 16 kHz: stretches of 9.01 s a second apart; short clips are repeated."""
    while len(samples) < INPUT_SAMPLES:
        samples = np.concatenate([samples, samples])
    starts = range(0, len(samples) - INPUT_SAMPLES + 1, RATE_HZ)
    return np.stack([samples[at : at + INPUT_SAMPLES] for at in starts]).astype(np.float32)


def dnsmos(samples: np.ndarray) -> dict[str, float]:
    """Ratings SIG, BAK and OVRL of samples [n] at 16 kHz, averaged over segments."""
    raw = np.concatenate([session().run(None, {"input_1": s[None]})[0] for s in segments(samples)])
    return {name: float(np.polyval(POLYNOMIALS[name], raw[:, i]).mean()) for i, name in enumerate(POLYNOMIALS)}
