"""Mixes in the band domain: their statistics against real waveforms, their repeatability."""
import numpy as np

from limpid_training.dsp import NUM_BANDS, band_energies, stft
from limpid_training.generated import GENERATORS, generated_noise
from limpid_training.mixing import Mixer, angle_deviation, masked


def test_a_step_gives_the_same_batch_whatever_was_drawn_before(cache):
    one, other = Mixer(cache, "train", 64, seed=3), Mixer(cache, "train", 64, seed=3)
    for step in range(3):
        other.batch(step, 2)
    assert np.array_equal(one.batch(5, 2).features, other.batch(5, 2).features)
    assert not np.array_equal(one.batch(5, 2).features, one.batch(6, 2).features)


def test_batches_are_finite_and_their_angles_are_cosines(cache):
    mixer = Mixer(cache, "train", 64, seed=1)
    for step in range(20):
        b = mixer.batch(step, 4)
        assert b.features.shape == b.noisy.shape == b.clean.shape == b.cos_theta.shape == (4, 64, NUM_BANDS)
        assert all(np.isfinite(x).all() for x in (b.features, b.noisy, b.clean, b.cos_theta))
        assert np.abs(b.cos_theta).max() <= 1 and b.noisy.min() > 0


def test_the_angle_between_two_noises_spreads_as_in_real_sums():
    rng = np.random.default_rng(4)
    a, b = (stft(rng.normal(0, 1, 48_000 * 4).astype(np.float32)) for _ in range(2))
    ea, eb, ey = (band_energies(s) for s in (a, b, a + b))
    c = ((ey - ea - eb) / (2 * np.sqrt(ea * eb)))[2:-2]
    single, deviation = angle_deviation()
    measured = c.std(0)
    expected = np.where(single, np.sqrt(0.5), deviation)
    wide = np.arange(NUM_BANDS) > 60
    assert np.abs(measured[wide] / expected[wide] - 1).mean() < 0.06
    assert np.abs(measured[single][1:] / np.sqrt(0.5) - 1).mean() < 0.12


def test_masking_hides_stretches_and_leaves_the_rest(cache):
    x = Mixer(cache, "train", 64, seed=1).batch(0, 2).features
    hidden = masked(x, np.random.default_rng(0))
    changed = hidden != x
    assert 0.05 < changed.mean() < 0.9
    assert (hidden[changed] == -2.5).all()


def test_generated_noise_is_finite_and_of_unit_level():
    rng = np.random.default_rng(0)
    for kind in GENERATORS:
        x = generated_noise(rng, kind, 48_000)
        assert x.shape == (48_000,) and np.isfinite(x).all()
        assert 0.2 < x.std() < 1.2
