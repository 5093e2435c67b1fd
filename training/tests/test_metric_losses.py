"""The losses that follow PESQ and STOI order what they should order."""
import pytest
import torch

from limpid_training.metric_losses import bark_tables, pesq_disturbance, stoi, third_octave_matrix


def speech_like(seed: int) -> torch.Tensor:
    """Energies [2, 120, 128] that come and go like syllables, about 1 in sum."""
    rng = torch.Generator().manual_seed(seed)
    envelope = torch.rand(2, 10, 1, generator=rng).repeat_interleave(12, 1)
    return envelope**3 * torch.rand(2, 120, 128, generator=rng) / 20 + 1e-7


def test_equal_signals_have_no_disturbance_and_full_intelligibility():
    clean = speech_like(1)
    assert pesq_disturbance(clean, clean).max() < 0.05
    assert stoi(clean, clean).min() > 0.999


@pytest.mark.parametrize("seed", [1, 2])
def test_more_noise_is_worse_in_both(seed):
    clean, noise = speech_like(seed), torch.rand(2, 120, 128, generator=torch.Generator().manual_seed(9)) / 30
    disturbances = torch.stack([pesq_disturbance(clean + noise * level, clean) for level in (0.01, 0.1, 1.0)])
    intelligibility = torch.stack([stoi(clean + noise * level, clean) for level in (0.01, 0.1, 1.0)])
    assert (disturbances.diff(dim=0) > 0).all() and (intelligibility.diff(dim=0) < 0).all()


def test_the_level_of_the_whole_does_not_matter():
    clean = speech_like(3)
    noisy = clean + 0.01
    assert torch.allclose(pesq_disturbance(noisy * 100, clean), pesq_disturbance(noisy, clean), atol=0.02)
    assert torch.allclose(stoi(noisy * 100, clean), stoi(noisy, clean), atol=1e-3)


def test_bands_are_shared_out_and_nothing_is_counted_twice():
    for matrix in (bark_tables()[0], third_octave_matrix()):
        assert matrix.min() >= 0 and matrix.sum(1).max() <= 1 + 1e-5


def test_both_have_finite_gradients_where_a_band_is_silent():
    clean = speech_like(4)
    gain = torch.rand(2, 120, 128, requires_grad=True)
    enhanced = gain**2 * torch.cat([clean[:1], torch.full((1, 120, 128), 1e-12)])
    (pesq_disturbance(enhanced, clean).sum() + stoi(enhanced, clean).sum()).backward()
    assert gain.grad is not None and torch.isfinite(gain.grad).all()
