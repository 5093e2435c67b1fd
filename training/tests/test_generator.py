"""The network's shape, reach and start."""
import hashlib
import json

import numpy as np
import pytest
import torch
from torch import nn
from safetensors.torch import load_file

from limpid_training import checkpoint, export, losses, safetensors_file
from limpid_training.between import between
from limpid_training.config import ARCHITECTURES, TrainConfig
from limpid_training.generator import Generator, Reconstruction, multiply_adds_per_sec


def test_gains_lie_between_zero_and_one():
    gains = Generator("test")(torch.randn(2, 30, 128) * 5)
    assert gains.shape == (2, 30, 128)
    assert 0 <= gains.min() and gains.max() <= 1


@pytest.mark.parametrize("name", ["test", "test-causal", "nano"])
def test_a_frame_depends_on_its_context_and_nothing_else(name):
    torch.manual_seed(0)
    generator, a = Generator(name).double(), ARCHITECTURES[name]
    for block in generator.blocks:
        nn.init.normal_(block.mix.weight)  # else what comes from afar is lost in rounding
    x = torch.randn(1, a.frames_before + a.frames_behind + 41, 128, dtype=torch.float64)
    changed = x.clone()
    middle = a.frames_behind + 20
    changed[:, middle] += 1000
    with torch.no_grad():
        touched = (generator(x) != generator(changed)).any(2).squeeze(0).nonzero().squeeze(1)
    assert touched.min() == middle - a.frames_behind and touched.max() == middle + a.frames_before


def test_a_causal_network_looks_at_most_two_frames_ahead():
    assert ARCHITECTURES["nano"].causal and ARCHITECTURES["nano"].frames_behind <= 2


def test_sizes_stay_within_their_budgets():
    millions = {name: multiply_adds_per_sec(a) / 1e6 for name, a in ARCHITECTURES.items()}
    assert millions["nano"] <= 25 and millions["small"] <= 110 and millions["base"] <= 440


def test_reconstruction_has_the_shape_of_its_input():
    assert Reconstruction(Generator("test"))(torch.randn(2, 20, 128)).shape == (2, 20, 128)


