"""The data side of a run: mixes made in worker processes, or drawn there and made on a GPU, each belonging to its step, so that a run can begin at any."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from .config import ARCHITECTURES, RATED_STAGES, TrainConfig
from .mixing import Mixer, masked
from .resident import PACKED, ResidentMixer, pack
from .runtime import Runtime
from .waveforms import WaveMixer, WaveSteps


class Steps(Dataset[tuple[Tensor, ...]]):
    """This process's share of the batch of each step: features, noisy, clean, cos theta, or with `drawn_only` packed plans for a `ResidentMixer`; for the autoencoder its input and target; what `waves`
    gives behind it."""

    def __init__(self, mixer: Mixer, config: TrainConfig, runtime: Runtime, waves: WaveSteps | None = None, drawn_only: bool = False) -> None:
        self.mixer, self.config, self.waves, self.drawn_only = mixer, config, waves, drawn_only
        self.first, self.size = runtime.share(config.batch)

    def __len__(self) -> int:
        return self.config.steps

    def __getitem__(self, step: int) -> tuple[Tensor, ...]:
        if self.drawn_only:
            packed = pack([self.mixer.draw(step, item)[0] for item in range(self.first, self.first + self.size)])
            return packed + self.waves[step] if self.waves else packed
        b = self.mixer.batch(step, self.size, self.first)
        if self.config.stage == "autoencoder":
            level = np.log10(np.maximum(b.clean, 1e-9)) - np.log10(np.maximum(b.noisy, 1e-9))
            target = b.features + level.astype(np.float32) / 2
            seen = [masked(x, np.random.default_rng([self.config.seed, step, self.first + i, 1])) for i, x in enumerate(b.features)]
            return torch.from_numpy(np.stack(seen)), torch.from_numpy(np.maximum(target, -2.5))
        bands = tuple(torch.from_numpy(x) for x in (b.features, b.noisy, b.clean, b.cos_theta))
        return bands + self.waves[step] if self.waves else bands


def batches(cache: Path, split: str, config: TrainConfig, runtime: Runtime, start: int, workers: int, data: Path | None = None) -> Iterator[tuple[Tensor, ...]]:
    """Batches of the steps from `start` on, on the runtime's device; for a GPU they come in pinned memory, and their copies run beside the computation.

    Of a resident runtime the mixes are made on the device, from a cache in its memory; the autoencoder's by the workers all the same. The rated stages mix samples too, from the data pack at
    `data`. Raises ValueError if that is not given.
    """
    causal = ARCHITECTURES[config.architecture].causal
    waves = None
    if config.stage in RATED_STAGES:
        if data is None:
            raise ValueError(f"stage {config.stage} mixes recordings: expected the folder of the data pack as --data, got none")
        waves = WaveSteps(WaveMixer(data, split, config.seed, config.wave_seconds), config.steps, config.wave_batch, runtime, causal)
    pinned = runtime.device.type == "cuda"
    on_device = runtime.resident and config.stage != "autoencoder"
    steps = Steps(Mixer(cache, split, config.frames, config.seed, causal), config, runtime, waves, on_device)
    made = ResidentMixer(cache, split, config.seed, causal, runtime.device) if on_device else None
    loader = DataLoader(steps, batch_size=None, sampler=range(start, config.steps), num_workers=workers, prefetch_factor=6 if workers else None,
                        pin_memory=pinned, generator=torch.Generator())
    ahead: tuple[Tensor, ...] | None = None
    for step, batch in enumerate(loader, start):
        moved = runtime.to_device(batch)
        if made is not None:
            moved = made.batch(moved[:PACKED], step, steps.first) + moved[PACKED:]
        if ahead is not None:
            yield ahead
        ahead = moved
    if ahead is not None:
        yield ahead
