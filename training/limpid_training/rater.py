"""DNSMOS P.835 as a differentiable network, so that a generator can be led by what listeners are predicted to say. `dnsmos` runs the same weights in onnxruntime."""
from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool2d

from .dnsmos import CONVOLUTIONS, DENSE, INPUT_SAMPLES, POLYNOMIALS, named_weights
from .dsp import HOP_SAMPLES as HOP_AT_48_KHZ
from .dsp import WINDOW_SAMPLES, band_matrix, window

FRAME_SAMPLES, HOP_SAMPLES = 320, 160
POWER_FLOOR = 1e-12
POOLED_AFTER = (3, 4, 5)
"""Convolutions that a 2 x 2 maximum follows."""
DECIMATION = 3
LOW_WINDOW, LOW_HOP = WINDOW_SAMPLES // DECIMATION, HOP_AT_48_KHZ // DECIMATION
LOW_BINS = LOW_WINDOW // 2 + 1
"""Bins of the spectrum at 48 kHz that 16 kHz can hold."""


class Rater(nn.Module):
    """Ratings [batch, 3] in the order of POLYNOMIALS, 1-5, of samples [batch, n] at 16 kHz, n at least 2880. Its weights are fixed."""

    def __init__(self) -> None:
        super().__init__()
        weights = {name: torch.from_numpy(values.copy()) for name, values in named_weights().items()}
        self.fourier = nn.Parameter(torch.cat([weights["real"], weights["imag"]]), False)
        kernels = (weights[f"{name}.weight"].shape for name in CONVOLUTIONS)
        self.convolutions = nn.ModuleList(nn.Conv2d(shape[1], shape[0], 3, padding=1) for shape in kernels)
        self.dense = nn.ModuleList(nn.Linear(*reversed(weights[f"{name}.weight"].shape)) for name in DENSE.values())
        for name, layer in zip((*CONVOLUTIONS, *DENSE.values()), (*self.convolutions, *self.dense), strict=True):
            layer.load_state_dict({"weight": weights[f"{name}.weight"], "bias": weights[f"{name}.bias"]})
        self.polynomials = nn.Parameter(torch.tensor(list(POLYNOMIALS.values())), False)
        self.requires_grad_(False).to(memory_format=torch.channels_last)

    def log_power(self, samples: Tensor) -> Tensor:
        """Log10 power spectrum [batch, 1, frames, 161]."""
        frames = samples.unfold(1, FRAME_SAMPLES, HOP_SAMPLES)
        real, imaginary = (frames @ self.fourier.t()).chunk(2, 2)
        return torch.log10((real**2 + imaginary**2).clamp_min(POWER_FLOOR))[:, None]

    def forward(self, samples: Tensor) -> Tensor:
        h = self.log_power(samples)
        for i, convolution in enumerate(self.convolutions):
            h = torch.relu(convolution(h))
            if i in POOLED_AFTER:
                h = max_pool2d(h, 2)
        h = h.amax((2, 3))
        for i, layer in enumerate(self.dense):
            h = layer(h) if i == 2 else torch.relu(layer(h))
        a, b, c = self.polynomials.t()
        return (a * h.float() + b) * h.float() + c


class LowSynthesis(nn.Module):
    """Samples [batch, frames * LOW_HOP] at 16 kHz from the bins [batch, frames, LOW_BINS] of a spectrum at 48 kHz and gains [batch, frames, bands] on it."""

    def __init__(self) -> None:
        super().__init__()
        self.to_bins = nn.Parameter(torch.from_numpy(band_matrix()[:LOW_BINS].T.copy()), False)
        self.window = nn.Parameter(torch.from_numpy(np.ascontiguousarray(window()[::DECIMATION])) / DECIMATION, False)

    def forward(self, spectrum: Tensor, gains: Tensor) -> Tensor:
        pieces = torch.fft.irfft(spectrum * (gains @ self.to_bins), LOW_WINDOW) * self.window
        first, second = pieces.split(LOW_HOP, 2)
        overlapped = first[:, 1:] + second[:, :-1]
        return torch.cat([overlapped, second[:, -1:]], 1).flatten(1)[:, :INPUT_SAMPLES]