def energies(seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    rng = torch.Generator().manual_seed(seed)
    clean = torch.rand(2, 30, 128, generator=rng) + 0.01
    noise = torch.rand(2, 30, 128, generator=rng) + 0.01
    return clean + noise, clean, torch.sqrt(clean / (clean + noise))


def test_losses_are_least_near_the_ideal_gain():
    noisy, clean, cos_theta = energies(1)
    ideal = torch.sqrt(clean / noisy)
    for loss in (losses.compressed_error, losses.negative_sdr_db):
        best = loss(ideal * cos_theta**0.5, noisy, clean, cos_theta).mean()
        for worse in (torch.ones_like(ideal), torch.zeros_like(ideal), ideal * 0.3):
            assert best < loss(worse, noisy, clean, cos_theta).mean()


def test_lost_speech_is_punished_and_left_noise_is_not():
    noisy, clean, _ = energies(2)
    ideal = torch.sqrt(clean / noisy)
    assert losses.speech_lost(ideal * 1.001, noisy, clean).max() < 1e-6
    assert losses.speech_lost(ideal * 0.5, noisy, clean).mean() > 1e-3


def test_onsets_are_the_first_frames_after_a_pause():
    clean = torch.full((1, 60, 128), 1e-9)
    clean[:, 20:30] = 0.1
    clean[:, 45:] = 1.0
    assert losses.onset_frames(clean)[0].nonzero().flatten().tolist() == [20, 21, 22, 45, 46, 47]
    kept, cut = torch.ones_like(clean), torch.ones_like(clean)
    cut[:, 20:23] = 0.1  # 20 dB in half of the frames that count
    assert losses.onset_lost(kept, clean, clean) < 1e-6
    assert losses.onset_lost(cut, clean, clean).item() == pytest.approx(6 / 7, abs=0.01)


def save_checkpoint(path, generator, **config):
    average = {k: v + 1 for k, v in generator.state_dict().items()}
    meta = {"step": 7, "config": TrainConfig(architecture="test", **config).to_json()}
    checkpoint.save(path, {"weights": generator.state_dict(), "average": average}, meta)
    return average


def test_export_writes_the_averaged_weights_with_their_checksum(tmp_path):
    average = save_checkpoint(tmp_path / "gains.safetensors", Generator("test"))
    card = export.export(tmp_path / "gains.safetensors", tmp_path / "model", {"PESQ": 1}, half=False)
    data = (tmp_path / "model" / "model.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    meta = header["__metadata__"]
    assert length % 8 == 0 and meta["limpid.format"] == "1" and meta["architecture"] == "test"
    assert hashlib.sha256(data[8 + length :]).hexdigest() == meta["sha256"] == card["sha256"]
    assert hashlib.sha256(data).hexdigest() == card["fileSha256"]
    assert json.loads(meta["sizes"]) == {"channels": 4, "rank": 6, "dilations": [1, 2], "kernel": 3, "causal": False} and json.loads(meta["scores"]) == {"PESQ": 1}
    # The reference library reads the same names and values.
    found = load_file(tmp_path / "model" / "model.safetensors")
    assert found.keys() == average.keys()
    assert all(torch.equal(found[name], value) for name, value in average.items())


def test_the_card_says_what_the_model_is(tmp_path):
    generator = Generator("test")
    save_checkpoint(tmp_path / "gains.safetensors", generator, seed=5)
    export.export(tmp_path / "gains.safetensors", tmp_path / "tiny", {}, half=False)
    card = json.loads((tmp_path / "tiny" / "model.json").read_text())
    assert card["id"] == "tiny" and card["parameters"] == sum(p.numel() for p in generator.parameters())
    assert card["framesBefore"] == card["framesBehind"] == ARCHITECTURES["test"].frames_before and card["training"]["seed"] == 5 and card["training"]["steps"] == 7


def test_half_precision_halves_the_file(tmp_path):
    average = save_checkpoint(tmp_path / "gains.safetensors", Generator("test"))
    export.export(tmp_path / "gains.safetensors", tmp_path / "half", {}, half=True)
    found = load_file(tmp_path / "half" / "model.safetensors")
    assert all(v.dtype == torch.float16 and torch.allclose(v.float(), average[name], atol=2e-3) for name, v in found.items())


def test_weights_between_two_checkpoints(tmp_path):
    first = save_checkpoint(tmp_path / "a.safetensors", Generator("test"))
    second = save_checkpoint(tmp_path / "b.safetensors", Generator("test"))
    between(tmp_path / "a.safetensors", tmp_path / "b.safetensors", 0.25, tmp_path / "out" / "c.safetensors")
    found = checkpoint.load(tmp_path / "out" / "c.safetensors")[0]["average"]
    assert all(torch.allclose(found[name], 0.75 * first[name] + 0.25 * second[name]) for name in first)
    checkpoint.save(tmp_path / "d.safetensors", {"average": Generator("nano").state_dict()}, {"step": 1, "config": {}})
    with pytest.raises(ValueError, match="architecture"):
        between(tmp_path / "a.safetensors", tmp_path / "d.safetensors", 0.5, tmp_path / "e.safetensors")


def test_an_autoencoder_is_not_exported(tmp_path):
    save_checkpoint(tmp_path / "autoencoder.safetensors", Generator("test"), stage="autoencoder")
    with pytest.raises(ValueError, match="stage autoencoder"):
        export.export(tmp_path / "autoencoder.safetensors", tmp_path / "model", {}, half=False)


def test_a_file_of_another_type_is_refused(tmp_path):
    with pytest.raises(ValueError, match="int64"):
        safetensors_file.write(tmp_path / "x.safetensors", {"x": np.zeros(3, np.int64)}, {})
