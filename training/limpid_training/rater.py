"""DNSMOS P.835 and P.808 as differentiable networks, so that a generator can be led by what listeners are predicted to say. `dnsmos` and `p808` run the same weights in onnxruntime."""
from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool2d, pad

from . import p808
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


def layers_of(weights: dict[str, Tensor], convolutions: tuple[str, ...], dense: tuple[str, ...]) -> tuple[nn.ModuleList, nn.ModuleList]:
    """The 3 x 3 convolutions and the dense layers of some named tensors."""
    made = nn.ModuleList(nn.Conv2d(shape[1], shape[0], 3, padding=1) for shape in (weights[f"{name}.weight"].shape for name in convolutions))
    heads = nn.ModuleList(nn.Linear(shape[1], shape[0]) for shape in (weights[f"{name}.weight"].shape for name in dense))
    for name, layer in zip((*convolutions, *dense), (*made, *heads), strict=True):
        layer.load_state_dict({"weight": weights[f"{name}.weight"], "bias": weights[f"{name}.bias"]})
    return made, heads


def answer_of(h: Tensor, convolutions: nn.ModuleList, dense: nn.ModuleList, pooled_after: tuple[int, ...]) -> Tensor:
    """Output [batch, n], float32, of convolutions over a picture [batch, 1, height, width], its maxima, and dense layers."""
    for i, convolution in enumerate(convolutions):
        h = torch.relu(convolution(h))
        if i in pooled_after:
            h = max_pool2d(h, 2)
    h = h.amax((2, 3))
    for layer in dense[:-1]:
        h = torch.relu(layer(h))
    return dense[-1](h).float()


class Rater(nn.Module):
    """P.835: ratings [batch, 3] in the order of POLYNOMIALS, 1-5, of samples [batch, n] at 16 kHz, n at least 2880. Its weights are fixed."""

    def __init__(self) -> None:
        super().__init__()
        weights = {name: torch.from_numpy(values.copy()) for name, values in named_weights().items()}
        self.fourier = nn.Parameter(torch.cat([weights["real"], weights["imag"]]), False)
        self.convolutions, self.dense = layers_of(weights, CONVOLUTIONS, tuple(DENSE.values()))
        self.polynomials = nn.Parameter(torch.tensor(list(POLYNOMIALS.values())), False)
        self.requires_grad_(False).to(memory_format=torch.channels_last)

    def log_power(self, samples: Tensor) -> Tensor:
        """Log10 power spectrum [batch, 1, frames, 161]."""
        frames = samples.unfold(1, FRAME_SAMPLES, HOP_SAMPLES)
        real, imaginary = (frames @ self.fourier.t()).chunk(2, 2)
        return torch.log10((real**2 + imaginary**2).clamp_min(POWER_FLOOR))[:, None]

    def forward(self, samples: Tensor) -> Tensor:
        raw = answer_of(self.log_power(samples), self.convolutions, self.dense, POOLED_AFTER)
        a, b, c = self.polynomials.t()
        return (a * raw + b) * raw + c


class RaterP808(nn.Module):
    """P.808: the rating [batch] of the whole, 1-5, of samples [batch, n] at 16 kHz, n at least 2880. Its weights are fixed."""

    def __init__(self) -> None:
        super().__init__()
        weights = {name: torch.from_numpy(values.copy()) for name, values in p808.named_weights().items()}
        self.convolutions, self.dense = layers_of(weights, p808.CONVOLUTIONS, p808.DENSE)
        self.mels = nn.Parameter(torch.from_numpy(p808.mel_matrix().astype(np.float32)), False)
        self.window = nn.Parameter(torch.hann_window(p808.FFT_SAMPLES), False)
        self.requires_grad_(False).to(memory_format=torch.channels_last)

    def log_mel(self, samples: Tensor) -> Tensor:
        """Mel picture [batch, 1, frames, mels], -1...1: dB below the loudest of an item. The twin of `p808.log_mel`."""
        half = p808.FFT_SAMPLES // 2
        frames = pad(samples.float(), (half, half)).unfold(1, p808.FFT_SAMPLES, p808.HOP_SAMPLES) * self.window
        spectrum = torch.fft.rfft(frames)
        power = ((spectrum.real**2 + spectrum.imag**2) @ self.mels).clamp_min(1e-10)
        db = 10 * torch.log10(power / power.amax((1, 2), keepdim=True))
        return ((db.clamp_min(-p808.RANGE_DB) + 40) / 40)[:, None]

    def forward(self, samples: Tensor) -> Tensor:
        return answer_of(self.log_mel(samples), self.convolutions, self.dense, p808.POOLED_AFTER)[:, 0]


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
