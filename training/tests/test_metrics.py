"""Measures against values worked out by hand. PESQ and STOI are the published packages' own affair."""
import sys
import types

import numpy as np
import pytest

for name, function in (("pesq", "pesq"), ("pystoi", "stoi")):
    # The measures tested here need neither package, which only an evaluation installs.
    try:
        __import__(name)
    except ImportError:
        sys.modules[name] = types.ModuleType(name)
        setattr(sys.modules[name], function, None)

from limpid_training import metrics  # noqa: E402


def speech(seed: int = 0) -> np.ndarray:
    t = np.arange(48_000) / 48_000
    return np.sin(2 * np.pi * 300 * t) * (np.sin(2 * np.pi * 3 * t) > 0) + np.random.default_rng(seed).normal(0, 1e-4, 48_000)


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
