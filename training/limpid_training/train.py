"""Trains the generator, on one CPU, on one GPU, or on several of either.

    python -m limpid_training.train --cache cache --out scratch/small --stage autoencoder --steps 2000
    python -m limpid_training.train --cache cache --out scratch/small --stage gains --steps 20000 --init scratch/small/autoencoder.safetensors
    python -m limpid_training.train --cache cache --out scratch/small --stage adversarial --steps 4000 --init scratch/small/gains.safetensors --learning-rate 3e-4
    python -m limpid_training.train --cache cache --out scratch/small --stage rated --steps 300 --init scratch/small/gains.safetensors --learning-rate 3e-4 --data ../../shared/data
    torchrun --standalone --nproc-per-node 4 -m limpid_training.train --cache cache --out scratch/base --architecture base --batch 256 --workers 3

A run goes on from its own last checkpoint unless --fresh is given. On Linux set MALLOC_MMAP_THRESHOLD_=4294967296
MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=536870912 first: where memory returned to the system is slow to come back, a step is ten times faster.
"""
from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import fields
from pathlib import Path

import torch
from torch import Tensor

from . import checkpoint
from .config import TrainConfig
from .dsp import FRAMES_PER_SEC
from .feed import batches
from .generator import Generator
from .runtime import Runtime, start
from .stages import STAGES, Stage, make_stage
from .teacher import Teacher


def initial_weights(path: Path) -> dict[str, Tensor]:
    """A generator's averaged weights from a checkpoint of any stage."""
    average = checkpoint.load(path)[0]["average"]
    return {k.removeprefix("generator."): v for k, v in average.items() if not k.startswith("bands.")}


def resume(path: Path, stage: Stage) -> int:
    """Puts a checkpoint's networks, averages, optimisers and random state back; returns the number of steps that it has behind it."""
    parts, meta = checkpoint.load(path)
    for trainee in stage.trainees:
        trainee.restore(parts, meta["step"])
    if "rng" in parts:
        torch.set_rng_state(parts["rng"]["torch"])
    return int(meta["step"])


class Log:
    """Prints a line of JSON every so many steps: mean loss since the last one, time, part of it that was spent waiting for data."""

    def __init__(self, config: TrainConfig, runtime: Runtime, every: int) -> None:
        self.config, self.runtime, self.every = config, runtime, every
        self.losses: list[Tensor] = []
        self.mean_loss = math.nan
        self.began, self.waited = time.monotonic(), 0.0

    def add(self, loss: Tensor, waited_sec: float, done: int, saving: bool) -> None:
        """Takes a step's loss. Raises FloatingPointError if one since the last line was not finite, always before anything is saved."""
        self.losses.append(loss)
        self.waited += waited_sec
        if done % self.every and not saving:
            return
        self.mean_loss = float(self.runtime.mean(torch.stack(self.losses).mean()))
        if not math.isfinite(self.mean_loss):
            raise FloatingPointError(f"loss became {self.mean_loss} within {len(self.losses)} steps before {done}; run again with a lower --learning-rate: it goes on from the last checkpoint")
        took, seconds = time.monotonic() - self.began, self.config.batch * self.config.frames / FRAMES_PER_SEC
        line = {"step": done, "loss": round(self.mean_loss, 5), "ms_per_audio_sec": round(took / len(self.losses) / seconds * 1000, 2),
                "waited": round(self.waited / max(took, 1e-9), 2), "hours": round(done * seconds / 3600, 1)}
        if self.runtime.is_first:
            print(json.dumps(line), flush=True)
        self.losses, self.began, self.waited = [], time.monotonic(), 0.0


def train(config: TrainConfig, cache: Path, out: Path, init: Path | None, fresh: bool, save_every: int, split: str = "train",
          runtime: Runtime = Runtime(), workers: int = 1, log_every: int = 100, data: Path | None = None,
          teacher: Path | None = None) -> Path:
    """Runs one stage to its last step and returns its checkpoint. Raises ValueError if there is a teacher without a weight, or a weight without a teacher."""
    if (teacher is None) != (config.loss_weight_teacher == 0):
        raise ValueError(f"--teacher is {teacher} and --loss-weight-teacher {config.loss_weight_teacher}: expected both or neither")
    torch.manual_seed(config.seed)
    path = out / f"{config.stage}.safetensors"
    generator = Generator(config.architecture)
    if init:
        generator.load_state_dict(initial_weights(init))
    stage = make_stage(generator, config, runtime, Teacher(teacher).to(runtime.device) if teacher else None)
    first = resume(path, stage) if path.exists() and not fresh else 0
    if runtime.is_first:
        print(json.dumps({"config": config.to_json(), "parameters": sum(p.numel() for p in generator.parameters()), "from_step": first}), flush=True)
    log = Log(config, runtime, log_every)
    asked = time.monotonic()
    for step, batch in enumerate(batches(cache, split, config, runtime, first, workers, data), first):
        waited, done = time.monotonic() - asked, step + 1
        loss = stage.step(batch, step)
        saving = done % save_every == 0 or done == config.steps
        log.add(loss, waited, done, saving)
        if saving and runtime.is_first:
            parts = {name: group for trainee in stage.trainees for name, group in trainee.tensors().items()}
            checkpoint.save(path, {**parts, "rng": {"torch": torch.get_rng_state()}}, {"step": done, "config": config.to_json(), "loss": log.mean_loss})
        asked = time.monotonic()
    return path


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cache", type=Path, required=True)
    p.add_argument("--data", type=Path, help="the data pack, for stage rated")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--init", type=Path, help="checkpoint whose averaged weights the generator starts from")
    p.add_argument("--teacher", type=Path, help="checkpoint of a larger generator whose gains are imitated beside the loss")
    p.add_argument("--fresh", action="store_true", help="start anew even if OUT holds a checkpoint of this stage")
    p.add_argument("--save-every", type=int, default=500)
    p.add_argument("--log-every", type=int, default=100)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--workers", type=int, default=1, help="processes that mix, for each process that trains")
    p.add_argument("--device", default="auto", help="auto, cpu or cuda")
    p.add_argument("--resident", choices=("auto", "true", "false"), default="auto", help="keep the cache in the device's memory and mix there; auto: on a GPU")
    p.add_argument("--compile", action="store_true", help="torch.compile: worth its minute of start-up on a GPU")
    for f in fields(TrainConfig):
        kind = {"bool": lambda s: s == "true", "int": int, "float": float, "str": str}[str(f.type)]
        p.add_argument("--" + f.name.replace("_", "-"), type=kind, default=f.default, choices=STAGES if f.name == "stage" else None)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    runtime = start(a.device, a.compile, a.resident)
    try:
        config = TrainConfig(**{f.name: getattr(a, f.name) for f in fields(TrainConfig)})
        train(config, a.cache, a.out, a.init, a.fresh, a.save_every, runtime=runtime, workers=a.workers, log_every=a.log_every, data=a.data, teacher=a.teacher)
    finally:
        runtime.close()


if __name__ == "__main__":
    main()
