"""Everything that decides a run, in one frozen record."""
from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


NUM_PATCHES = 16
"""Patches of eight neighbouring bands that a frame is cut into."""


@dataclass(frozen=True)
class Architecture:
    """Sizes of a generator: `channels` for each patch of bands, `rank` numbers that a frame is told through, one residual block for each entry of
    `dilations`, convolutions over `kernel` frames. A causal one looks back in its blocks and hears the local level of what is past, so that it can follow
    a microphone; only its outermost layers look (kernel - 1) / 2 frames ahead."""

    channels: int
    rank: int
    dilations: tuple[int, ...]
    kernel: int = 3
    causal: bool = False

    @property
    def frames_before(self) -> int:
        """Frames before it that an output frame depends on."""
        outer, blocks = (self.kernel - 1) // 2, (self.kernel - 1) * sum(self.dilations)
        return outer + (blocks if self.causal else blocks // 2)

    @property
    def frames_behind(self) -> int:
        """Frames behind it that an output frame depends on."""
        return (self.kernel - 1) // 2 if self.causal else self.frames_before


ARCHITECTURES: dict[str, Architecture] = {
    "test": Architecture(4, 6, (1, 2)),
    "test-causal": Architecture(4, 6, (1, 2), causal=True),
    "nano": Architecture(16, 24, (1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16), causal=True),
    "small": Architecture(32, 96, (1, 2, 4, 8, 16, 32, 1, 2, 4, 8)),
    "base": Architecture(64, 128, (1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16)),
}


RATED_STAGES = ("rated", "adversarial-rated")
"""Those that mix samples beside bands."""


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
    loss_weight_onset: float = 0.0
    loss_weight_pesq: float = 0.0
    loss_weight_stoi: float = 0.0
    loss_weight_adversarial: float = 0.02
    loss_weight_matching: float = 0.05
    loss_weight_metric: float = 0.0
    discriminator_learning_rate: float = 1e-3
    wave_batch: int = 3
    wave_seconds: float = 9.024
    loss_weight_waves: float = 0.25
    loss_weight_rating: float = 0.02
    loss_weight_p808: float = 0.0
    loss_weight_teacher: float = 0.0
    bfloat16: bool = True
    seed: int = 1

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)
