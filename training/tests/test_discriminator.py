"""Shapes, budget, reach and gradients of the critics."""
import torch

from limpid_training.discriminator import (
    Discriminator,
    MetricDiscriminator,
    adversarial_loss,
    discriminator_loss,
    feature_matching,
    ideal_gain,
    paired,
    picture,
)


def count(module: torch.nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def test_scores_are_local_and_the_network_is_small():
    torch.manual_seed(0)
    critic = Discriminator().double()
    shown, beside = torch.randn(2, 1, 60, 128, dtype=torch.float64)
    scores, layers = critic(shown, beside)
    assert scores.shape == (1, 60, 4) and [h.shape[3] for h in layers] == [16, 8, 4, 4]
    assert count(critic) < 60_000
    changed = shown.clone()
    changed[0, 30, 40] += 10  # band 40 belongs to the second quarter
    touched = (critic(changed, beside)[0] != scores)[0]
    assert touched.any(0).tolist() == [False, True, False, False]
    frames = touched[:, 1].nonzero().squeeze(1)
    assert frames.min() >= 15 and frames.max() <= 45


def test_pairing_patches_is_a_reshape_where_channels_lie_last():
    h = torch.randn(2, 3, 5, 8)
    last = h.permute(0, 2, 3, 1).contiguous().view(2, 5, 4, 6)
    assert torch.equal(paired(h).permute(0, 2, 3, 1), last)


def test_a_picture_of_the_ideal_gain_is_the_clean_picture():
    noisy = torch.rand(1, 4, 128) + 1
    clean = noisy * (0.1 + 0.8 * torch.rand(1, 4, 128))
    features = torch.log10(noisy) / 2
    assert torch.allclose(picture(features, ideal_gain(noisy, clean)), torch.log10(clean) / 2, atol=1e-5)


def test_a_critic_learns_to_tell_and_the_generator_is_told():
    torch.manual_seed(1)
    critic = Discriminator()
    x, gain = torch.randn(4, 40, 128), torch.rand(4, 40, 128, requires_grad=True)
    real = picture(x, torch.ones_like(gain) * 0.5)
    optimizer = torch.optim.Adam(critic.parameters(), 2e-3)
    losses = []
    for _ in range(40):
        loss = discriminator_loss(critic(real, x)[0], critic(picture(x, gain.detach()), x)[0])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]
    fake, layers = critic(picture(x, gain), x)
    (adversarial_loss(fake) + feature_matching(critic(real, x)[1], layers)).backward()
    assert gain.grad is not None and gain.grad.abs().sum() > 0


def test_predicted_quality_lies_between_zero_and_one():
    assert ((0 < (q := MetricDiscriminator()(torch.randn(3, 20, 128), torch.randn(3, 20, 128)))) & (q < 1)).all() and q.shape == (3,)
