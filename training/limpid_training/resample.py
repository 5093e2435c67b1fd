"""48 to 16 kHz and back, for measures and peers that know 16 kHz only."""
from __future__ import annotations

import numpy as np
from scipy.signal import firwin, resample_poly

PASS_AND_STOP_HZ = (7_300.0, 8_000.0)
"""A gentler slope takes the top of the band away, and measures (DNSMOS by 0.03) hear that."""
TAPS = 441
"""Enough for 100 dB between the two."""


def low_pass() -> np.ndarray:
    """Linear-phase low-pass filter [TAPS] at 48 kHz."""
    return firwin(TAPS, sum(PASS_AND_STOP_HZ) / 2, window=("kaiser", 10.0), fs=48_000)


def to_16_khz(samples: np.ndarray) -> np.ndarray:
    """Samples [ceil(n / 3)] at 16 kHz, in float64, of samples [n] at 48 kHz, without delay."""
    return resample_poly(samples.astype(np.float64), 1, 3, window=low_pass())


def to_48_khz(samples: np.ndarray) -> np.ndarray:
    """Samples [3 n] at 48 kHz, in float64, of samples [n] at 16 kHz, without delay."""
    return resample_poly(samples.astype(np.float64), 3, 1, window=low_pass())
