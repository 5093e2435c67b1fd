"""A run that was stopped and resumed ends where one that was not stopped ends."""
from dataclasses import replace

import pytest
import torch

from limpid_training import checkpoint
from limpid_training.config import TrainConfig
from limpid_training.train import train

CONFIG = TrainConfig(architecture="test", steps=12, batch=2, frames=48, warmup=2, bfloat16=False, seed=9)


class Stopped(Exception):
    """Raised in place of a kill."""


def test_a_resumed_run_ends_with_the_same_weights(cache, tmp_path, monkeypatch):
    straight, _ = checkpoint.load(train(CONFIG, cache, tmp_path / "a", None, False, save_every=4))

    save, calls = checkpoint.save, []

    def stop_after_second(*args):
        save(*args)
        calls.append(args)
        if len(calls) == 2:
            raise Stopped

    monkeypatch.setattr(checkpoint, "save", stop_after_second)
    with pytest.raises(Stopped):
        train(CONFIG, cache, tmp_path / "b", None, False, save_every=4)
    monkeypatch.setattr(checkpoint, "save", save)
    resumed, meta = checkpoint.load(train(CONFIG, cache, tmp_path / "b", None, False, save_every=4))
    assert meta["step"] == 12
    for part in ("weights", "average", "optimizer"):
        for name, value in straight[part].items():
            assert torch.allclose(value, resumed[part][name], atol=1e-7), (part, name)


def test_both_stages_lower_their_loss(cache, tmp_path):
    for stage in ("autoencoder", "gains"):
        config = replace(CONFIG, stage=stage, steps=60, learning_rate=5e-3)
        first = checkpoint.load(train(replace(config, steps=4), cache, tmp_path / f"{stage}-short", None, True, save_every=4))[1]["loss"]
        assert checkpoint.load(train(config, cache, tmp_path / stage, None, True, save_every=60))[1]["loss"] < first


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
