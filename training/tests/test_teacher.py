"""Distillation: what the teacher hears, and that its pupil comes closer to it."""
from dataclasses import replace

import numpy as np
import pytest
import torch

from limpid_training import checkpoint
from limpid_training.config import TrainConfig
from limpid_training.dsp import features
from limpid_training.feed import batches
from limpid_training.generator import Generator
from limpid_training.runtime import Runtime
from limpid_training.stages import make_stage
from limpid_training.teacher import Teacher, features_of, imitation
from limpid_training.train import train

PUPIL = TrainConfig(architecture="test-causal", steps=4, batch=2, frames=48, warmup=1, bfloat16=False, seed=3)


def saved(path, architecture: str):
    """A checkpoint of a generator that nobody trained."""
    torch.manual_seed(1)
    config = replace(PUPIL, architecture=architecture)
    checkpoint.save(path, {"average": Generator(architecture).state_dict()}, {"step": 0, "config": config.to_json(), "loss": 0.0})
    return path


def test_a_teacher_hears_features_as_they_are_mixed():
    rng = np.random.default_rng(4)
    energies = (10 ** rng.uniform(-9, 2, (2, 400, 128))).astype(np.float32)
    assert features_of(torch.from_numpy(energies)).numpy() == pytest.approx(features(energies), abs=1e-4)


def test_a_pupil_comes_closer_to_its_teacher(tmp_path, cache):
    teacher = Teacher(saved(tmp_path / "teacher.safetensors", "test"))
    _, noisy, _, _ = batch = next(batches(cache, "train", PUPIL, Runtime(), 0, 0))

    def distance(weight: float) -> float:
        torch.manual_seed(0)
        stage = make_stage(Generator("test-causal"), replace(PUPIL, learning_rate=5e-3, loss_weight_teacher=weight), Runtime(), teacher)
        for _ in range(20):
            stage.step(batch, 1)
        return float(imitation(stage.computed(batch[0]).detach(), teacher(noisy), noisy))

    assert distance(100.0) < 0.3 * distance(0.0)


def test_a_causal_teacher_is_refused(tmp_path):
    with pytest.raises(ValueError, match="looks ahead"):
        Teacher(saved(tmp_path / "causal.safetensors", "test-causal"))


def test_a_teacher_wants_a_weight(tmp_path, cache):
    with pytest.raises(ValueError, match="both or neither"):
        train(PUPIL, cache, tmp_path, None, False, save_every=4, teacher=saved(tmp_path / "teacher.safetensors", "test"))


def test_a_taught_run_is_a_checkpoint_to_go_on_from(tmp_path, cache):
    config = replace(PUPIL, loss_weight_teacher=1.0)
    path = train(config, cache, tmp_path, None, False, save_every=4, teacher=saved(tmp_path / "teacher.safetensors", "test"))
    assert checkpoint.load(path)[1]["step"] == 4
