"""The generator: a convolutional autoencoder over time whose decoder puts out gains. The twin of src/net/generator.ts.

    features [batch, frames, 128]
      encode   conv k3, 128 -> width, ReLU                               [batch, width, frames]
      blocks   h + expand(relu(dilated conv k3(h)))   for each dilation  [batch, width, frames]
      decode   relu(code(h) + skip(features))                            [batch, width, frames]
      gains    sigmoid(conv 1)                                           [batch, frames, 128]

Convolution along time on whole frames is the fastest primitive on every backend, and ReLU comes free with it.
"""
from __future__ import annotations

import torch
from torch import Tensor, nn

from .config import ARCHITECTURES, Architecture
from .dsp import NUM_BANDS


class Block(nn.Module):
    """Residual block: dilated convolution over time, ReLU, mixing of channels. It starts as the identity."""

    def __init__(self, width: int, kernel: int, dilation: int) -> None:
        super().__init__()
        self.dilated = nn.Conv1d(width, width, kernel, dilation=dilation, padding=dilation * (kernel - 1) // 2)
        self.mix = nn.Conv1d(width, width, 1)
        nn.init.kaiming_normal_(self.dilated.weight, nonlinearity="relu")
        nn.init.zeros_(self.dilated.bias)
        nn.init.normal_(self.mix.weight, std=0.02)
        nn.init.zeros_(self.mix.bias)

    def forward(self, h: Tensor) -> Tensor:
        return h + self.mix(torch.relu(self.dilated(h)))


class Generator(nn.Module):
    """Gains in [0, 1] from features; `architecture` is a name in ARCHITECTURES or sizes."""

    def __init__(self, architecture: str | Architecture = "small") -> None:
        super().__init__()
        a = ARCHITECTURES[architecture] if isinstance(architecture, str) else architecture
        self.architecture = a
        self.encode = nn.Conv1d(NUM_BANDS, a.width, a.kernel, padding=(a.kernel - 1) // 2)
        self.blocks = nn.ModuleList(Block(a.width, a.kernel, d) for d in a.dilations)
        self.code = nn.Conv1d(a.width, a.width, 1)
        self.skip = nn.Conv1d(NUM_BANDS, a.width, 1)
        self.gains = nn.Conv1d(a.width, NUM_BANDS, 1)

    def decode_hidden(self, features: Tensor) -> Tensor:
        """Last hidden layer [batch, width, frames] of features [batch, frames, bands]."""
        x = features.transpose(1, 2)  # [batch, bands, frames]
        h = torch.relu(self.encode(x))  # [batch, width, frames]
        for block in self.blocks:
            h = block(h)
        return torch.relu(self.code(h) + self.skip(x))

    def forward(self, features: Tensor) -> Tensor:
        """Gains [batch, frames, bands] in [0, 1] of features [batch, frames, bands]."""
        return torch.sigmoid(self.gains(self.decode_hidden(features)).float()).transpose(1, 2)


class Reconstruction(nn.Module):
    """Head of the autoencoder stage: clean features [batch, frames, bands] from the generator's last hidden layer."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator
        self.bands = nn.Conv1d(generator.architecture.width, NUM_BANDS, 1)

    def forward(self, features: Tensor) -> Tensor:
        return self.bands(self.generator.decode_hidden(features)).float().transpose(1, 2)


def multiply_adds_per_sec(architecture: Architecture, frames_per_sec: float = 62.5) -> float:
    """Multiply-adds per second of audio."""
    w, k = architecture.width, architecture.kernel
    per_frame = NUM_BANDS * w * k + len(architecture.dilations) * w * w * (k + 1) + w * w + 2 * NUM_BANDS * w
    return per_frame * frames_per_sec
