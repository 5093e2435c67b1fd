"""Measures against values worked out by hand, and against librosa's. PESQ, STOI and DNSMOS are the published packages' own affair."""
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from limpid_training import composite, dnsmos, mel, metrics, p808

FIXTURES = Path(__file__).parents[2] / "fixtures"


def speech(seed: int = 0) -> np.ndarray:
    t = np.arange(48_000) / 48_000
    return np.sin(2 * np.pi * 300 * t) * (np.sin(2 * np.pi * 3 * t) > 0) + np.random.default_rng(seed).normal(0, 1e-4, 48_000)


def at_16_khz(seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = np.convolve(rng.normal(0, 0.1, 16_000), [1, 0.9, 0.5, -0.3], "same")
    return x * (1 + np.sin(np.arange(16_000) / 700))


def test_si_sdr_of_orthogonal_noise_is_the_ratio_of_energies():
    reference = np.array([1.0, -1.0, 1.0, -1.0])
    noise = np.array([0.1, 0.1, -0.1, -0.1])
    assert metrics.si_sdr_db(reference, reference + noise) == pytest.approx(20.0)


def test_si_sdr_does_not_change_with_scale():
    x, y = speech(), speech(1) + np.random.default_rng(2).normal(0, 0.1, 48_000)
    assert metrics.si_sdr_db(x, 0.1 * y) == pytest.approx(metrics.si_sdr_db(x, y))


def test_log_spectral_distance_of_a_halved_signal_is_six_decibels():
    x = np.random.default_rng(0).normal(0, 0.1, 48_000)
    assert metrics.log_spectral_distance_db(x, x / 2, 8_000, 20_000) == pytest.approx(6.02, abs=0.01)
    assert metrics.log_spectral_distance_db(x, x, 8_000, 20_000) == 0


def test_speech_lost_of_a_halved_signal_is_six_decibels_and_added_noise_loses_nothing():
    x = speech()
    assert metrics.speech_lost_db(x, x / 2) == pytest.approx(6.02, abs=0.05)
    assert metrics.speech_lost_db(x, x * 1.5) < 0.01


def test_the_mel_spectrogram_is_librosas():
    golden = load_file(FIXTURES / "mel.safetensors")
    assert np.abs(mel.mel_spectrogram_db(golden["samples"]) - golden["mel_db"]).max() < 0.01


def test_mel_error_and_psnr_follow_from_their_definition():
    x = np.linspace(-60, 20, 4000).reshape(40, 100)
    off = x + np.where(np.arange(100) % 2, 2.0, -2.0)
    assert mel.mean_squared_error(x, off) == pytest.approx(4)
    assert mel.psnr_db(x, off) == pytest.approx(10 * np.log10(80**2 / 4))


def test_ratings_are_those_of_the_example_that_comes_with_the_authors_program():
    found = composite.ratings(pesq_wb=2.255732, llr=0.681368, wss=49.671978, segmental_db=3.991727)
    assert found == pytest.approx({"CSIG": 3.3050, "CBAK": 2.6160, "COVL": 2.7133}, abs=1e-4)


def test_ratings_stay_between_one_and_five():
    assert composite.ratings(4.64, 0.0, 0.0, 35.0) == {"CSIG": 5.0, "CBAK": 5.0, "COVL": 5.0}
    assert composite.ratings(1.0, 5.0, 200.0, -10.0) == {"CSIG": 1.0, "CBAK": 1.0, "COVL": 1.0}


def test_an_unchanged_signal_has_no_distance_and_a_tenth_less_has_twenty_decibels():
    frames = composite.frames_of(at_16_khz())
    assert composite.log_likelihood_ratio(frames, frames) == pytest.approx(0, abs=1e-9)
    assert composite.weighted_spectral_slope(frames, frames) == 0
    assert composite.segmental_snr_db(frames, frames * 0.9) == pytest.approx(20, abs=1e-6)
    assert composite.segmental_snr_db(frames, frames) == 35
    assert composite.log_likelihood_ratio(frames, frames * 0.5) == pytest.approx(0, abs=1e-6)


def test_the_log_likelihood_ratio_agrees_with_solving_the_normal_equations():
    from scipy.linalg import solve_toeplitz, toeplitz

    clean, enhanced = composite.frames_of(at_16_khz(1)), composite.frames_of(at_16_khz(1) + at_16_khz(2) * 0.3)
    ratios = []
    for a, b in zip(clean, enhanced, strict=True):
        lags = [[x[: 480 - k] @ x[k:] for k in range(17)] for x in (a, b)]
        of_clean, of_enhanced = (np.concatenate([[1], -solve_toeplitz(r[:16], r[1:])]) for r in lags)
        matrix = toeplitz(lags[0])
        ratios.append(np.log((of_enhanced @ matrix @ of_enhanced) / (of_clean @ matrix @ of_clean)))
    kept = np.sort(ratios)[: round(len(ratios) * 0.95)]
    assert composite.log_likelihood_ratio(clean, enhanced) == pytest.approx(kept.mean(), rel=1e-6)


def test_slope_weights_are_those_of_a_search_from_band_to_band():
    frame = composite.frames_of(at_16_khz(3))[:40]
    slope, weight = composite.slopes_and_weights(frame)
    energy = 10 * np.log10(np.abs(np.fft.rfft(frame, 1024)[:, :512]) ** 2 @ composite.critical_bands())
    for f, i in np.ndindex(40, 24):
        n = i
        if slope[f, i] > 0:
            while n < 24 and slope[f, n] > 0:
                n += 1
            peak = energy[f, n - 1]
        else:
            while n >= 0 and slope[f, n] <= 0:
                n -= 1
            peak = energy[f, n + 1]
        expected = 20 / (20 + energy[f].max() - energy[f, i]) / (1 + peak - energy[f, i])
        assert weight[f, i] == pytest.approx(expected)


def test_digital_silence_in_the_reference_leaves_the_composite_measures_finite():
    clean = at_16_khz()
    clean[4000:9000] = 0
    found = composite.composite(clean, clean + at_16_khz(5) * 0.1, 2.0)
    assert all(1 < value < 5 for value in found.values())


def test_dnsmos_is_shown_nine_seconds_a_second_apart_and_short_clips_repeated():
    assert dnsmos.segments(np.zeros(16_000 * 12)).shape == (3, 144_160)
    short = np.random.default_rng(0).normal(0, 1, 16_000 * 5)
    (found,) = dnsmos.segments(short)
    assert np.array_equal(found[80_000:], short[: 144_160 - 80_000].astype(np.float32))


def test_the_p808_rating_is_that_of_the_authors_program():
    samples = np.random.default_rng(7).standard_normal(dnsmos.INPUT_SAMPLES) * 0.02
    samples[30_000:60_000] *= 5
    assert p808.p808(samples) == pytest.approx(2.0725, abs=1e-3)  # what speechmos.dnsmos.run says of it
