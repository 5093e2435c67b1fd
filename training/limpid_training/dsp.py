"""Analysis at 48 kHz: STFT, 128 bands, level-normalised features. The twin of src/dsp; golden vectors hold the two together."""
from __future__ import annotations

import numpy as np
import scipy.fft

SAMPLE_RATE_HZ = 48_000
WINDOW_SAMPLES = 1536
HOP_SAMPLES = 768
NUM_BINS = WINDOW_SAMPLES // 2 + 1
NUM_BANDS = 128
FRAMES_PER_SEC = SAMPLE_RATE_HZ / HOP_SAMPLES

LEVEL_HALF_FRAMES = 156
"""Half width of the local level's average: 156 frames of 16 ms, about 2.5 s."""
LEVEL_FLOOR = 1e-9
"""Lowest local level, in mean band energy: about -127 dBFS of white noise."""
FEATURE_FLOOR = -8.0
"""Lowest feature before scaling: 80 dB below the local level, in log10."""


def hz_to_mel(hz: float) -> float:
    """HTK mel scale. Source: O'Shaughnessy 1987, eq. 4.2."""
    return 2595.0 * float(np.log10(1.0 + hz / 700.0))


def mel_to_hz(mel: float) -> float:
    """Inverse of `hz_to_mel`."""
    return 700.0 * (10.0 ** (mel / 2595.0) - 1.0)


def band_centres_hz(num_bands: int = NUM_BANDS, nyquist_hz: float = SAMPLE_RATE_HZ / 2, bin_hz: float = SAMPLE_RATE_HZ / WINDOW_SAMPLES) -> np.ndarray:
    """Centres [num_bands], Hz: from 0 to Nyquist, each one bin or one mel step above the last, whichever is more."""

    def reach(step_mel: float) -> list[float]:
        centres = [0.0]
        while len(centres) < num_bands:
            last = centres[-1]
            centres.append(max(last + bin_hz, mel_to_hz(hz_to_mel(last) + step_mel)))
        return centres

    low, high = 0.0, hz_to_mel(nyquist_hz)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if reach(middle)[-1] < nyquist_hz else (low, middle)
    centres = np.array(reach((low + high) / 2))
    centres[-1] = nyquist_hz
    return centres


def band_matrix() -> np.ndarray:
    """Triangles [bins, bands], float32, that sum to one in every bin."""
    centres = band_centres_hz()
    bins_hz = np.arange(NUM_BINS) * SAMPLE_RATE_HZ / WINDOW_SAMPLES
    matrix = np.zeros((NUM_BINS, NUM_BANDS))
    for k, hz in enumerate(bins_hz):
        upper = int(np.clip(np.searchsorted(centres, hz, side="right"), 1, NUM_BANDS - 1))
        weight = (hz - centres[upper - 1]) / (centres[upper] - centres[upper - 1])
        matrix[k, upper - 1], matrix[k, upper] = 1.0 - weight, weight
    return matrix.astype(np.float32)


def window() -> np.ndarray:
    """Periodic square-root Hann [WINDOW_SAMPLES], float32."""
    return np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW_SAMPLES) / WINDOW_SAMPLES)).astype(np.float32)


def num_frames(num_samples: int) -> int:
    """Frames of a signal: frame i is centred on sample i * HOP_SAMPLES, and the last one lies at or behind the last sample."""
    return -(-num_samples // HOP_SAMPLES) + 1


def stft(samples: np.ndarray) -> np.ndarray:
    """Spectrum [frames, bins], complex64, of mono samples [n]; both ends are padded with zeros by half a window."""
    frames = num_frames(len(samples))
    padded = np.zeros((frames - 1) * HOP_SAMPLES + WINDOW_SAMPLES, np.float32)
    padded[HOP_SAMPLES : HOP_SAMPLES + len(samples)] = samples
    view = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[::HOP_SAMPLES]
    return scipy.fft.rfft(view * window(), axis=1)


def istft(spectrum: np.ndarray, num_samples: int) -> np.ndarray:
    """Samples [num_samples] from a spectrum [frames, bins], by overlap-add; the inverse of `stft`."""
    pieces = scipy.fft.irfft(spectrum, WINDOW_SAMPLES, axis=1) * window()
    out = np.zeros((len(spectrum) - 1) * HOP_SAMPLES + WINDOW_SAMPLES, np.float32)
    for i, piece in enumerate(pieces):
        out[i * HOP_SAMPLES : i * HOP_SAMPLES + WINDOW_SAMPLES] += piece
    return out[HOP_SAMPLES : HOP_SAMPLES + num_samples]


def band_energies(spectrum: np.ndarray, matrix: np.ndarray | None = None) -> np.ndarray:
    """Energies [frames, bands], float32: the power of each bin shared out over its bands."""
    power = spectrum.real**2 + spectrum.imag**2
    return power @ (band_matrix() if matrix is None else matrix)


def local_level(energies: np.ndarray, causal: bool = False) -> np.ndarray:
    """Local level [..., frames]: mean band energy over +-LEVEL_HALF_FRAMES frames, or as many past ones, as far as there are any, floored."""
    per_frame = energies.mean(-1, dtype=np.float64)
    frames = per_frame.shape[-1]
    total = np.concatenate([np.zeros((*per_frame.shape[:-1], 1)), np.cumsum(per_frame, -1)], -1)
    at = np.arange(frames)
    before, behind = (2 * LEVEL_HALF_FRAMES, 0) if causal else (LEVEL_HALF_FRAMES, LEVEL_HALF_FRAMES)
    low, high = np.maximum(at - before, 0), np.minimum(at + behind + 1, frames)
    return np.maximum((total[..., high] - total[..., low]) / (high - low), LEVEL_FLOOR)


def features(energies: np.ndarray, causal: bool = False) -> np.ndarray:
    """Generator input [..., frames, bands], float32, about -2.5...2: log10 of energy over local level, floored, shifted by 3 and halved."""
    ratio = energies / local_level(energies, causal)[..., None]
    return ((np.log10(np.maximum(ratio, 10.0**FEATURE_FLOOR)) + 3.0) / 2.0).astype(np.float32)
