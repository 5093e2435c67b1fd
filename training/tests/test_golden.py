"""The fixtures in the repository are what this package computes today, and belong to the models in the repository."""
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from limpid_training import golden
from limpid_training.denoise_reference import load_generator

ROOT = Path(__file__).parents[2]
MODELS = sorted((ROOT / "models").glob("*/model.safetensors"))
CRITICS = sorted((ROOT / "models").glob("*/discriminator.safetensors"))


@pytest.mark.parametrize("name", ["dsp", "test", "test-causal"])
def test_fixtures_are_up_to_date(name, tmp_path):
    if name == "dsp":
        golden.write_dsp(tmp_path)
    else:
        golden.write_test_model(tmp_path, name)
    for path in tmp_path.glob("*.safetensors"):
        found, expected = load_file(path), load_file(ROOT / "fixtures" / path.name)
        assert found.keys() == expected.keys()
        for name, values in expected.items():
            assert np.allclose(found[name], values, rtol=1e-5, atol=1e-5), (path.name, name)


@pytest.mark.parametrize("model", MODELS, ids=lambda p: p.parent.name)
def test_the_golden_gains_are_those_of_the_model_in_the_repository(model, tmp_path):
    fixture = load_file(ROOT / "fixtures" / f"generator-{model.parent.name}.safetensors")
    golden.write_gains(tmp_path / "x.safetensors", load_generator(model), fixture["features"])
    assert np.abs(load_file(tmp_path / "x.safetensors")["gains"] - fixture["gains"]).max() < 1e-5


@pytest.mark.parametrize("critic", CRITICS, ids=lambda p: p.parent.name)
def test_the_golden_scores_are_those_of_the_discriminator_in_the_repository(critic, tmp_path):
    fixture = load_file(ROOT / "fixtures" / f"discriminator-{critic.parent.name}.safetensors")
    golden.write_discriminator(tmp_path / "x.safetensors", critic)
    for name, values in load_file(tmp_path / "x.safetensors").items():
        assert np.allclose(values, fixture[name], rtol=1e-4, atol=1e-4), name
