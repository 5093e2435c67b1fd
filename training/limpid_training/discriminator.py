"""Two small critics of a log-band picture beside a reference picture. The twin of src/tune/discriminator.ts.

    picture, beside [batch, frames, 128] as patches of 8 bands, stacked      [batch, 16, frames, 16 patches]
      layers.0   conv 3 over time, 16 -> 24, + place of the patch, leaky ReLU   [batch, 24, frames, 16]
      layers.1   two patches side by side become one; conv 3, dilation 2, 48 -> 64, leaky ReLU   [batch, 64, frames, 8]
      layers.2   again; conv 3, dilation 4, 128 -> 64, leaky ReLU               [batch, 64, frames, 4]
      layers.3   conv 3, dilation 8, 64 -> 64, leaky ReLU                       [batch, 64, frames, 4]
      score      conv 1, 64 -> 1                                                [batch, frames, 4]

Each score judges half a second of a quarter of the bands. Everything is convolution along time, addition and leaky ReLU, so that it trains in a tab as well; halving the
number of patches is a reshape there, since channels lie last.
"""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu, mse_loss

from .dsp import NUM_BANDS

PATCHES = 16
PATCH_BANDS = NUM_BANDS // PATCHES
CHANNELS = (24, 64, 64, 64)
DILATIONS = (1, 2, 4, 8)
PAIRED = (1, 2)
"""Layers before which two patches side by side become one."""
SLOPE = 0.2
LOWEST_GAIN = 0.01
"""Gains in a picture are held above -40 dB, the largest reduction that the app applies by default."""


def picture(features: Tensor, gain: Tensor) -> Tensor:
    """Log-band picture [batch, frames, bands] of features with gains applied: features are half the log10 of an energy, so log10 of the gain is added."""
    return features + torch.log10(gain.clamp(LOWEST_GAIN, 1.0))


def ideal_gain(noisy: Tensor, clean: Tensor) -> Tensor:
    """Gain [batch, frames, bands] that makes the energy of the noisy speech that of the clean one, where one below 1 does."""
    return (clean / noisy).sqrt().clamp(LOWEST_GAIN, 1.0)


def paired(h: Tensor) -> Tensor:
    """[batch, 2 channels, frames, patches / 2] of [batch, channels, frames, patches]; the channels of the lower patch come first."""
    batch, channels, frames, patches = h.shape
    return h.view(batch, channels, frames, patches // 2, 2).permute(0, 4, 1, 2, 3).reshape(batch, 2 * channels, frames, patches // 2)


class Discriminator(nn.Module):
    """Scores of pictures, and the hidden layers that feature matching compares."""

    def __init__(self) -> None:
        super().__init__()
        inputs = (2 * PATCH_BANDS, 2 * CHANNELS[0], 2 * CHANNELS[1], CHANNELS[2])
        self.place = nn.Parameter(torch.zeros(PATCHES, CHANNELS[0]))
        self.layers = nn.ModuleList(
            nn.Conv2d(i, o, (3, 1), dilation=(d, 1), padding=(d, 0)) for i, o, d in zip(inputs, CHANNELS, DILATIONS, strict=True)
        )
        self.score = nn.Conv2d(CHANNELS[-1], 1, 1)
        for layer in self.layers:
            nn.init.kaiming_normal_(layer.weight, a=SLOPE)
            nn.init.zeros_(layer.bias)

    def hidden(self, shown: Tensor, beside: Tensor) -> list[Tensor]:
        """Outputs of the four layers [batch, channels, frames, patches] for pictures [batch, frames, bands]."""
        batch, frames, _ = shown.shape
        both = [x.reshape(batch, frames, PATCHES, PATCH_BANDS) for x in (shown, beside)]
        h = torch.cat(both, 3).permute(0, 3, 1, 2)  # [batch, 2 patch bands, frames, patches]
        out: list[Tensor] = []
        for i, layer in enumerate(self.layers):
            h = layer(paired(h) if i in PAIRED else h)
            if i == 0:
                h = h + self.place.t()[:, None]
            h = leaky_relu(h, SLOPE)
            out.append(h)
        return out

    def forward(self, shown: Tensor, beside: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Scores [batch, frames, 4] (1 = clean, 0 = enhanced) and the hidden layers."""
        layers = self.hidden(shown, beside)
        return self.score(layers[-1])[:, 0], layers


class MetricDiscriminator(nn.Module):
    """Predicts how good a picture is beside the clean one, [batch] in 0...1: the same layers, their last averaged over time and patches.

    Source: Fu et al. 2019, MetricGAN.
    """

    def __init__(self) -> None:
        super().__init__()
        self.critic = Discriminator()
        nn.init.zeros_(self.critic.score.bias)

    def forward(self, shown: Tensor, clean: Tensor) -> Tensor:
        return torch.sigmoid(self.critic(shown, clean)[0].float().mean((1, 2)))


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """Least squares: clean pictures shall score 1, enhanced ones 0. Source: Mao et al. 2017, eq. 2."""
    return 0.5 * (mse_loss(real, torch.ones_like(real)) + mse_loss(fake, torch.zeros_like(fake)))


def adversarial_loss(fake: Tensor) -> Tensor:
    """What the generator pays for being told apart: least squares."""
    return 0.5 * mse_loss(fake, torch.ones_like(fake))


def feature_matching(real: list[Tensor], fake: list[Tensor]) -> Tensor:
    """Mean absolute difference of the hidden layers. Source: Kumar et al. 2019, MelGAN, eq. 3."""
    return torch.stack([(r.detach() - f).abs().mean() for r, f in zip(real, fake, strict=True)]).mean()
