"""What a mix is made of, drawn by chance but not yet computed: so the same draws can be rendered item by item on a CPU, or a batch at once on a GPU that holds the cache."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .consonants import Consonants
from .dsp import FRAMES_PER_SEC, NUM_BANDS, band_centres_hz

SNR_DB = (-5.0, 25.0)
QUIET_SNR_DB = (25.0, 50.0)
"""SNR of a twelfth of the mixes: in clean recordings weak onsets and friction must not be taken for noise."""
BABBLE_PART = 0.07
"""Part of the mixes whose noise is several voices, drawn anew each time."""
NOISE_LIMIT_PART = 0.15
"""Part of the mixes whose noise alone ends at some frequency: machines recorded at 8-32 kHz, walls. Above it lies nothing but speech."""
NOISE_LIMIT_HZ = (2000.0, 16000.0)
JOIN_PART = 0.12
"""Part of the sounds that turn into another one from one frame to the next: cuts, machines switched on."""
CONSONANT_PART = 0.25
"""Part of the mixes in which most words begin with a generated burst or friction."""
SILENCE = 1e-12
"""Energy where nobody speaks, and the least of any band."""


def power_of_ten(exponent: np.ndarray) -> np.ndarray:
    """10 ** exponent in float32; exp is several times faster than power."""
    return np.exp(exponent * np.float32(np.log(10)))


@dataclass(frozen=True)
class Warp:
    """Bands moved along frequency: band i becomes log energy `low[i]` and its upper neighbour, of which it takes `part[i]`."""

    low: np.ndarray
    part: np.ndarray


@dataclass(frozen=True)
class Voice:
    """Utterances of one speaker with pauses: `rows` [frames] of the cache (-1: silence), log10 of a level for each, energies `added` from a frame on, and the level of all of it."""

    rows: np.ndarray
    offset: np.ndarray
    added: tuple[tuple[int, np.ndarray], ...] = ()
    level: np.float32 = np.float32(1)


@dataclass(frozen=True)
class Sound:
    """A recorded or generated noise: `rows` [frames] of the cache."""

    rows: np.ndarray
    warp: Warp | None


@dataclass(frozen=True)
class Plan:
    """One mix. Gains are of energy: `speech_gain`, `noise_gain` and `limit` [bands], `speech_level` and `noise_level` [frames]."""

    speech: Voice
    speech_warp: Warp | None
    speech_gain: np.ndarray
    speech_level: np.ndarray
    noise: Sound | tuple[Voice, ...]
    noise_gain: np.ndarray
    noise_level: np.ndarray
    other: tuple[Sound, np.float32] | None
    snr_db: float
    muted: bool
    limit: np.ndarray


class Planner:
    """Draws plans from the index of the cache that `limpid_training.cache` writes."""

    def __init__(self, cache: Path, split: str, frames: int) -> None:
        self.frames = frames
        self.speech = np.load(cache / f"speech-{split}.npy", mmap_mode="r")
        self.noise = np.load(cache / f"noise-{split}.npy", mmap_mode="r")
        self.speech_index = json.loads((cache / f"speech-{split}.json").read_text())
        self.noise_index = json.loads((cache / f"noise-{split}.json").read_text())
        self.centres_hz = band_centres_hz().astype(np.float32)
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

    def plan(self, rng: np.random.Generator) -> Plan:
        """One mix."""
        speech = self._voice(rng, with_consonants=rng.random() < CONSONANT_PART)
        noise = self._babble(rng) if rng.random() < BABBLE_PART else self._sound(rng)
        speech_warp = self._warp(rng, 0.87, 1.15) if rng.random() < 0.3 else None
        speech_gain = self._equaliser(rng, 3.0 if rng.random() < 0.6 else 0.0)
        noise_gain = self._equaliser(rng, 4.0 if rng.random() < 0.6 else 0.0)
        if rng.random() < NOISE_LIMIT_PART:
            noise_gain = noise_gain * self._band_limit(0, float(np.exp(rng.uniform(*np.log(NOISE_LIMIT_HZ)))))
        other = (self._sound(rng), np.float32(10 ** rng.uniform(-1.5, 0.3))) if rng.random() < 0.3 else None
        speech_level, noise_level = np.ones(self.frames, np.float32), np.ones(self.frames, np.float32)
        if rng.random() < 0.15:
            step = np.interp(np.arange(self.frames), np.sort(rng.uniform(0, self.frames, 4)), rng.normal(0, 8, 4))
            noise_level = (10 ** (step / 10)).astype(np.float32)
        if rng.random() < 0.2:
            half = int(rng.integers(self.frames // 4, self.frames * 3 // 4))
            speech_level[half:] = 10 ** (rng.uniform(-2.5, 0))
        snr_db = rng.uniform(*SNR_DB)
        draw = rng.random()
        if draw < 0.04:
            snr_db = 60.0
        elif draw < 0.12:
            snr_db = rng.uniform(*QUIET_SNR_DB)
        limit = np.ones(NUM_BANDS, np.float32)
        if rng.random() < 0.2:
            limit = self._band_limit(float(rng.choice([0, 0, 100, 300])), float(rng.choice([3400, 4000, 7000, 8000, 11000, 15000, 16000, 20000])))
        return Plan(speech, speech_warp, speech_gain, speech_level, noise, noise_gain, noise_level, other, snr_db, draw > 0.97, limit)

    def _voice(self, rng: np.random.Generator, with_consonants: bool = False, level: np.float32 = np.float32(1)) -> Voice:
        """Utterances of one speaker, all in one rendering."""
        own = self.groups[self.group_keys[rng.choice(len(self.group_keys), p=self.group_weights)]]
        rows, offset = np.full(self.frames, -1, np.int64), np.zeros(self.frames, np.float32)
        added = []
        at = int(rng.integers(0, 40))
        while at < self.frames:
            row = self.speech_index[own[rng.integers(len(own))]]
            take = min(row["frames"], self.frames - at)
            rows[at : at + take] = np.arange(row["start"], row["start"] + take)
            offset[at : at + take] = rng.normal(0, 0.1)
            if with_consonants and rng.random() < 0.7:
                word = power_of_ten(self.speech[row["start"] : row["start"] + take].astype(np.float32) + offset[at])
                consonant = self.consonants.before(word, at, rng)
                added += [consonant] if consonant else []
            at += take + int(rng.exponential(20) if rng.random() < 0.8 else rng.exponential(90))
        return Voice(rows, offset, tuple(added), level)

    def _babble(self, rng: np.random.Generator) -> tuple[Voice, ...]:
        """Two to six people who talk at once."""
        return (self._voice(rng), *(self._voice(rng, level=np.float32(10 ** rng.normal(0, 0.3))) for _ in range(int(rng.integers(1, 6)))))

    def _sound(self, rng: np.random.Generator) -> Sound:
        """One noise, at times cut over to another one."""
        rows = self._recording(rng)
        if rng.random() < JOIN_PART:
            at = int(rng.integers(self.frames // 8, self.frames * 7 // 8))
            rows = np.concatenate([rows[:at], self._recording(rng)[at:]])
        return Sound(rows, self._warp(rng, 0.7, 1.4) if rng.random() < 0.3 else None)

    def _recording(self, rng: np.random.Generator) -> np.ndarray:
        """Rows [frames] of a stretch of one recorded or generated noise, repeated where it is too short."""
        group = self.noise_classes[rng.choice(len(self.noise_classes), p=self.noise_weights)]
        row = self.noise_index[group[rng.integers(len(group))]]
        length = row["frames"]
        if length > self.frames:
            return row["start"] + int(rng.integers(0, length - self.frames)) + np.arange(self.frames)
        return np.roll(np.resize(row["start"] + np.arange(length), self.frames), int(rng.integers(0, self.frames)))

    def _warp(self, rng: np.random.Generator, least: float, most: float) -> Warp:
        """Frequencies multiplied by a factor between the two: a smaller or larger machine, or mouth."""
        factor = np.exp(rng.uniform(np.log(least), np.log(most)))
        place = np.interp(np.minimum(self.centres_hz * factor, self.centres_hz[-1]), self.centres_hz, np.arange(NUM_BANDS))
        low = np.minimum(place.astype(np.int64), NUM_BANDS - 2)
        return Warp(low, (place - low).astype(np.float32))

    def _equaliser(self, rng: np.random.Generator, deviation_db: float) -> np.ndarray:
        """A smooth random gain per band."""
        knots = np.log(np.array([30, 100, 300, 800, 2000, 5000, 10000, 24000.0]))
        curve = np.interp(np.log(self.centres_hz + 20), knots, rng.normal(0, deviation_db, len(knots)))
        return (10 ** (curve / 10)).astype(np.float32)

    def _band_limit(self, low_hz: float, high_hz: float) -> np.ndarray:
        """Gain per band of a steep high-pass and low-pass filter."""
        db = -np.clip((self.centres_hz - high_hz) / (0.04 * high_hz), 0, 12) * 8
        db -= np.clip(np.log2((low_hz + 1) / np.maximum(self.centres_hz, 5)), 0, 4) * 18
        return (10 ** (db / 10)).astype(np.float32)
