"""Mixes in the band domain: their statistics against real waveforms, their repeatability."""
import numpy as np

from limpid_training.dsp import NUM_BANDS, band_energies, band_matrix, stft
from limpid_training.generated import GENERATORS, generated_noise
from limpid_training.mixing import Mixer, angle_deviation, masked
from limpid_training.plan import QUIET_SNR_DB, SNR_DB, Sound


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


def test_energies_of_mixes_spread_as_those_of_real_sums(cache):
    rng = np.random.default_rng(6)
    speech, noise = (stft(rng.normal(0, 1, 48_000 * 8).astype(np.float32)) for _ in range(2))
    es, en, real = (band_energies(s)[2:-2] for s in (speech, noise, speech + noise))
    mixer = Mixer(cache, "train", 64, seed=1)
    mixed = es + en + 2 * np.sqrt(es * en) * mixer.angles(es.shape, rng)
    spread_real, spread_mixed = (np.log10(np.maximum(e, 1e-12) / (es + en)).std(0) for e in (real, mixed))
    # Band 0 holds the real-valued bin at 0 Hz. Where bands hold one to five bins, neither of the two distributions of c is quite right.
    fit = np.r_[1:14, 86:127]
    assert np.abs(spread_mixed[fit] / spread_real[fit] - 1).mean() < 0.1
    assert abs(np.mean(mixed / (es + en)) - np.mean(real / (es + en))) < 0.02


def test_the_angle_between_sum_and_speech_is_that_of_real_spectra():
    rng = np.random.default_rng(7)
    speech, noise = (stft(rng.normal(0, 1, 48_000).astype(np.float32)) for _ in range(2))
    matrix = band_matrix()
    es, en, ey = (band_energies(s) for s in (speech, noise, speech + noise))
    c = (speech.conj() * noise).real @ matrix / np.sqrt(es * en)
    inner = (speech.conj() * (speech + noise)).real @ matrix
    assert np.allclose(ey, es + en + 2 * np.sqrt(es * en) * c, rtol=1e-2, atol=1e-2)
    assert np.allclose((es + np.sqrt(es * en) * c) / np.sqrt(es * ey), inner / np.sqrt(es * ey), atol=1e-3)


def test_mixes_have_the_signal_to_noise_ratios_that_are_promised(cache):
    mixer = Mixer(cache, "train", 64, seed=2)
    found = []
    for step in range(400):
        speech, noise = mixer.render(*mixer.draw(step, 0))
        if (speech + noise)[:, -1].max() < 1e-7 * (speech + noise).max():
            continue  # band-limited, after its levels were set
        per_frame = speech.sum(1)
        found.append(10 * np.log10(per_frame[per_frame > per_frame.max() * 1e-3].mean() / noise.sum(1).mean()))
    ratios = np.array(found)
    ordinary = ratios[(ratios > -40) & (ratios < SNR_DB[1] + 0.01)]
    quiet = (ratios > SNR_DB[1] + 0.01) & (ratios < QUIET_SNR_DB[1] + 0.01)
    assert SNR_DB[0] - 0.01 < ordinary.min()
    assert 0.04 < quiet.mean() < 0.13 and abs(ratios[quiet].mean() - np.mean(QUIET_SNR_DB)) < 5
    assert abs(ordinary.mean() - np.mean(SNR_DB)) < 2 and 7 < ordinary.std() < 10.5
    assert 0.005 < (ratios > QUIET_SNR_DB[1] + 0.01).mean() < 0.1 and 0.005 < (ratios < -40).mean() < 0.1


def test_some_noises_end_below_the_speech_and_some_are_cut_over_to_others(cache):
    mixer = Mixer(cache, "train", 64, seed=5)
    starts = [row["start"] for row in mixer.planner.noise_index]
    limited = joined = sounds = 0
    for step in range(300):
        plan, rng = mixer.draw(step, 0)
        if not isinstance(plan.noise, Sound) or plan.limit.min() < 1:
            continue
        sounds += 1
        joined += len(set(np.searchsorted(starts, plan.noise.rows, "right"))) > 1
        if plan.noise_gain[-1] < 1e-6 and not plan.other:
            limited += 1
            speech, noise = mixer.render(plan, rng)
            assert noise[:, -1].sum() < 1e-5 * noise[:, 10].sum() < speech[:, -1].sum()
    assert 0.05 < limited / sounds < 0.2 and 0.03 < joined / sounds < 0.2


def test_masking_hides_stretches_and_leaves_the_rest(cache):
    x = Mixer(cache, "train", 64, seed=1).batch(0, 2).features
    hidden = np.stack([masked(item, np.random.default_rng(0)) for item in x])
    changed = hidden != x
    assert 0.05 < changed.mean() < 0.9
    assert (hidden[changed] == -2.5).all()


def test_generated_noise_is_finite_and_of_unit_level():
    rng = np.random.default_rng(0)
    for kind in GENERATORS:
        x = generated_noise(rng, kind, 48_000)
        assert x.shape == (48_000,) and np.isfinite(x).all()
        assert 0.2 < x.std() < 1.2
