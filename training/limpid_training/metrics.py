"""Measures of one clip: how close the enhanced samples come to the clean ones. Samples are float64 [n] at 48 kHz."""
from __future__ import annotations

import numpy as np

from .composite import composite
from .dnsmos import dnsmos
from .dsp import SAMPLE_RATE_HZ, band_energies, band_matrix, stft
from .mel import mean_squared_error, mel_spectrogram_db, psnr_db
from .p808 import p808
from .resample import to_16_khz

LSD_FLOOR = 1e-6


def si_sdr_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Scale-invariant signal-to-distortion ratio, dB. Source: Le Roux et al. 2019, eq. 2."""
    reference, estimate = reference - reference.mean(), estimate - estimate.mean()
    target = (estimate @ reference) / (reference @ reference) * reference
    return float(10 * np.log10((target @ target) / max(float((estimate - target) @ (estimate - target)), 1e-30)))


def log_spectral_distance_db(reference: np.ndarray, estimate: np.ndarray, low_hz: float, high_hz: float) -> float:
    """Root mean square difference of log spectra between two frequencies, dB, averaged over frames.

    Powers are floored at 1e-6, what white noise at -89 dBFS has: below that nobody hears a difference, least of all from digital silence.
    """
    spectra = [np.abs(stft(x.astype(np.float32))) ** 2 for x in (reference, estimate)]
    hz = np.arange(spectra[0].shape[1]) * SAMPLE_RATE_HZ / 2 / (spectra[0].shape[1] - 1)
    own = (hz >= low_hz) & (hz <= high_hz)
    a, b = (10 * np.log10(np.maximum(s[:, own], LSD_FLOOR)) for s in spectra)
    return float(np.sqrt(((a - b) ** 2).mean(1)).mean())


def speech_lost_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Energy missing where the clean reference has speech, dB: bands of frames within 30 dB of the band's loudest, counted where the result is quieter."""
    matrix = band_matrix()
    clean, result = (band_energies(stft(x.astype(np.float32)), matrix) for x in (reference, estimate))
    active = clean > clean.max(0) * 1e-3
    lost = np.minimum(result, clean)[active].sum() / clean[active].sum()
    return float(-10 * np.log10(max(lost, 1e-9)))


def measure(clean: np.ndarray, enhanced: np.ndarray) -> dict[str, float]:
    """All measures of a clip. Raises ValueError if the lengths differ, or if the enhanced samples are not all finite."""
    # Only an evaluation needs these two; training and its tests run without them.
    from pesq import pesq
    from pystoi import stoi

    if clean.shape != enhanced.shape:
        raise ValueError(f"clean has {clean.shape} samples, enhanced {enhanced.shape}")
    if not np.isfinite(enhanced).all():
        raise ValueError("the enhanced clip holds samples that are not finite")
    clean16, enhanced16 = to_16_khz(clean), to_16_khz(enhanced)
    pesq_wb = float(pesq(16_000, clean16, enhanced16, "wb"))
    mel_clean, mel_enhanced = mel_spectrogram_db(clean), mel_spectrogram_db(enhanced)
    return {
        "PESQ-WB": pesq_wb,
        "STOI": float(stoi(clean16, enhanced16, 16_000)),
        "ESTOI": float(stoi(clean16, enhanced16, 16_000, extended=True)),
        "SI-SDR 16k": si_sdr_db(clean16, enhanced16),
        "SI-SDR 48k": si_sdr_db(clean, enhanced),
        **composite(clean16, enhanced16, pesq_wb),
        **dnsmos(enhanced16),
        "P.808": p808(enhanced16),
        "LSD 8-20k": log_spectral_distance_db(clean, enhanced, 8_000, 20_000),
        "mel MSE": mean_squared_error(mel_clean, mel_enhanced),
        "mel PSNR": psnr_db(mel_clean, mel_enhanced),
        "speech lost": speech_lost_db(clean, enhanced),
    }
