"""Composite measures: predicted ratings, 1-5, of signal distortion (CSIG), background (CBAK) and the whole (COVL), at 16 kHz.

Source: Hu and Loizou 2008, Evaluation of objective quality measures for speech enhancement, tables V-VII, with the constants of the authors' program.
Frames in which the reference is digitally silent are left out of log likelihood ratio and spectral slope, which are not defined there.
"""
from __future__ import annotations

from functools import cache

import numpy as np

RATE_HZ = 16_000
FRAME = 480
HOP = FRAME // 4
LPC_ORDER = 16
KEPT_SHARE = 0.95
"""Share of the frames, best first, over which a distance is averaged."""
SEGMENTAL_SNR_DB = (-10.0, 35.0)
SILENCE = 1e-10
"""Mean square of a frame that counts as digitally silent: -100 dBFS."""
EPS = float(np.finfo(np.float64).eps)

FFT_SIZE = 1024
CENTRES_HZ = (
    50.0, 120.0, 190.0, 260.0, 330.0, 400.0, 470.0, 540.0, 617.372, 703.378, 798.717, 904.128, 1020.38, 1148.30, 1288.72, 1442.54, 1610.70, 1794.16,
    1993.93, 2211.08, 2446.71, 2701.97, 2978.04, 3276.17, 3597.63,
)  # fmt: skip
WIDTHS_HZ = (
    70.0, 70.0, 70.0, 70.0, 70.0, 70.0, 70.0, 77.3724, 86.0056, 95.3398, 105.411, 116.256, 127.914, 140.423, 153.823, 168.154, 183.457, 199.776,
    217.153, 235.631, 255.255, 276.072, 298.126, 321.465, 346.136,
)  # fmt: skip


