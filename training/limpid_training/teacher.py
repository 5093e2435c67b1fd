"""A larger generator whose gains a smaller one imitates: distillation."""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool1d

from .denoise_reference import load_generator
from .dsp import FEATURE_FLOOR, LEVEL_FLOOR, LEVEL_HALF_FRAMES
from .losses import COMPRESSION


def features_of(energies: Tensor) -> Tensor:
    """Features [batch, frames, bands] of energies. The twin of `dsp.features` where it is not causal."""
    level = avg_pool1d(energies.mean(2)[:, None], 2 * LEVEL_HALF_FRAMES + 1, 1, LEVEL_HALF_FRAMES, count_include_pad=False)[:, 0]
    ratio = energies / level.clamp_min(LEVEL_FLOOR)[..., None]
    return (torch.log10(ratio.clamp_min(10.0**FEATURE_FLOOR)) + 3) / 2


class Teacher(nn.Module):
    """Gains [batch, frames, bands] of a checkpoint's averaged weights for noisy energies. It may look ahead where its pupil may not.

    Raises ValueError if the teacher is causal itself: it would be taught nothing that its pupil could not hear.
    """

    def __init__(self, checkpoint: Path) -> None:
        super().__init__()
        self.generator = load_generator(checkpoint).requires_grad_(False)
        if self.generator.architecture.causal:
            raise ValueError(f"{checkpoint} is causal; expected a teacher that looks ahead")

    @torch.no_grad()
    def forward(self, noisy: Tensor) -> Tensor:
        return self.generator(features_of(noisy))


def imitation(gain: Tensor, taught: Tensor, noisy: Tensor) -> Tensor:
    """Mean squared difference of two results' magnitudes, compressed by |X|^0.3, a scalar."""
    a, b = (g.clamp_min(1e-4) ** COMPRESSION for g in (gain, taught))
    return ((a - b) ** 2 * noisy**COMPRESSION).mean()
