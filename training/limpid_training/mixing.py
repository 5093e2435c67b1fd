"""Mixes of speech and noise made in the band domain: no waveform is touched, so two cores see a hundred hours an hour.

Of a sum of two signals with band energies E_s and E_n the energy is E_y = E_s + E_n + 2 sqrt(E_s E_n) c, where c is the cosine of the angle
between the two in that band: of one bin, the cosine of a uniform phase; of K bins, close to a Gaussian of deviation 1 / sqrt(2 K).
The angle theta between sum and speech follows: cos theta = (E_s + sqrt(E_s E_n) c) / sqrt(E_s E_y).
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .dsp import FEATURE_FLOOR, NUM_BANDS, band_matrix, features
from .plan import SILENCE, Plan, Planner, Sound, Voice, Warp, power_of_ten

ACTIVE_PART = 1e-3
"""Speech is heard in frames whose energy exceeds this part of the loudest one's."""
MUTED_GAIN = 1e-9
"""Energy gain of the speech in mixes that are to be noise alone."""


@dataclass(frozen=True)
class Batch:
    """What a step of training needs. All arrays are float32 [batch, frames, bands]; clean and noisy share one level per item."""

    features: np.ndarray
    noisy: np.ndarray
    clean: np.ndarray
    cos_theta: np.ndarray


def angle_deviation() -> tuple[np.ndarray, np.ndarray]:
    """Per band: whether it holds one bin only, and the deviation of c otherwise."""
    matrix = band_matrix().astype(np.float64)
    # Neighbouring bins of a square-root Hann window share their content: the squared correlation of their spectra is 1/4.
    effective_bins = matrix.sum(0) ** 2 / ((matrix**2).sum(0) + 0.5 * (matrix[1:] * matrix[:-1]).sum(0))
    return effective_bins < 1.7, (1 / np.sqrt(2 * effective_bins)).astype(np.float32)


def warped(log_energy: np.ndarray, warp: Warp | None) -> np.ndarray:
    """Log energies [frames, bands] moved along frequency."""
    return log_energy if warp is None else log_energy[:, warp.low] * (1 - warp.part) + log_energy[:, warp.low + 1] * warp.part


class Mixer:
    """Makes batches, by seed and step, from the cache that `limpid_training.cache` writes."""

    def __init__(self, cache: Path, split: str, frames: int, seed: int, causal: bool = False) -> None:
        self.seed, self.causal = seed, causal
        self.planner = Planner(cache, split, frames)
        self.single_bin, self.deviation = angle_deviation()

    def batch(self, step: int, size: int, first: int = 0) -> Batch:
        """Items first ... first + size of the batch that belongs to a step: the same for the same seed, whatever else is drawn, by whichever process."""
        clean, noisy, cos_theta = (np.stack(x) for x in zip(*(self._mix(step, i) for i in range(first, first + size)), strict=True))
        return Batch(features(noisy, self.causal), noisy, clean, cos_theta)

    def draw(self, step: int, item: int) -> tuple[Plan, np.random.Generator]:
        """The plan of one item of a step, and the generator that its angles come from."""
        rng = np.random.default_rng([self.seed, step, item])
        return self.planner.plan(rng), rng

    def render(self, plan: Plan, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Speech and noise [frames, bands] of one mix at their final levels, speech at about 1."""
        speech = self._voice(plan.speech)
        if plan.speech_warp:
            speech = power_of_ten(warped(np.log10(speech), plan.speech_warp))
        speech = speech * plan.speech_gain
        noise = (self._sound(plan.noise) if isinstance(plan.noise, Sound) else self._babble(plan.noise, rng)) * plan.noise_gain
        if plan.other:
            other = self._sound(plan.other[0])
            noise = noise / noise.mean() + other / other.mean() * plan.other[1]
        noise *= plan.noise_level[:, None]
        speech *= plan.speech_level[:, None]
        per_frame = speech.sum(1)
        speech /= per_frame[per_frame > per_frame.max() * ACTIVE_PART].mean()
        noise *= np.float32(10 ** (-plan.snr_db / 10)) / max(float(noise.sum(1).mean()), 1e-20)
        if plan.muted:
            speech *= np.float32(MUTED_GAIN)
        return speech * plan.limit, noise * plan.limit

    def angles(self, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
        """Cosines c [..., bands] between speech and noise."""
        gauss = np.clip(rng.standard_normal(shape, dtype=np.float32) * self.deviation, -1, 1)
        phase = np.cos(rng.random(shape, dtype=np.float32) * np.float32(2 * np.pi))
        return np.where(self.single_bin, phase, gauss)

    def _voice(self, voice: Voice) -> np.ndarray:
        """Energies [frames, bands]."""
        out = np.full((len(voice.rows), NUM_BANDS), SILENCE, np.float32)
        spoken = voice.rows >= 0
        energies = power_of_ten(self.planner.speech[voice.rows[spoken]].astype(np.float32) + voice.offset[spoken, None])
        out[spoken] = np.maximum(energies, np.float32(SILENCE))
        for first, energies in voice.added:
            out[first : first + len(energies)] += energies
        return out * voice.level

    def _babble(self, voices: tuple[Voice, ...], rng: np.random.Generator) -> np.ndarray:
        """Energies [frames, bands] of people who talk at once."""
        out = self._voice(voices[0])
        for other in map(self._voice, voices[1:]):
            out = np.maximum(out + other + 2 * np.sqrt(out * other) * self.angles(out.shape, rng), np.float32(SILENCE))
        return out

    def _sound(self, sound: Sound) -> np.ndarray:
        """Energies [frames, bands] of one noise."""
        return power_of_ten(warped(self.planner.noise[sound.rows].astype(np.float32), sound.warp))

    def _mix(self, step: int, item: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Clean and noisy energies and cos theta, each [frames, bands], of one item of a step."""
        plan, rng = self.draw(step, item)
        clean, noise = (np.maximum(x, np.float32(SILENCE)) for x in self.render(plan, rng))
        cross = np.sqrt(clean * noise) * self.angles(clean.shape, rng)
        noisy = np.maximum(clean + noise + 2 * cross, np.float32(SILENCE))
        return clean, noisy, np.clip((clean + cross) / np.sqrt(clean * noisy), -1, 1)


def masked(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Features [frames, bands] with random stretches of time and bands set to the floor: input of the autoencoder stage."""
    out = x.copy()
    floor = np.float32((FEATURE_FLOOR + 3) / 2)
    for _ in range(6):
        at, length = int(rng.integers(0, len(x))), int(rng.integers(2, 16))
        out[at : at + length] = floor
    for _ in range(4):
        band, width = int(rng.integers(0, NUM_BANDS)), int(rng.integers(2, 24))
        out[:, band : band + width] = floor
    return out
