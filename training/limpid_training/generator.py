"""The generator: a convolutional autoencoder over time and patches of bands whose decoder puts out gains. The twin of src/net/generator.ts.

    features [batch, frames, 128] as patches of 8 bands             [batch, 8, frames, 16]
      encode   conv 3 x 3 over time and patches + place of the patch, ReLU     [batch, channels, frames, 16]
      blocks   for each dilation
        h + mix(relu(dilated conv over 3 frames(h))), the same for every patch; over this frame and two past ones if it is causal
        h + up(relu(down(h))), over all patches of a frame, through `rank` numbers
      decode   relu(code(h) + skip(features)), skip a conv 3 x 3                [batch, channels, frames, 16]
      gains    sigmoid(conv 1), 8 bands from each patch                         [batch, frames, 128]

Patches share their weights, so that a voice or a noise learnt at one pitch is known at another; the narrow layer over the whole frame tells each what the
others hear. All of it is convolutions and matrix products with bias and ReLU, the fastest primitives on every backend.
"""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from .config import ARCHITECTURES, NUM_PATCHES, Architecture
from .dsp import NUM_BANDS

PATCH_BANDS = NUM_BANDS // NUM_PATCHES


class Block(nn.Module):
    """Two residual steps: over time within each patch, and over the whole frame through a narrow layer. It starts close to the identity."""

    def __init__(self, a: Architecture, dilation: int) -> None:
        super().__init__()
        wide = NUM_PATCHES * a.channels
        reach = dilation * (a.kernel - 1)
        self.margins = (0, 0, reach, 0) if a.causal else (0, 0, reach // 2, reach // 2)
        self.dilated = nn.Conv2d(a.channels, a.channels, (a.kernel, 1), dilation=(dilation, 1))
        self.mix = nn.Conv2d(a.channels, a.channels, 1)
        self.down = nn.Linear(wide, a.rank)
        self.up = nn.Linear(a.rank, wide)
        nn.init.kaiming_normal_(self.dilated.weight, nonlinearity="relu")
        nn.init.zeros_(self.dilated.bias)
        for layer in (self.mix, self.up):
            nn.init.normal_(layer.weight, std=0.02)
            nn.init.zeros_(layer.bias)

    def forward(self, h: Tensor) -> Tensor:
        h = h + self.mix(torch.relu(self.dilated(pad(h, self.margins))))  # [batch, channels, frames, patches]
        batch, channels, frames, patches = h.shape
        frame = h.permute(0, 2, 3, 1).reshape(batch, frames, patches * channels)  # no copy: channels lie last in memory
        out = self.up(torch.relu(self.down(frame)))  # [batch, frames, patches * channels]
        return h + out.view(batch, frames, patches, channels).permute(0, 3, 1, 2)


class Generator(nn.Module):
    """Gains in [0, 1] from features; `architecture` is a name in ARCHITECTURES or sizes."""

    def __init__(self, architecture: str | Architecture = "small") -> None:
        super().__init__()
        a = ARCHITECTURES[architecture] if isinstance(architecture, str) else architecture
        self.architecture = a
        around = ((a.kernel - 1) // 2, 1)
        self.encode = nn.Conv2d(PATCH_BANDS, a.channels, (a.kernel, 3), padding=around)
        self.place = nn.Parameter(torch.zeros(NUM_PATCHES, a.channels))
        self.blocks = nn.ModuleList(Block(a, d) for d in a.dilations)
        self.code = nn.Conv2d(a.channels, a.channels, 1)
        self.skip = nn.Conv2d(PATCH_BANDS, a.channels, (a.kernel, 3), padding=around)
        self.gains = nn.Conv2d(a.channels, PATCH_BANDS, 1)
        self.to(memory_format=torch.channels_last)

    def decode_hidden(self, features: Tensor) -> Tensor:
        """Last hidden layer [batch, channels, frames, patches] of features [batch, frames, bands]."""
        batch, frames, _ = features.shape
        x = features.reshape(batch, frames, NUM_PATCHES, PATCH_BANDS).permute(0, 3, 1, 2)  # [batch, patch bands, frames, patches]
        h = torch.relu(self.encode(x) + self.place.t()[:, None])  # [batch, channels, frames, patches]
        for block in self.blocks:
            h = block(h)
        return torch.relu(self.code(h) + self.skip(x))

    def forward(self, features: Tensor) -> Tensor:
        """Gains [batch, frames, bands] in [0, 1] of features [batch, frames, bands]."""
        return torch.sigmoid(to_bands(self.gains(self.decode_hidden(features))).float())


def to_bands(patches: Tensor) -> Tensor:
    """[batch, frames, bands] of [batch, patch bands, frames, patches]."""
    return patches.permute(0, 2, 3, 1).flatten(2)


class Reconstruction(nn.Module):
    """Head of the autoencoder stage: clean features [batch, frames, bands] from the generator's last hidden layer."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator
        self.bands = nn.Conv2d(generator.architecture.channels, PATCH_BANDS, 1)

    def forward(self, features: Tensor) -> Tensor:
        return to_bands(self.bands(self.generator.decode_hidden(features))).float()


def multiply_adds_per_sec(architecture: Architecture, frames_per_sec: float = 62.5) -> float:
    """Multiply-adds per second of audio."""
    c, k, r = architecture.channels, architecture.kernel, architecture.rank
    wide = NUM_PATCHES * c
    block = wide * c * (k + 1) + 2 * wide * r
    ends = 2 * wide * PATCH_BANDS * k * 3 + wide * c + wide * PATCH_BANDS
    return (ends + len(architecture.dilations) * block) * frames_per_sec
