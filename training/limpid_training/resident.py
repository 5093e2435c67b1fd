"""The mixes of `mixing.py`, a batch at once on the device that trains, with the cache in its memory: workers only draw plans, and what is copied for an item are row numbers and gains, not spectra."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .dsp import FEATURE_FLOOR, LEVEL_FLOOR, LEVEL_HALF_FRAMES, NUM_BANDS
from .mixing import ACTIVE_PART, MUTED_GAIN, angle_deviation
from .plan import SILENCE, Plan, Sound, Voice, Warp

Packed = tuple[Tensor, ...]
"""Plans of a batch as tensors, in the order of `pack`."""

NO_WARP = Warp(np.r_[0 : NUM_BANDS - 1, NUM_BANDS - 2], np.r_[np.zeros(NUM_BANDS - 1), 1].astype(np.float32))
"""Every band from where it is."""


def pack(plans: list[Plan]) -> Packed:
    """What `ResidentMixer.batch` takes; on the CPU, so that workers can make it."""
    frames = len(plans[0].noise_level)
    voices = [p.speech for p in plans]
    owner, place = [], []
    for item, plan in enumerate(plans):
        for i, voice in enumerate(() if isinstance(plan.noise, Sound) else plan.noise):
            voices.append(voice)
            owner.append(item)
            place.append(i)
    nothing = Sound(np.zeros(frames, np.int64), None)
    sounds = [p.noise if isinstance(p.noise, Sound) else nothing for p in plans] + [p.other[0] if p.other else nothing for p in plans]
    warps = [p.speech_warp or NO_WARP for p in plans] + [s.warp or NO_WARP for s in sounds]
    return (
        *_voices(voices), _stack([owner, place], np.int64),
        _stack([s.rows for s in sounds], np.int64), _stack([w.low for w in warps], np.int64), _stack([w.part for w in warps]),
        _stack([[p.speech_gain, p.noise_gain, p.limit] for p in plans]), _stack([[p.speech_level, p.noise_level] for p in plans]),
        _stack([[p.other[1] if p.other else 0, 10 ** (-p.snr_db / 10), MUTED_GAIN if p.muted else 1] for p in plans]),
    )


def _stack(parts: object, kind: type = np.float32) -> Tensor:
    return torch.from_numpy(np.array(parts, kind))


def _voices(voices: list[Voice]) -> tuple[Tensor, ...]:
    """Rows, offsets, levels, and all that is added, with the voice and frame that each row of it belongs to."""
    added = [(i, first + n, row) for i, voice in enumerate(voices) for first, energies in voice.added for n, row in enumerate(energies)]
    where = np.array([(i, frame) for i, frame, _ in added], np.int64).reshape(-1, 2)
    energies = np.array([row for _, _, row in added], np.float32).reshape(-1, NUM_BANDS)
    return (_stack([v.rows for v in voices], np.int64), _stack([v.offset for v in voices]), _stack([v.level for v in voices]), torch.from_numpy(where), torch.from_numpy(energies))


PACKED = 12
"""Tensors of a `Packed`."""


def local_level(energies: Tensor, causal: bool) -> Tensor:
    """As `dsp.local_level`, of a tensor [..., frames, bands]."""
    per_frame = energies.mean(-1, dtype=torch.float64)
    total = torch.nn.functional.pad(per_frame.cumsum(-1), (1, 0))
    at = torch.arange(per_frame.shape[-1], device=energies.device)
    before, behind = (2 * LEVEL_HALF_FRAMES, 0) if causal else (LEVEL_HALF_FRAMES, LEVEL_HALF_FRAMES)
    low, high = (at - before).clamp(min=0), (at + behind + 1).clamp(max=len(at))
    return ((total[..., high] - total[..., low]) / (high - low)).clamp(min=LEVEL_FLOOR)


def features(energies: Tensor, causal: bool) -> Tensor:
    """As `dsp.features`."""
    ratio = energies / local_level(energies, causal)[..., None]
    return ((ratio.clamp(min=10.0**FEATURE_FLOOR).log10() + 3.0) / 2.0).float()


class ResidentMixer:
    """Renders packed plans. The angles come from a generator on the device, seeded by seed, step and first item; all else is as in `mixing.Mixer`."""

    def __init__(self, cache: Path, split: str, seed: int, causal: bool, device: torch.device) -> None:
        self.seed, self.causal, self.device = seed, causal, device
        self.speech, self.noise = (torch.from_numpy(np.load(cache / f"{kind}-{split}.npy")).to(device) for kind in ("speech", "noise"))
        single_bin, deviation = angle_deviation()
        self.single_bin, self.deviation = torch.from_numpy(single_bin).to(device), torch.from_numpy(deviation).to(device)
        self.random = torch.Generator(device)

    def batch(self, packed: Packed, step: int, first: int = 0) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Features, noisy and clean energies and cos theta, each [batch, frames, bands], of plans that lie on the device."""
        self.random.manual_seed(int(np.random.SeedSequence([self.seed, step, first]).generate_state(1, np.uint64)[0] >> np.uint64(1)))
        clean, noise = (x.clamp(min=SILENCE) for x in self.render(packed))
        cross = (clean * noise).sqrt() * self.angles(clean.shape)
        noisy = (clean + noise + 2 * cross).clamp(min=SILENCE)
        return features(noisy, self.causal), noisy, clean, ((clean + cross) / (clean * noisy).sqrt()).clamp(-1, 1)

    def render(self, packed: Packed) -> tuple[Tensor, Tensor]:
        """Speech and noise [batch, frames, bands] at their final levels, as `Mixer.render`."""
        rows, offset, level, where, added, talkers, sounds, low, part, gains, levels, numbers = packed
        batch = len(gains)
        voices = torch.where((rows >= 0)[..., None], 10 ** (self.speech[rows.clamp(min=0)].float() + offset[..., None]), SILENCE).clamp(min=SILENCE)
        voices.index_put_((where[:, 0], where[:, 1]), added, accumulate=True)
        voices *= level[:, None, None]
        speech = 10 ** self._warped(voices[:batch].log10(), low[:batch], part[:batch])
        noises = 10 ** self._warped(self.noise[sounds].float(), low[batch:], part[batch:])
        noise, other = noises[:batch], noises[batch:]
        owner, place = talkers
        for i in range(int(place.max()) + 1 if len(place) else 0):
            items, voice = owner[place == i], voices[batch:][place == i]
            if i > 0:
                before = noise[items]
                voice = (before + voice + 2 * (before * voice).sqrt() * self.angles(voice.shape)).clamp(min=SILENCE)
            noise[items] = voice
        speech = speech * gains[:, 0, None] * levels[:, 0, :, None]
        noise = noise * gains[:, 1, None]
        share, floor, muted = (numbers[:, i, None, None] for i in range(3))
        with_other = noise / noise.mean((1, 2), keepdim=True) + other / other.mean((1, 2), keepdim=True) * share
        noise = torch.where(share > 0, with_other, noise) * levels[:, 1, :, None]
        per_frame = speech.sum(2)
        heard = per_frame > per_frame.amax(1, keepdim=True) * ACTIVE_PART
        speech = speech / ((per_frame * heard).sum(1) / heard.sum(1))[:, None, None] * muted
        noise = noise * floor / noise.sum(2).mean(1).clamp(min=1e-20)[:, None, None]
        return speech * gains[:, 2, None], noise * gains[:, 2, None]

    def angles(self, shape: torch.Size) -> Tensor:
        """As `Mixer.angles`."""
        gauss = (torch.randn(shape, generator=self.random, device=self.device) * self.deviation).clamp(-1, 1)
        phase = (torch.rand(shape, generator=self.random, device=self.device) * (2 * torch.pi)).cos()
        return torch.where(self.single_bin, phase, gauss)

    def _warped(self, log_energy: Tensor, low: Tensor, part: Tensor) -> Tensor:
        """Log energies [batch, frames, bands], each item moved along frequency by its warp."""
        below = low[:, None].expand_as(log_energy)
        return log_energy.gather(2, below) * (1 - part[:, None]) + log_energy.gather(2, below + 1) * part[:, None]
