"""Everything that decides a run, in one frozen record."""
from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


NUM_PATCHES = 16
"""Patches of eight neighbouring bands that a frame is cut into."""


@dataclass(frozen=True)
class Architecture:
    """Sizes of a generator: `channels` for each patch of bands, `rank` numbers that a frame is told through, one residual block for each entry of
    `dilations`, convolutions over `kernel` frames."""

    channels: int
    rank: int
    dilations: tuple[int, ...]
    kernel: int = 3

    @property
    def context_frames(self) -> int:
        """Frames on either side that an output frame depends on."""
        return (self.kernel - 1) // 2 * (1 + sum(self.dilations))


ARCHITECTURES: dict[str, Architecture] = {
    "test": Architecture(4, 6, (1, 2)),
    "nano": Architecture(16, 24, (1, 2, 4, 8, 16, 1, 2, 4)),
    "small": Architecture(32, 96, (1, 2, 4, 8, 16, 32, 1, 2, 4, 8)),
    "base": Architecture(64, 128, (1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16)),
}


@dataclass(frozen=True)
class TrainConfig:
    """One run of training."""

    architecture: str = "small"
    stage: str = "gains"
    steps: int = 20_000
    batch: int = 16
    frames: int = 320
    learning_rate: float = 2e-3
    warmup: int = 200
    weight_decay: float = 0.01
    ema: float = 0.999
    clip: float = 1.0
    loss_weight_speech_lost: float = 0.5
    loss_weight_sdr: float = 0.02
    loss_weight_pesq: float = 0.0
    loss_weight_stoi: float = 0.0
    loss_weight_adversarial: float = 0.02
    loss_weight_matching: float = 0.05
    loss_weight_metric: float = 0.0
    discriminator_learning_rate: float = 1e-3
    bfloat16: bool = True
    seed: int = 1

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)
