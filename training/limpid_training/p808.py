"""DNSMOS P.808: another network's guess at the rating of the whole, 1-5. Where a run is not led by it, it tells whether what the run won is real.

Source: Reddy et al. 2021, DNSMOS: a non-intrusive perceptual objective speech quality metric. The network ships in the PyPI package speechmos (MIT).
"""
from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from .dnsmos import RATE_HZ, open_network, segments, tensors_of

FFT_SAMPLES, HOP_SAMPLES, NUM_MELS = 321, 160, 120
LINEAR_UP_TO_HZ, HZ_PER_MEL, LOG_STEP = 1000.0, 200.0 / 3, np.log(6.4) / 27
"""The scale of Slaney's Auditory Toolbox, which librosa takes unless told otherwise."""
RANGE_DB = 80.0
NETWORK = "model_v8.onnx"
CONVOLUTIONS = tuple(f"conv2d_{i}" for i in range(5, 10))
DENSE = tuple(f"dense_{i}" for i in range(3, 6))
POOLED_AFTER = (0, 1, 3)
"""Convolutions that a 2 x 2 maximum follows."""


@cache
def session() -> Any:
    """The network, one thread, once a process. Raises ImportError where speechmos is not installed."""
    return open_network(NETWORK)


def named_weights() -> dict[str, np.ndarray]:
    """The network's tensors, float32: `LAYER.weight` [out, in, height, width] or [out, in], `LAYER.bias`. Raises ImportError where speechmos is not installed."""
    found, out = tensors_of(NETWORK), {}
    for layer in CONVOLUTIONS:
        out[f"{layer}.weight"], out[f"{layer}.bias"] = found[f"{layer}/kernel:0"], found[f"{layer}/bias:0"]
    for layer in DENSE:
        matrix, bias = (found[f"mos_estimator_small_1/{layer}/{part}/ReadVariableOp/resource:0"] for part in ("MatMul", "BiasAdd"))
        out[f"{layer}.weight"], out[f"{layer}.bias"] = np.ascontiguousarray(matrix.T), bias
    return out


@cache
def mel_matrix() -> np.ndarray:
    """Mel filters [bins, mels] of unit area, 0-8 kHz. Source: librosa.filters.mel(sr=16000, n_fft=321, n_mels=120)."""
    kink = LINEAR_UP_TO_HZ / HZ_PER_MEL
    mels = np.linspace(0, kink + np.log(RATE_HZ / 2 / LINEAR_UP_TO_HZ) / LOG_STEP, NUM_MELS + 2)
    edges = np.where(mels < kink, HZ_PER_MEL * mels, LINEAR_UP_TO_HZ * np.exp(LOG_STEP * (mels - kink)))
    hz = np.fft.rfftfreq(FFT_SAMPLES, 1 / RATE_HZ)[:, None]
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    return np.maximum(0, np.minimum((hz - left) / (centre - left), (right - hz) / (right - centre))) * 2 / (right - left)


def log_mel(samples: np.ndarray) -> np.ndarray:
    """What the network sees [frames, mels] of samples [n] at 16 kHz: dB below the loudest, at most RANGE_DB, shifted and scaled to -1...1."""
    padded = np.pad(samples, FFT_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT_SAMPLES)[::HOP_SAMPLES]
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT_SAMPLES) / FFT_SAMPLES)
    power = (np.abs(np.fft.rfft(frames * hann, axis=1)) ** 2) @ mel_matrix()
    db = 10 * np.log10(np.maximum(power, 1e-10) / max(power.max(), 1e-10))
    return ((np.maximum(db, -RANGE_DB) + 40) / 40).astype(np.float32)


def p808(samples: np.ndarray) -> float:
    """Rating of samples [n] at 16 kHz, averaged over segments."""
    return float(np.mean([session().run(None, {"input_1": log_mel(s[:-HOP_SAMPLES])[None]})[0][0, 0] for s in segments(samples)]))
