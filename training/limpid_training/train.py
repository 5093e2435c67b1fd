"""Trains the generator.

    python -m limpid_training.train --cache cache --out checkpoints/small --stage autoencoder --steps 2000
    python -m limpid_training.train --cache cache --out checkpoints/small --stage gains --steps 20000 --init checkpoints/small/autoencoder.safetensors

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

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from . import checkpoint, losses
from .config import TrainConfig
from .dsp import FRAMES_PER_SEC
from .generator import Generator, Reconstruction
from .mixing import Mixer, masked

STAGES = ("autoencoder", "gains")


class Steps(Dataset[tuple[Tensor, ...]]):
    """The batch of each step: features, noisy, clean, cos theta, and for the autoencoder its input and target."""

    def __init__(self, mixer: Mixer, config: TrainConfig) -> None:
        self.mixer, self.config = mixer, config

    def __len__(self) -> int:
        return self.config.steps

    def __getitem__(self, step: int) -> tuple[Tensor, ...]:
        b = self.mixer.batch(step, self.config.batch)
        if self.config.stage == "autoencoder":
            level = np.log10(np.maximum(b.clean, 1e-9)) - np.log10(np.maximum(b.noisy, 1e-9))
            target = b.features + level.astype(np.float32) / 2
            return torch.from_numpy(masked(b.features, np.random.default_rng([self.config.seed, step, 1]))), torch.from_numpy(np.maximum(target, -2.5))
        return tuple(torch.from_numpy(x) for x in (b.features, b.noisy, b.clean, b.cos_theta))


def learning_rate(config: TrainConfig, step: int) -> float:
    """Linear warm-up, then a cosine down to a hundredth."""
    if step < config.warmup:
        return config.learning_rate * (step + 1) / config.warmup
    part = (step - config.warmup) / max(1, config.steps - config.warmup)
    return config.learning_rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1, part))))


def loss_of(model: nn.Module, batch: tuple[Tensor, ...], config: TrainConfig) -> Tensor:
    """The scalar loss of the run's stage."""
    with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
        out = model(batch[0])
    if config.stage == "autoencoder":
        return (out - batch[1]).abs().mean()
    return losses.gain_loss(out, *batch[1:], config)


def update_average(average: dict[str, Tensor], model: nn.Module, decay: float, step: int) -> None:
    """Exponential moving average of the weights, in place, quicker at the start."""
    d = min(decay, (1 + step) / (10 + step))
    with torch.no_grad():
        for name, value in model.state_dict().items():
            average[name].lerp_(value, 1 - d)


def train(config: TrainConfig, cache: Path, out: Path, init: Path | None, fresh: bool, save_every: int, split: str = "train") -> Path:
    """Runs one stage to its last step and returns its checkpoint."""
    torch.manual_seed(config.seed)
    path = out / f"{config.stage}.safetensors"
    generator = Generator(config.architecture)
    model: nn.Module = Reconstruction(generator) if config.stage == "autoencoder" else generator
    if init:
        parts, _ = checkpoint.load(init)
        weights = {k.removeprefix("generator."): v for k, v in parts["average"].items() if not k.startswith("bands.")}
        generator.load_state_dict(weights)
    optimizer = torch.optim.AdamW(model.parameters(), lr=config.learning_rate, betas=(0.9, 0.98), weight_decay=config.weight_decay)
    average = {k: v.clone() for k, v in model.state_dict().items()}
    start = 0
    if path.exists() and not fresh:
        parts, meta = checkpoint.load(path)
        start = meta["step"]
        model.load_state_dict(parts.get("weights", parts["average"]))
        average = parts["average"]
        checkpoint.restore_optimizer(model, optimizer, parts.get("optimizer", {}), start)
    print(json.dumps({"config": config.to_json(), "parameters": sum(p.numel() for p in generator.parameters()), "from_step": start}), flush=True)

    steps = Steps(Mixer(cache, split, config.frames, config.seed), config)
    loader = DataLoader(steps, batch_size=None, sampler=range(start, config.steps), num_workers=1, prefetch_factor=6)
    losses_seen: list[float] = []
    waited, began, asked = 0.0, time.monotonic(), time.monotonic()
    for step, batch in enumerate(loader, start):
        waited += time.monotonic() - asked
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(config, step)
        loss = loss_of(model, batch, config)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), config.clip)
        optimizer.step()
        update_average(average, model, config.ema, step)
        losses_seen.append(loss.item())
        if not math.isfinite(losses_seen[-1]):
            raise FloatingPointError(f"loss became {losses_seen[-1]} in step {step}; lower --learning-rate and run again: it goes on from {path}")
        done = step + 1
        if done % 100 == 0:
            took = time.monotonic() - began
            audio = 100 * config.batch * config.frames / FRAMES_PER_SEC
            print(json.dumps({"step": done, "loss": round(float(np.mean(losses_seen[-100:])), 5), "ms_per_audio_sec": round(took / audio * 1000, 2),
                              "waited": round(waited / took, 2), "hours": round(done * config.batch * config.frames / FRAMES_PER_SEC / 3600, 1)}), flush=True)
            began, waited = time.monotonic(), 0.0
        if done % save_every == 0 or done == config.steps:
            parts = {"weights": model.state_dict(), "average": average, "optimizer": checkpoint.optimizer_tensors(model, optimizer)}
            checkpoint.save(path, parts, {"step": done, "config": config.to_json(), "loss": float(np.mean(losses_seen[-100:]))})
        asked = time.monotonic()
    return path


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cache", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--init", type=Path, help="checkpoint whose averaged weights the generator starts from")
    p.add_argument("--fresh", action="store_true", help="start anew even if OUT holds a checkpoint of this stage")
    p.add_argument("--save-every", type=int, default=500)
    p.add_argument("--threads", type=int, default=1)
    for f in fields(TrainConfig):
        kind = {"bool": lambda s: s == "true", "int": int, "float": float, "str": str}[str(f.type)]
        p.add_argument("--" + f.name.replace("_", "-"), type=kind, default=f.default, choices=STAGES if f.name == "stage" else None)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    config = TrainConfig(**{f.name: getattr(a, f.name) for f in fields(TrainConfig)})
    train(config, a.cache, a.out, a.init, a.fresh, a.save_every)


if __name__ == "__main__":
    main()
