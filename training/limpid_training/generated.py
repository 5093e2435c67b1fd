"""Noise that no recording in the pack has: fans, hum, hiss, keys, clicks, plosives, made from their physics."""
from __future__ import annotations

import numpy as np
import scipy.fft
from scipy.signal import lfilter

from .dsp import SAMPLE_RATE_HZ


def coloured(rng: np.random.Generator, n: int) -> np.ndarray:
    """Gaussian noise with a random smooth spectrum: air, traffic from afar, preamplifier hiss."""
    hz = scipy.fft.rfftfreq(n, 1 / SAMPLE_RATE_HZ).astype(np.float32) + 1
    points = np.sort(rng.uniform(np.log(40), np.log(22000), 7))
    db = np.interp(np.log(hz), points, np.cumsum(rng.normal(0, 7, 7))) / 20 * np.log(10)
    spectrum = scipy.fft.rfft(rng.standard_normal(n, dtype=np.float32)) * np.exp(db) * hz ** -rng.uniform(0, 1.2)
    return scipy.fft.irfft(spectrum, n).astype(np.float32)


def slow_modulation(rng: np.random.Generator, n: int, depth_db: float) -> np.ndarray:
    """A gain curve [n] that wanders by about depth_db at 0.1-4 Hz."""
    knots = max(4, int(n / SAMPLE_RATE_HZ * rng.uniform(0.2, 8)))
    return 10 ** (np.interp(np.linspace(0, knots - 1, n), np.arange(knots), rng.normal(0, depth_db, knots)) / 20)


def hum(rng: np.random.Generator, n: int) -> np.ndarray:
    """Mains hum or a motor: a harmonic stack with slow drift."""
    f0 = rng.choice([50.0, 60.0, rng.uniform(30, 400)])
    drift = np.cumsum(rng.normal(0, 1, n // 480 + 2))
    f = f0 * (1 + rng.uniform(0, 0.01) * np.interp(np.arange(n), np.arange(len(drift)) * 480, drift / (np.abs(drift).max() + 1e-9)))
    phase = 2 * np.pi * np.cumsum(f) / SAMPLE_RATE_HZ
    tilt = rng.uniform(0.3, 1.6)
    out = np.zeros(n)
    for k in range(1, int(min(40, 20000 / f0))):
        out += rng.uniform(0, 1) * k**-tilt * np.sin(k * phase + rng.uniform(0, 6.3))
    return out.astype(np.float32)


def fan(rng: np.random.Generator, n: int) -> np.ndarray:
    """Fan or vacuum cleaner: coloured noise, blade tones, slow modulation."""
    noise = coloured(rng, n)
    tone = hum(rng, n)
    return noise / noise.std() * slow_modulation(rng, n, 1.5) + tone / (tone.std() + 1e-9) * rng.uniform(0, 0.7)


def impacts(rng: np.random.Generator, n: int) -> np.ndarray:
    """Keys, clicks, knocks, cutlery: impulses through random resonances, 1-12 a second."""
    out = np.zeros(n, np.float32)
    kinds = []
    for _ in range(rng.integers(1, 5)):
        length = int(SAMPLE_RATE_HZ * rng.uniform(0.01, 0.25))
        t = np.arange(length) / SAMPLE_RATE_HZ
        body = rng.standard_normal(length) * np.exp(-t * rng.uniform(60, 900)) * rng.uniform(0, 1)
        for _ in range(rng.integers(1, 6)):
            hz = np.exp(rng.uniform(np.log(150), np.log(9000)))
            body += rng.normal() * np.exp(-t * rng.uniform(30, 500)) * np.sin(2 * np.pi * hz * t + rng.uniform(0, 6.3))
        kinds.append((body / (np.abs(body).max() + 1e-9)).astype(np.float32))
    at = 0.0
    rate = rng.uniform(1, 12)
    while True:
        at += rng.exponential(1 / rate) + 0.02
        start = int(at * SAMPLE_RATE_HZ)
        if start >= n:
            return out
        body = kinds[rng.integers(len(kinds))] * 10 ** (rng.normal(0, 4) / 20)
        stop = min(n, start + len(body))
        out[start:stop] += body[: stop - start]


def plosives(rng: np.random.Generator, n: int) -> np.ndarray:
    """Breath pops and wind gusts on a microphone: bursts of low-passed noise, with a floor of hiss."""
    pole = np.exp(-2 * np.pi * rng.uniform(30, 250) / SAMPLE_RATE_HZ)
    low = lfilter([1 - pole], [1, -pole], lfilter([1 - pole], [1, -pole], rng.standard_normal(n)))
    gusts = np.maximum(0, np.log10(slow_modulation(rng, n, 14)))
    hiss = coloured(rng, n)
    return (low / low.std() * gusts + hiss / hiss.std() * rng.uniform(0.002, 0.1)).astype(np.float32)


GENERATORS = {"coloured": coloured, "hum": hum, "fan": fan, "impacts": impacts, "plosives": plosives}


def generated_noise(rng: np.random.Generator, kind: str, n: int) -> np.ndarray:
    """n samples of one kind of GENERATORS, unit RMS, sometimes clipped or quantised as cheap recorders do."""
    x = GENERATORS[kind](rng, n)
    x = x / (x.std() + 1e-9)
    if rng.random() < 0.1:
        limit = rng.uniform(0.5, 2)
        x = np.clip(x, -limit, limit)
    return x.astype(np.float32)
