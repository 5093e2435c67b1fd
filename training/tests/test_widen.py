"""A widened generator answers as the smaller one does, and its copies part when it learns."""
import pytest
import torch

from limpid_training import checkpoint
from limpid_training.config import ARCHITECTURES, Architecture
from limpid_training.generator import Generator
from limpid_training.train import initial_weights
from limpid_training.widen import main, widen

SMALL = Architecture(4, 6, (1, 2))
LARGE = Architecture(8, 10, (1, 2, 4))


def trained_like(architecture: Architecture) -> Generator:
    torch.manual_seed(5)
    generator = Generator(architecture)
    with torch.no_grad():
        for parameter in generator.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return generator


def test_answers_are_those_of_the_smaller_one():
    small = trained_like(SMALL)
    large = widen(small, LARGE)
    x = torch.randn(2, 40, 128)
    with torch.no_grad():
        assert torch.allclose(large(x), small(x), atol=1e-5)
    assert sum(p.numel() for p in large.parameters()) > 2 * sum(p.numel() for p in small.parameters())


def test_copies_of_a_channel_part():
    large = widen(trained_like(SMALL), LARGE)
    large(torch.randn(2, 40, 128)).square().mean().backward()
    gradient = large.blocks[0].dilated.weight.grad
    assert not torch.allclose(gradient[0], gradient[1], rtol=1e-2, atol=0)
    # The narrow layers' new numbers, and new blocks, can be learnt too.
    assert large.blocks[0].up.weight.grad[:, 6:].abs().max() > 0
    assert large.blocks[2].mix.weight.grad.abs().max() > 0


def test_what_cannot_hold_it_is_refused():
    for wrong in (Architecture(6, 10, (1, 2)), Architecture(8, 4, (1, 2)), Architecture(8, 10, (2, 1)), Architecture(8, 10, (1, 2), causal=True)):
        with pytest.raises(ValueError, match="cannot hold"):
            widen(trained_like(SMALL), wrong)


def test_base_goes_on_from_small(tmp_path, monkeypatch):
    small = Generator("small")
    checkpoint.save(tmp_path / "small.safetensors", {"average": small.state_dict()}, {"step": 1, "config": {"architecture": "small"}, "loss": 0.0})
    monkeypatch.setattr("sys.argv", ["widen", "--checkpoint", str(tmp_path / "small.safetensors"), "--out", str(tmp_path / "base.safetensors")])
    main()
    base = Generator("base")
    base.load_state_dict(initial_weights(tmp_path / "base.safetensors"))
    x = torch.randn(1, 20, 128)
    with torch.no_grad():
        assert torch.allclose(base(x), small(x), atol=1e-5)
    assert ARCHITECTURES["base"].channels == base.architecture.channels
