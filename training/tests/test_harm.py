"""Measures of what a denoiser does where it should do nothing."""
import numpy as np
import pytest
import soundfile

from limpid_training.dsp import SAMPLE_RATE_HZ
from limpid_training.harm import GAINS_DB, kept_within_db, level_change, scale, score, zero_runs


def speech_like(seed: int) -> np.ndarray:
    t = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    voice = sum(np.sin(2 * np.pi * 140 * k * t) / k for k in range(1, 20)) * (1 + np.sin(2 * np.pi * 4 * t))
    return 0.05 * voice + 1e-4 * np.random.default_rng(seed).standard_normal(len(t))


def test_frames_within_one_db_are_counted():
    clean = speech_like(0)
    half = clean.copy()
    half[: len(half) // 2] *= 0.8  # 1.9 dB
    assert kept_within_db(clean, clean * 0.95) == 1
    assert kept_within_db(clean, half) == pytest.approx(0.5, abs=0.06)


def test_runs_of_zeros_that_the_source_has_do_not_count():
    source, result = np.ones(1000), np.ones(1000)
    source[100:200] = result[100:200] = 0
    assert zero_runs(source, result) == 0
    result[300:400] = result[500:510] = 0
    assert zero_runs(source, result) == 1


def test_a_change_that_depends_on_level_is_found():
    x = speech_like(1)
    even = {name: 0.5 * x * 10 ** (gain / 20) for name, gain in GAINS_DB.items()}
    assert max(level_change(even).values()) < -200
    gated = {**even, "quieter": np.zeros_like(x)}
    assert level_change(gated)["quieter, dB"] == pytest.approx(0)


def test_folders_are_scaled_and_scored(tmp_path):
    noisy = tmp_path / "noisy"
    noisy.mkdir()
    for i in range(2):
        soundfile.write(noisy / f"{i}.wav", speech_like(i).astype(np.float32), SAMPLE_RATE_HZ, "FLOAT")
    scale(noisy, tmp_path / "levels")
    results = score(noisy, noisy, tmp_path / "levels", tmp_path / "levels")
    assert results["clean in"]["PESQ-WB"]["mean"] > 4.6 and results["clean in"]["frames within 1 dB, %"]["mean"] == 100
    assert results["level"]["worst louder, dB"]["mean"] < -100
