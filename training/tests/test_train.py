"""A run that was stopped and resumed ends where one that was not stopped ends."""
from dataclasses import replace

import pytest
import torch

from limpid_training import checkpoint
from limpid_training.config import TrainConfig
from limpid_training.denoise_reference import load_discriminator
from limpid_training.export import export_discriminator
from limpid_training.train import train

CONFIG = TrainConfig(architecture="test", steps=12, batch=2, frames=48, warmup=2, bfloat16=False, seed=9)


class Stopped(Exception):
    """Raised in place of a kill."""


ADVERSARIAL = replace(CONFIG, stage="adversarial", loss_weight_metric=0.1, loss_weight_pesq=0.02, loss_weight_stoi=0.2)


@pytest.mark.parametrize("config", [CONFIG, ADVERSARIAL], ids=["gains", "adversarial"])
def test_a_resumed_run_ends_with_the_same_weights(config, cache, tmp_path, monkeypatch):
    straight, _ = checkpoint.load(train(config, cache, tmp_path / "a", None, False, save_every=4))

    save, calls = checkpoint.save, []

    def stop_after_second(*args):
        save(*args)
        calls.append(args)
        if len(calls) == 2:
            raise Stopped

    monkeypatch.setattr(checkpoint, "save", stop_after_second)
    with pytest.raises(Stopped):
        train(config, cache, tmp_path / "b", None, False, save_every=4)
    monkeypatch.setattr(checkpoint, "save", save)
    resumed, meta = checkpoint.load(train(config, cache, tmp_path / "b", None, False, save_every=4))
    assert meta["step"] == 12
    assert ("discriminator.weights" in straight) == ("metric.optimizer" in straight) == (config is ADVERSARIAL)
    for part in straight:
        for name, value in straight[part].items():
            assert torch.allclose(value, resumed[part][name], atol=1e-7), (part, name)


@pytest.mark.parametrize("stage", ["autoencoder", "gains"])
def test_every_stage_lowers_its_loss(stage, cache, tmp_path):
    def last_loss(learning_rate: float) -> float:
        config = replace(CONFIG, stage=stage, steps=150, batch=4, learning_rate=learning_rate)
        return checkpoint.load(train(config, cache, tmp_path / str(learning_rate), None, True, save_every=150, log_every=30))[1]["loss"]

    # The same mixes both times: a rate of zero tells what they cost an untrained network.
    assert last_loss(2e-2) < 0.97 * last_loss(0.0)


def test_gains_start_from_the_autoencoder(cache, tmp_path):
    path = train(replace(CONFIG, stage="autoencoder"), cache, tmp_path, None, False, save_every=12)
    gains, _ = checkpoint.load(train(replace(CONFIG, steps=1, learning_rate=0.0), cache, tmp_path / "g", path, False, save_every=1))
    parts, _ = checkpoint.load(path)
    assert torch.allclose(gains["weights"]["encode.weight"], parts["average"]["generator.encode.weight"])


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    from safetensors.torch import save_file

    save_file({"x": torch.zeros(1)}, str(tmp_path / "x.safetensors"))
    with pytest.raises(ValueError, match="not a checkpoint"):
        checkpoint.load(tmp_path / "x.safetensors")


def test_a_run_goes_on_from_a_compact_checkpoint(cache, tmp_path):
    path = train(CONFIG, cache, tmp_path / "a", None, False, save_every=12)
    checkpoint.compact(path, tmp_path / "b" / "gains.safetensors")
    assert (tmp_path / "b" / "gains.safetensors").stat().st_size < 0.62 * path.stat().st_size
    parts, meta = checkpoint.load(train(replace(CONFIG, steps=20), cache, tmp_path / "b", None, False, save_every=20))
    assert meta["step"] == 20 and meta["loss"] < 1
    assert "weights" in parts


def test_the_discriminator_of_an_adversarial_run_is_exported(cache, tmp_path):
    path = train(ADVERSARIAL, cache, tmp_path / "a", None, False, save_every=12)
    export_discriminator(path, tmp_path / "discriminator.safetensors")
    critic = load_discriminator(tmp_path / "discriminator.safetensors")
    average = checkpoint.load(path)[0]["discriminator.average"]
    assert all(torch.equal(value, average[name]) for name, value in critic.state_dict().items())
    with pytest.raises(ValueError, match="stage gains"):
        export_discriminator(train(CONFIG, cache, tmp_path / "g", None, False, save_every=12), tmp_path / "x.safetensors")


def test_critics_are_trained_alone_beside_a_fixed_generator(cache, tmp_path):
    config = replace(ADVERSARIAL, steps=60, batch=4, learning_rate=0.0, discriminator_learning_rate=3e-3)
    gains = train(CONFIG, cache, tmp_path / "g", None, False, save_every=12)
    parts, meta = checkpoint.load(train(config, cache, tmp_path / "a", gains, False, save_every=60, log_every=20))
    assert all(torch.equal(value, parts["weights"][name]) for name, value in checkpoint.load(gains)[0]["average"].items())
    assert meta["loss"] < 0.2  # 0.25 is what guessing costs
