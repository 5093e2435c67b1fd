"""The whole chain in PyTorch: gains of one change nothing, levels do not matter, nothing grows."""
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from limpid_training import checkpoint, denoise_reference, dsp, export, peers
from limpid_training.config import TrainConfig
from limpid_training.denoise_reference import analyse, apply_gains, denoise, load_generator, stored
from limpid_training.generator import Generator


def recording(seconds: float = 0.7, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * 48_000)) / 48_000
    return (0.2 * np.sin(2 * np.pi * 300 * t) * (np.sin(20 * t) > 0) + 0.02 * rng.standard_normal(len(t))).astype(np.float32)


@pytest.fixture(scope="module")
def generator() -> Generator:
    torch.manual_seed(3)
    return Generator("test").eval()


@pytest.mark.parametrize("samples", [1, 700, 768, 769, 33_600])
def test_gains_of_one_give_the_source_back(samples):
    x = recording()[:samples]
    assert np.abs(apply_gains(x, np.ones((dsp.num_frames(samples), 128))) - x).max() < 1e-6


def test_a_gain_in_every_band_is_that_gain_on_every_sample():
    x = recording()
    assert np.abs(apply_gains(x, np.full((dsp.num_frames(len(x)), 128), 0.25)) - 0.25 * x).max() < 1e-6


def test_analysis_takes_what_lies_beyond_the_ends_for_a_mirror_image():
    x = recording(1.6)[: 100 * 768]
    mirrored = np.concatenate([x[:0:-1], x, x[-2::-1]])
    # Sample 0 of x stands behind len(x) - 1 others; one more puts it in the middle of frame 100.
    energies = dsp.band_energies(dsp.stft(np.pad(mirrored, (1, 0))))[100 : 100 + dsp.num_frames(len(x))]
    assert np.abs(analyse(x) - dsp.features(energies)).max() < 1e-4


def test_stored_gains_have_steps_of_a_quarter_decibel_and_the_floor():
    gains = stored(np.array([1.0, 0.99, 10 ** (-10.1 / 20), 1e-6, 0.0]), 40)
    assert 20 * np.log10(gains) == pytest.approx([0, 0, -10.0, -40, -40], abs=1e-9)
    assert 20 * np.log10(stored(np.zeros(1), 100)) == pytest.approx([-63.75])


def test_the_result_has_the_sources_length_and_is_never_louder(generator):
    x = recording()
    y = denoise(generator, x)
    assert y.shape == x.shape and np.abs(y).max() <= np.abs(x).max()
    assert (y.astype(float) ** 2).sum() <= (x.astype(float) ** 2).sum()


@pytest.mark.parametrize("db", [-20, 20])
def test_the_level_of_the_source_changes_nothing_but_the_level(generator, db):
    x, scale = recording(), np.float32(10 ** (db / 20))
    assert np.abs(denoise(generator, x * scale) / scale - denoise(generator, x)).max() < 1e-3


def test_checkpoint_and_exported_model_are_one_generator(generator, tmp_path):
    meta = {"step": 1, "config": TrainConfig(architecture="test").to_json()}
    weights = generator.state_dict()
    checkpoint.save(tmp_path / "gains.safetensors", {"average": weights, "weights": {k: v * 0 for k, v in weights.items()}}, meta)
    export.export(tmp_path / "gains.safetensors", tmp_path / "model", {}, half=False)
    x = recording()
    for path in (tmp_path / "gains.safetensors", tmp_path / "model" / "model.safetensors"):
        assert np.array_equal(denoise(load_generator(path), x), denoise(generator, x))


def test_a_peers_delay_is_removed():
    x = recording()
    late = np.zeros(480, np.float32)

    def process(piece: np.ndarray) -> np.ndarray:
        out = late.copy()
        late[:] = piece
        return out

    assert np.array_equal(peers.by_frames(x, 480, 480, process), x)


def test_ideal_gains_leave_little_of_the_noise():
    clean, noise = recording(seed=1), 0.1 * np.random.default_rng(9).standard_normal(33_600).astype(np.float32)
    result = peers.ideal(clean + noise, clean)
    assert ((result - clean) ** 2).sum() < 0.1 * (noise**2).sum()


def test_a_missing_peer_is_named():
    with pytest.raises(ImportError, match="no_such_peer is not installed"):
        peers.package_file("no_such_peer", "x.so")


def test_a_folder_is_denoised_file_by_file(generator, tmp_path: Path):
    (tmp_path / "in").mkdir()
    for i in range(3):
        soundfile.write(tmp_path / "in" / f"{i}.wav", recording(0.2, i), 48_000, "FLOAT")
    files = sorted((tmp_path / "in").glob("*.wav"))[::2]
    speed = peers.run_folder(lambda x, _: denoise_reference.denoise(generator, x), files, tmp_path / "out")
    assert speed > 0 and sorted(p.name for p in (tmp_path / "out").iterdir()) == ["0.wav", "2.wav"]
