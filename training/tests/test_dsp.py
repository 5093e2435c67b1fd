"""Laws of analysis."""
import numpy as np

from limpid_training import dsp, resample


def noise(seconds: float, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, int(seconds * dsp.SAMPLE_RATE_HZ)).astype(np.float32)


def test_istft_of_stft_gives_the_signal_back():
    x = noise(0.5)
    assert np.abs(dsp.istft(dsp.stft(x), len(x)) - x).max() < 1e-6


def test_bands_sum_to_one_in_every_bin():
    matrix = dsp.band_matrix()
    assert np.allclose(matrix.sum(1), 1, atol=1e-6)
    assert (matrix.sum(0) >= 1 - 1e-6).all()


def test_band_centres_rise_from_zero_to_nyquist_by_a_bin_or_more():
    centres = dsp.band_centres_hz()
    assert centres[0] == 0 and centres[-1] == 24_000
    assert (np.diff(centres) >= 31.25 - 1e-6).all()


def test_features_do_not_change_with_the_level():
    energies = dsp.band_energies(dsp.stft(noise(8.0)))
    plain = dsp.features(energies)
    for db in (-20, 20):
        assert np.abs(dsp.features(energies * np.float32(10 ** (db / 10))) - plain).max() < 1e-4


def test_features_are_floored_80_db_below_the_local_level():
    energies = np.full((50, dsp.NUM_BANDS), 1.0, np.float32)
    energies[:, 100:] = 0
    assert np.isclose(dsp.features(energies).min(), (dsp.FEATURE_FLOOR + 3) / 2)


def test_local_level_is_the_mean_over_five_seconds_or_what_there_is_of_them():
    energies = np.random.default_rng(1).uniform(0, 1, (500, dsp.NUM_BANDS))
    level = dsp.local_level(energies)
    assert np.isclose(level[250], energies[250 - 156 : 250 + 157].mean())
    assert np.isclose(level[0], energies[:157].mean())
    assert np.isclose(level[-1], energies[-157:].mean())


def test_16_khz_and_back_keeps_speech_where_it_is_and_lets_nothing_alias():
    t = np.arange(48_000) / 48_000
    middle = slice(4_800, -4_800)
    for hz in (100, 3_000, 7_200):
        x = np.sin(2 * np.pi * hz * t)
        assert np.abs(resample.to_16_khz(x) - x[::3])[middle.start // 3 : middle.stop // 3].max() < 1e-3
        assert np.abs(resample.to_48_khz(resample.to_16_khz(x)) - x)[middle].max() < 1e-3
    assert np.abs(resample.to_16_khz(np.sin(2 * np.pi * 8_100 * t))[1_600:-1_600]).max() < 1e-4