def frames_of(samples: np.ndarray) -> np.ndarray:
    """Hann-windowed frames [frames, FRAME] of samples [n] at 16 kHz."""
    hann = 0.5 * (1 - np.cos(2 * np.pi * np.arange(1, FRAME + 1) / (FRAME + 1)))
    view = np.lib.stride_tricks.sliding_window_view(samples + EPS, FRAME)[::HOP]
    return view[: len(samples) // HOP - FRAME // HOP] * hann


def best_mean(distances: np.ndarray) -> float:
    """Mean over the best KEPT_SHARE of the frames; 0 if there are none."""
    kept = np.sort(distances)[: round(len(distances) * KEPT_SHARE)]
    return float(kept.mean()) if len(kept) else 0.0


@cache
def critical_bands() -> np.ndarray:
    """Gaussian filters [FFT_SIZE / 2, 25] of the spectral slope. Source: Klatt 1982, with filters below -30 dB cut off."""
    per_hz = FFT_SIZE / RATE_HZ
    at = np.arange(FFT_SIZE // 2)[:, None]
    centres, widths = np.floor(np.array(CENTRES_HZ) * per_hz), np.array(WIDTHS_HZ) * per_hz
    filters = np.exp(-11 * ((at - centres) / widths) ** 2) * (WIDTHS_HZ[0] / np.array(WIDTHS_HZ))
    return filters * (filters > np.exp(-30 / (2 * 2.303)))


def slopes_and_weights(frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spectral slopes and their weights, both [frames, 24]: more weight near the loudest band and near the nearest peak."""
    spectrum = np.fft.rfft(frames, FFT_SIZE, axis=1)[:, : FFT_SIZE // 2]
    energy = 10 * np.log10(np.maximum((spectrum.real**2 + spectrum.imag**2) @ critical_bands(), 1e-10))
    slope = np.diff(energy, axis=1)
    bands = slope.shape[1]
    # First falling slope at or right of each band, and last rising one at or left of it.
    right, left = np.full_like(slope, bands, dtype=int), np.full_like(slope, -1, dtype=int)
    for b in range(bands):
        left[:, b] = np.where(slope[:, b] > 0, b, left[:, b - 1] if b else -1)
        r = bands - 1 - b
        right[:, r] = np.where(slope[:, r] <= 0, r, right[:, r + 1] if b else bands)
    # The authors' program takes the band before the peak when it searches to the right, and the published fit rests on that.
    peak = np.where(slope > 0, np.take_along_axis(energy, np.maximum(right - 1, 0), 1), np.take_along_axis(energy, left + 1, 1))
    low = energy[:, :-1]
    return slope, 20 / (20 + energy.max(1, keepdims=True) - low) / (1 + peak - low)


def weighted_spectral_slope(clean: np.ndarray, enhanced: np.ndarray) -> float:
    """Weighted spectral slope distance of frames [frames, FRAME]. Source: Klatt 1982, Prediction of perceived phonetic distance."""
    slope, weight = slopes_and_weights(clean)
    slope_enhanced, weight_enhanced = slopes_and_weights(enhanced)
    weight = (weight + weight_enhanced) / 2
    return best_mean((weight * (slope - slope_enhanced) ** 2).sum(1) / weight.sum(1))


def linear_prediction(frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Autocorrelation and prediction filter, both [frames, LPC_ORDER + 1], by Levinson's recursion."""
    spectrum = np.fft.rfft(frames, 2 * FFT_SIZE, axis=1)
    lags = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, axis=1)[:, : LPC_ORDER + 1]
    filters = np.zeros_like(lags)
    filters[:, 0] = 1
    error = lags[:, 0] + EPS
    for i in range(1, LPC_ORDER + 1):
        reflection = -(filters[:, :i] * lags[:, i:0:-1]).sum(1) / error
        filters[:, 1 : i + 1] += reflection[:, None] * filters[:, i - 1 :: -1][:, :i]
        error = np.maximum(error * (1 - reflection**2), EPS)
    return lags, filters


def prediction_error(lags: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """Energy [frames] that filters leave of signals with these autocorrelations."""
    own = np.stack([(filters[:, k:] * filters[:, : LPC_ORDER + 1 - k]).sum(1) for k in range(LPC_ORDER + 1)], 1)
    return own[:, 0] * lags[:, 0] + 2 * (own[:, 1:] * lags[:, 1:]).sum(1)


def log_likelihood_ratio(clean: np.ndarray, enhanced: np.ndarray) -> float:
    """Log likelihood ratio of frames [frames, FRAME]. Source: Quackenbush et al. 1988."""
    lags, filters = linear_prediction(clean)
    _, filters_enhanced = linear_prediction(enhanced)
    ratio = prediction_error(lags, filters_enhanced) / np.maximum(prediction_error(lags, filters), EPS)
    return best_mean(np.log(np.maximum(ratio, EPS)))


def segmental_snr_db(clean: np.ndarray, enhanced: np.ndarray) -> float:
    """Mean over frames [frames, FRAME] of the signal-to-noise ratio, dB, each held within SEGMENTAL_SNR_DB."""
    signal, noise = (clean**2).sum(1), ((clean - enhanced) ** 2).sum(1)
    return float(np.clip(10 * np.log10(signal / (noise + EPS) + EPS), *SEGMENTAL_SNR_DB).mean())


def ratings(pesq_wb: float, llr: float, wss: float, segmental_db: float) -> dict[str, float]:
    """CSIG, CBAK and COVL, 1-5, from what they are regressed on."""
    raw = {
        "CSIG": 3.093 - 1.029 * llr + 0.603 * pesq_wb - 0.009 * wss,
        "CBAK": 1.634 + 0.478 * pesq_wb - 0.007 * wss + 0.063 * segmental_db,
        "COVL": 1.594 + 0.805 * pesq_wb - 0.512 * llr - 0.007 * wss,
    }
    return {name: min(5.0, max(1.0, value)) for name, value in raw.items()}


def composite(clean: np.ndarray, enhanced: np.ndarray, pesq_wb: float) -> dict[str, float]:
    """CSIG, CBAK and COVL of samples [n] at 16 kHz."""
    a, b = frames_of(clean), frames_of(enhanced)
    heard = (a**2).mean(1) > SILENCE
    return ratings(pesq_wb, log_likelihood_ratio(a[heard], b[heard]), weighted_spectral_slope(a[heard], b[heard]), segmental_snr_db(a, b))
