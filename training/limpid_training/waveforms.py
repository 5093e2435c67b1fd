"""Mixes of samples, for what cannot be told from bands. Slower than `mixing` by far, so a step takes few of them."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.fft
import torch
from scipy.signal import fftconvolve
from torch.utils.data import Dataset

from .cache import change_speed, read_samples, read_table, simulated_room
from .dsp import SAMPLE_RATE_HZ, band_energies, band_matrix, features, stft
from .generated import GENERATORS, generated_noise
from .plan import JOIN_PART, NOISE_LIMIT_HZ, NOISE_LIMIT_PART
from .rater import LOW_BINS
from .runtime import Runtime

SNR_DB = (-2.0, 20.0)
LEVEL_DBFS = (-35.0, -15.0)


@dataclass(frozen=True)
class Recipe:
    """How often what is drawn."""

    room: float = 0.3
    speed: float = 0.4
    generated: float = 0.2
    babble: float = 0.08
    two_noises: float = 0.2
    limited: float = NOISE_LIMIT_PART
    joined: float = JOIN_PART


def active_level(samples: np.ndarray) -> float:
    """RMS over the 10 ms frames within 30 dB of the loudest."""
    energy = (samples[: len(samples) // 480 * 480].reshape(-1, 480) ** 2).mean(1)
    return float(np.sqrt(energy[energy > energy.max() * 1e-3].mean() + 1e-12))


def limited(samples: np.ndarray, hz: float) -> np.ndarray:
    """Samples [n] without what lies above a frequency, as they would come from a recorder of twice that rate."""
    spectrum = scipy.fft.rfft(samples)
    spectrum[int(np.ceil(hz * len(samples) / SAMPLE_RATE_HZ)) :] = 0
    return scipy.fft.irfft(spectrum, len(samples)).astype(np.float32)


class WaveMixer:
    """Draws mixes of so many seconds by seed, step and item from a split of the data pack."""

    def __init__(self, data: Path, split: str, seed: int, seconds: float, recipe: Recipe = Recipe()) -> None:
        self.data, self.seed, self.recipe = data, seed, recipe
        self.samples = int(seconds * SAMPLE_RATE_HZ)
        self.voices: dict[str, list[dict[str, str]]] = {}
        for row in read_table(data, "speech", split):
            self.voices.setdefault(row["speaker"], []).append(row)
        self.noises: dict[str, list[dict[str, str]]] = {}
        for row in read_table(data, "noise", split):
            self.noises.setdefault(row["class"], []).append(row)
        self.rooms = read_table(data, "rooms", split)
        self.speakers, self.classes = sorted(self.voices), sorted(self.noises)
        seconds = np.sqrt([sum(int(r["samples"]) for r in self.voices[s]) for s in self.speakers])
        self.speaker_weights = seconds / seconds.sum()

    def _speech(self, rng: np.random.Generator, speed: float) -> np.ndarray:
        """Samples of one speaker: utterances with pauses of 0.05-0.6 s."""
        own = self.voices[self.speakers[rng.choice(len(self.speakers), p=self.speaker_weights)]]
        out = np.zeros(self.samples, np.float32)
        at = int(rng.uniform(0, 0.5) * SAMPLE_RATE_HZ)
        while at < self.samples:
            piece = read_samples(self.data, own[rng.integers(len(own))])
            if speed != 1:
                piece = change_speed(piece, speed)
            take = min(len(piece), self.samples - at)
            out[at : at + take] = piece[:take]
            at += take + int(rng.uniform(0.05, 0.6) * SAMPLE_RATE_HZ)
        return out

    def _noise(self, rng: np.random.Generator) -> np.ndarray:
        """Samples of a noise at unit RMS: at times cut over to another one, or without what lies above some frequency."""
        noise = self._recording(rng)
        if rng.random() < self.recipe.joined:
            at = int(rng.integers(self.samples // 8, self.samples * 7 // 8))
            noise[at:] = self._recording(rng)[at:]
        if rng.random() < self.recipe.limited:
            noise = limited(noise, float(np.exp(rng.uniform(*np.log(NOISE_LIMIT_HZ)))))
        return (noise / (noise.std() + 1e-9)).astype(np.float32)

    def _recording(self, rng: np.random.Generator) -> np.ndarray:
        """Samples of one noise at unit RMS."""
        draw = rng.random()
        if draw < self.recipe.generated:
            noise = generated_noise(rng, sorted(GENERATORS)[rng.integers(len(GENERATORS))], self.samples)
        elif draw < self.recipe.generated + self.recipe.babble:
            noise = np.sum([self._speech(rng, 1.0) for _ in range(int(rng.integers(3, 6)))], 0)
        else:
            own = self.noises[self.classes[rng.integers(len(self.classes))]]
            whole = read_samples(self.data, own[rng.integers(len(own))])
            first = int(rng.integers(0, max(1, len(whole) - self.samples)))
            noise = np.resize(whole[first : first + self.samples], self.samples)
        return (noise / (noise.std() + 1e-9)).astype(np.float32)

    def mix(self, step: int, item: int) -> tuple[np.ndarray, np.ndarray]:
        """Clean and noisy samples [n], float32, of an item of a step; the clean ones keep their room."""
        rng, recipe = np.random.default_rng([self.seed, step, item, 9]), self.recipe
        speed = float(np.exp(rng.uniform(-0.2, 0.2))) if rng.random() < recipe.speed else 1.0
        clean = self._speech(rng, speed)
        if rng.random() < recipe.room:
            room = simulated_room(rng) if rng.random() < 0.6 else read_samples(self.data, self.rooms[rng.integers(len(self.rooms))])
            clean = fftconvolve(clean, room)[: self.samples].astype(np.float32)
        noise = self._noise(rng)
        if rng.random() < recipe.two_noises:
            noise = noise + self._noise(rng) * np.float32(10 ** rng.uniform(-0.7, 0))
            noise /= noise.std()
        level = active_level(clean)
        noisy = clean + noise * np.float32(level * 10 ** (-rng.uniform(*SNR_DB) / 20))
        gain = min(10 ** (rng.uniform(*LEVEL_DBFS) / 20) / level, 0.99 / (np.abs(noisy).max() + 1e-9))
        return (clean * gain).astype(np.float32), (noisy * gain).astype(np.float32)


class WaveSteps(Dataset[tuple[torch.Tensor, ...]]):
    """Of each step this process's share: features, noisy, clean, cos theta as in `feed`, and the noisy spectrum below 8 kHz [batch, frames, LOW_BINS], complex."""

    def __init__(self, mixer: WaveMixer, steps: int, batch: int, runtime: Runtime, causal: bool) -> None:
        self.mixer, self.steps, self.causal = mixer, steps, causal
        self.first, self.size = runtime.share(batch)
        self.matrix = band_matrix()

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, step: int) -> tuple[torch.Tensor, ...]:
        items = [self._item(step, i) for i in range(self.first, self.first + self.size)]
        return tuple(torch.from_numpy(np.stack(x)) for x in zip(*items, strict=True))

    def _item(self, step: int, item: int) -> tuple[np.ndarray, ...]:
        clean, noisy = (stft(x) for x in self.mixer.mix(step, item))
        noisy_energy, clean_energy = (band_energies(x, self.matrix) for x in (noisy, clean))
        cross = (noisy.real * clean.real + noisy.imag * clean.imag) @ self.matrix
        cos_theta = np.clip(cross / np.sqrt(noisy_energy * clean_energy + 1e-20), -1, 1)
        level = clean_energy.sum(1)
        scale = np.float32(1 / max(float(level[level > level.max() * 1e-3].mean()), 1e-9))  # as in `mixing`: speech at about 1
        return (features(noisy_energy, self.causal), np.maximum(noisy_energy * scale, 1e-12), np.maximum(clean_energy * scale, 1e-12), cos_theta.astype(np.float32), noisy[:, :LOW_BINS])
