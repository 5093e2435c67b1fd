"""A run killed by the system goes on to the same loss curve; two processes that share each batch train the same weights as one."""
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from limpid_training import checkpoint

ROOT = Path(__file__).parents[1]
ARGUMENTS = ["-m", "limpid_training.train", "--architecture", "test", "--batch", "4", "--frames", "48", "--warmup", "2", "--bfloat16", "false",
             "--device", "cpu", "--log-every", "1", "--save-every", "10", "--seed", "3"]
# In processes of their own the tests must not fight over cores.
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def start(cache: Path, out: Path, *more: str, launcher: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    command = [sys.executable, *launcher, *ARGUMENTS, "--cache", str(cache), "--out", str(out), *more]
    return subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)


def curve(lines: list[str]) -> dict[int, float]:
    return {row["step"]: row["loss"] for row in map(json.loads, lines) if "step" in row}


def finish(process: subprocess.Popen[str]) -> dict[int, float]:
    out, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    return curve([line for line in out.splitlines() if line.startswith("{")])


def test_a_killed_run_goes_on_to_the_same_loss_curve(cache, tmp_path):
    more = ("--stage", "adversarial", "--steps", "30", "--loss-weight-metric", "0.1")
    straight = finish(start(cache, tmp_path / "a", *more))
    process = start(cache, tmp_path / "b", *more)
    assert process.stdout
    seen = []
    for line in process.stdout:
        seen.append(line)
        if '"step": 13' in line:
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    before = curve(seen)
    after = finish(start(cache, tmp_path / "b", *more))
    assert min(after) % 10 == 1 and 10 < min(after) <= 21 and max(after) == 30
    for step, loss in (before | after).items():
        assert loss == pytest.approx(straight[step], abs=2e-5), step


@pytest.mark.parametrize("stage", ["autoencoder", "adversarial"])
def test_two_processes_train_what_one_trains(stage, cache, tmp_path):
    more = ("--stage", stage, "--steps", "5", "--loss-weight-stoi", "0.2")
    launcher = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
    one, two = start(cache, tmp_path / "one", *more), start(cache, tmp_path / "two", *more, launcher=launcher)
    single, double = finish(one), finish(two)
    assert single.keys() == double.keys()
    assert all(double[step] == pytest.approx(single[step], abs=1e-4) for step in single)
    (parts, _), (shared, _) = (checkpoint.load(tmp_path / n / f"{stage}.safetensors") for n in ("one", "two"))
    for part, group in parts.items():
        if part == "optimizer" or part.endswith(".optimizer"):
            continue
        for name, value in group.items():
            assert torch.allclose(value, shared[part][name], atol=2e-4), (part, name)


def test_a_batch_that_does_not_divide_is_refused():
    from limpid_training.runtime import Runtime

    with pytest.raises(ValueError, match="multiple of the 3 processes"):
        Runtime(0, 3).share(16)
    assert [Runtime(r, 2).share(16) for r in (0, 1)] == [(0, 8), (8, 8)]


def test_both_sides_of_training_are_measured(cache):
    from limpid_training.config import TrainConfig
    from limpid_training.runtime import Runtime
    from limpid_training.speed import measure

    config = TrainConfig(architecture="test", steps=4, batch=2, frames=48)
    found = measure(cache, config, Runtime(), steps=2, warm_up=2, workers=0)
    assert found["data_ms_per_audio_sec"] > 0 and found["network_ms_per_audio_sec"] > 0
