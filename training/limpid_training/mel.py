"""The mel spectrogram that is shown and measured. The twin of src/dsp/mel.ts; a golden vector holds both to librosa."""
from __future__ import annotations

from functools import cache

import numpy as np

from .dsp import HOP_SAMPLES, NUM_BINS, SAMPLE_RATE_HZ, WINDOW_SAMPLES, hz_to_mel, mel_to_hz, window

NUM_MEL_BANDS = 96
"""The most for which every filter still holds a bin of 31.25 Hz, in a round number."""
MIN_POWER = 1e-10


@cache
def mel_matrix() -> np.ndarray:
    """Mel filters [bins, mel bands], float64, 0-24 kHz, HTK scale, unit area. Source: librosa.filters.mel with htk=True, norm='slaney'."""
    edges = np.array([mel_to_hz(m) for m in np.linspace(0.0, hz_to_mel(SAMPLE_RATE_HZ / 2), NUM_MEL_BANDS + 2)])
    hz = (np.arange(NUM_BINS) * SAMPLE_RATE_HZ / WINDOW_SAMPLES)[:, None]
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    height = np.maximum(0, np.minimum((hz - left) / (centre - left), (right - hz) / (right - centre)))
    return height * 2 / (right - left)


def mel_spectrogram_db(samples: np.ndarray) -> np.ndarray:
    """Mel spectrogram [1 + n // hop, mel bands], dB, of mono samples [n] at 48 kHz; both ends are padded with zeros.

    Source: librosa.feature.melspectrogram(n_fft=1536, hop_length=768, window=sqrt(hann), center=True, pad_mode='constant', htk=True), power_to_db.
    """
    padded = np.pad(samples, WINDOW_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[::HOP_SAMPLES]
    spectrum = np.fft.rfft(frames * window(), axis=1)
    return 10 * np.log10(np.maximum((spectrum.real**2 + spectrum.imag**2) @ mel_matrix(), MIN_POWER))


def mean_squared_error(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Mean squared error of two arrays of one shape."""
    return float(((reference - estimate) ** 2).mean())


def psnr_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Peak signal-to-noise ratio, dB: the reference's range (max - min) squared over the mean squared error, which is floored at 1e-10."""
    return float(10 * np.log10((reference.max() - reference.min()) ** 2 / max(mean_squared_error(reference, estimate), 1e-10)))
