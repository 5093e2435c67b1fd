"""Bursts and friction before words, made in the band domain: weak noise after silence that belongs to the speech and must be kept.

Levels and lengths are those of p, t, k, s, sh, f and h in careful speech. Source: Klatt 1980, Software for a cascade/parallel formant synthesizer.
"""
from __future__ import annotations

import numpy as np

from .dsp import band_centres_hz, band_matrix

CENTRE_HZ = (600.0, 9000.0)
LEVEL_DB = (-18.0, -6.0)
"""Mean energy of a consonant against that of the word behind it."""
BURST_FRAMES = (2, 5)
FRICTION_FRAMES = (4, 10)
WORD_PART = 100.0
"""No band of a consonant is louder than so many times the word's mean there: a voice that was recorded without treble has none in its consonants."""
AUDIBLE = 0.03
"""A word begins where its energy first exceeds this part of its mean."""


class Consonants:
    """Draws consonants for the beginnings of words."""

    def __init__(self) -> None:
        matrix = band_matrix().astype(np.float64)
        self.bins = matrix.sum(0)
        self.degrees = matrix.sum(0) ** 2 / (matrix**2).sum(0)
        self.log_hz = np.log2(np.maximum(band_centres_hz(), 20))

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """Energies [frames, bands], float32, of one consonant; the mean frame sums to 1."""
        is_burst = rng.random() < 0.5
        frames = int(rng.integers(*(BURST_FRAMES if is_burst else FRICTION_FRAMES)))
        centre, half_width = rng.uniform(*np.log2(CENTRE_HZ)), rng.uniform(0.3, 1.0)
        db = -rng.uniform(9, 24) * np.maximum(np.abs(self.log_hz - centre) - half_width, 0)
        t = np.arange(frames)
        envelope = np.exp(-t / 0.4) + rng.uniform(0.02, 0.3) * np.exp(-t / 2.5) if is_burst else np.minimum(1, (t + rng.uniform(0.1, 1)) / 2)
        energies = envelope[:, None] * 10 ** (db / 10) * self.bins * rng.gamma(self.degrees, 1 / self.degrees, (frames, len(self.bins)))
        return (energies / energies.sum(1).mean()).astype(np.float32)

    def before(self, word: np.ndarray, at: int, rng: np.random.Generator) -> tuple[int, np.ndarray] | None:
        """The first frame and the energies [frames, bands] of one right before the audible beginning of a word [frames, bands] that lies at frame `at`; None if it began before frame 0."""
        per_frame = word.sum(1)
        begins = at + int(np.argmax(per_frame > AUDIBLE * per_frame.mean()))
        consonant = self.draw(rng)
        first = begins - len(consonant)
        if first < 0:
            return None
        levelled = consonant * np.float32(per_frame.mean() * 10 ** (rng.uniform(*LEVEL_DB) / 10))
        return first, np.minimum(levelled, WORD_PART * word.mean(0))
