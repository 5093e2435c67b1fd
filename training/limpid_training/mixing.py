"""Mixes of speech and noise made in the band domain: no waveform is touched, so two cores see a hundred hours an hour.

Of a sum of two signals with band energies E_s and E_n the energy is E_y = E_s + E_n + 2 sqrt(E_s E_n) c, where c is the cosine of the angle
between the two in that band: of one bin, the cosine of a uniform phase; of K bins, close to a Gaussian of deviation 1 / sqrt(2 K).
The angle theta between sum and speech follows: cos theta = (E_s + sqrt(E_s E_n) c) / sqrt(E_s E_y).
"""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .consonants import Consonants
from .dsp import FEATURE_FLOOR, FRAMES_PER_SEC, NUM_BANDS, band_centres_hz, band_matrix, features

SNR_DB = (-5.0, 25.0)
QUIET_SNR_DB = (25.0, 50.0)
"""SNR of a twelfth of the mixes: in clean recordings weak onsets and friction must not be taken for noise."""
BABBLE_PART = 0.07
"""Part of the mixes whose noise is several voices, drawn anew each time."""
CONSONANT_PART = 0.25
"""Part of the mixes in which most words begin with a generated burst or friction."""


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


def power_of_ten(exponent: np.ndarray) -> np.ndarray:
    """10 ** exponent in float32; exp is several times faster than power."""
    return np.exp(exponent * np.float32(np.log(10)))


class Mixer:
    """Draws batches, by seed and step, from the cache that `limpid_training.cache` writes."""

    def __init__(self, cache: Path, split: str, frames: int, seed: int, causal: bool = False) -> None:
        self.causal = causal
        self.frames = frames
        self.seed = seed
        self.rng = np.random.default_rng(seed)
        self.speech = np.load(cache / f"speech-{split}.npy", mmap_mode="r")
        self.noise = np.load(cache / f"noise-{split}.npy", mmap_mode="r")
        self.speech_index = json.loads((cache / f"speech-{split}.json").read_text())
        self.noise_index = json.loads((cache / f"noise-{split}.json").read_text())
        self.centres_hz = band_centres_hz().astype(np.float32)
        self.single_bin, self.deviation = angle_deviation()
        self.consonants = Consonants()
        self.groups: dict[tuple[str, str], list[int]] = {}
        for i, row in enumerate(self.speech_index):
            self.groups.setdefault((row["speaker"], row["rendering"]), []).append(i)
        self.group_keys = sorted(self.groups)
        sexes = {row["speaker"]: row["sex"] for row in self.speech_index}
        seconds = np.array([sum(self.speech_index[i]["frames"] for i in self.groups[k]) for k in self.group_keys]) / FRAMES_PER_SEC
        weights = np.sqrt(seconds) * np.array([1.6 if sexes[k[0]] == "m" else 1.0 for k in self.group_keys])
        self.group_weights = weights / weights.sum()
        classes: dict[str, list[int]] = {}
        for i, row in enumerate(self.noise_index):
            classes.setdefault(row["class"], []).append(i)
        self.noise_classes = [classes[k] for k in sorted(classes)]
        lengths = np.array([sum(min(1500, self.noise_index[i]["frames"]) for i in c) for c in self.noise_classes])
        self.noise_weights = np.sqrt(lengths) / np.sqrt(lengths).sum()

    def _speech(self, with_consonants: bool = False) -> np.ndarray:
        """Energies [frames, bands] of one speaker: utterances with pauses, all in one rendering."""
        rng = self.rng
        own = self.groups[self.group_keys[rng.choice(len(self.group_keys), p=self.group_weights)]]
        out = np.full((self.frames, NUM_BANDS), 1e-12, np.float32)
        at = int(rng.integers(0, 40))
        while at < self.frames:
            row = self.speech_index[own[rng.integers(len(own))]]
            take = min(row["frames"], self.frames - at)
            piece = power_of_ten(self.speech[row["start"] : row["start"] + take].astype(np.float32) + np.float32(rng.normal(0, 0.1)))
            out[at : at + take] = np.maximum(out[at : at + take], piece)
            if with_consonants and rng.random() < 0.7:
                self.consonants.before(piece, out, at, rng)
            at += take + int(rng.exponential(20) if rng.random() < 0.8 else rng.exponential(90))
        return out

    def _babble(self) -> np.ndarray:
        """Energies [frames, bands] of two to six people who talk at once."""
        out = self._speech()
        for _ in range(int(self.rng.integers(1, 6))):
            voice = self._speech() * np.float32(10 ** self.rng.normal(0, 0.3))
            out = np.maximum(out + voice + 2 * np.sqrt(out * voice) * self._angles(out.shape), np.float32(1e-12))
        return out

    def _noise(self) -> np.ndarray:
        """Energies [frames, bands] of one noise, repeated where it is too short."""
        rng = self.rng
        group = self.noise_classes[rng.choice(len(self.noise_classes), p=self.noise_weights)]
        row = self.noise_index[group[rng.integers(len(group))]]
        length = row["frames"]
        if length > self.frames:
            first = int(rng.integers(0, length - self.frames))
            piece = self.noise[row["start"] + first : row["start"] + first + self.frames].astype(np.float32)
        else:
            piece = np.resize(self.noise[row["start"] : row["start"] + length].astype(np.float32), (self.frames, NUM_BANDS))
            piece = np.roll(piece, int(rng.integers(0, self.frames)), axis=0)
        if rng.random() < 0.3:
            piece = self._shift_bands(piece, 0.7, 1.4)
        return power_of_ten(piece)

    def _shift_bands(self, log_energy: np.ndarray, least: float, most: float) -> np.ndarray:
        """Log energies moved along frequency by a factor between the two: a smaller or larger machine, or mouth."""
        factor = np.exp(self.rng.uniform(np.log(least), np.log(most)))
        place = np.interp(np.minimum(self.centres_hz * factor, self.centres_hz[-1]), self.centres_hz, np.arange(NUM_BANDS))
        low = np.minimum(place.astype(int), NUM_BANDS - 2)
        part = (place - low).astype(np.float32)
        return log_energy[:, low] * (1 - part) + log_energy[:, low + 1] * part

    def _equaliser(self, deviation_db: float) -> np.ndarray:
        """A smooth random energy gain per band."""
        knots = np.log(np.array([30, 100, 300, 800, 2000, 5000, 10000, 24000.0]))
        curve = np.interp(np.log(self.centres_hz + 20), knots, self.rng.normal(0, deviation_db, len(knots)))
        return (10 ** (curve / 10)).astype(np.float32)

    def _band_limit(self, low_hz: float, high_hz: float) -> np.ndarray:
        """Energy gain per band of a steep high-pass and low-pass filter."""
        db = -np.clip((self.centres_hz - high_hz) / (0.04 * high_hz), 0, 12) * 8
        db -= np.clip(np.log2((low_hz + 1) / np.maximum(self.centres_hz, 5)), 0, 4) * 18
        return (10 ** (db / 10)).astype(np.float32)

    def _angles(self, shape: tuple[int, ...]) -> np.ndarray:
        """Cosines c [..., bands] between speech and noise."""
        gauss = np.clip(self.rng.standard_normal(shape, dtype=np.float32) * self.deviation, -1, 1)
        phase = np.cos(self.rng.random(shape, dtype=np.float32) * np.float32(2 * np.pi))
        return np.where(self.single_bin, phase, gauss)

    def _item(self) -> tuple[np.ndarray, np.ndarray]:
        """Speech and noise [frames, bands] of one mix at their final levels, speech at about 1."""
        rng = self.rng
        speech = self._speech(with_consonants=rng.random() < CONSONANT_PART)
        noise = self._babble() if rng.random() < BABBLE_PART else self._noise()
        if rng.random() < 0.3:
            speech = power_of_ten(self._shift_bands(np.log10(speech), 0.87, 1.15))
        speech *= self._equaliser(3.0 if rng.random() < 0.6 else 0.0)
        noise *= self._equaliser(4.0 if rng.random() < 0.6 else 0.0)
        if rng.random() < 0.3:
            other = self._noise()
            noise = noise / noise.mean() + other / other.mean() * np.float32(10 ** rng.uniform(-1.5, 0.3))
        if rng.random() < 0.15:
            step = np.interp(np.arange(self.frames), np.sort(rng.uniform(0, self.frames, 4)), rng.normal(0, 8, 4))
            noise *= (10 ** (step / 10)).astype(np.float32)[:, None]
        if rng.random() < 0.2:
            half = int(rng.integers(self.frames // 4, self.frames * 3 // 4))
            speech[half:] *= np.float32(10 ** (rng.uniform(-2.5, 0)))
        per_frame = speech.sum(1)
        active = per_frame[per_frame > per_frame.max() * 1e-3].mean()
        snr_db = rng.uniform(*SNR_DB)
        draw = rng.random()
        if draw < 0.04:
            snr_db = 60.0
        elif draw < 0.12:
            snr_db = rng.uniform(*QUIET_SNR_DB)
        speech /= active
        noise *= np.float32(10 ** (-snr_db / 10)) / max(float(noise.sum(1).mean()), 1e-20)
        if draw > 0.97:
            speech *= np.float32(1e-9)
        if rng.random() < 0.2:
            limit = self._band_limit(float(rng.choice([0, 0, 100, 300])), float(rng.choice([3400, 4000, 7000, 8000, 11000, 15000, 16000, 20000])))
            speech, noise = speech * limit, noise * limit
        return speech, noise

    def batch(self, step: int, size: int, first: int = 0) -> Batch:
        """Items first ... first + size of the batch that belongs to a step: the same for the same seed, whatever else is drawn, by whichever process."""
        clean, noisy, cos_theta = (np.stack(x) for x in zip(*(self._mix(step, i) for i in range(first, first + size)), strict=True))
        return Batch(features(noisy, self.causal), noisy, clean, cos_theta)

    def _mix(self, step: int, item: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Clean and noisy energies and cos theta, each [frames, bands], of one item of a step."""
        self.rng = np.random.default_rng([self.seed, step, item])
        clean, noise = (np.maximum(x, 1e-12) for x in self._item())
        cross = np.sqrt(clean * noise) * self._angles(clean.shape)
        noisy = np.maximum(clean + noise + 2 * cross, 1e-12)
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
