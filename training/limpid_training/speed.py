"""Measures both sides of training by themselves: how fast mixes are made, and how fast the network learns from them.

    python -m limpid_training.speed --cache cache --architecture small [--device cuda --compile --workers 8 --batch 256]
"""
from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import torch

from .config import ARCHITECTURES, TrainConfig
from .dsp import FRAMES_PER_SEC
from .feed import batches
from .generator import Generator
from .runtime import Runtime, start
from .stages import STAGES, make_stage


def synchronize(runtime: Runtime) -> None:
    """Waits until the device has done what it was given."""
    if runtime.device.type == "cuda":
        torch.cuda.synchronize(runtime.device)


def measure(cache: Path, config: TrainConfig, runtime: Runtime, steps: int, warm_up: int, workers: int, data: Path | None = None) -> dict[str, float]:
    """Milliseconds per second of audio of the data side (with `workers` processes) and of the network, each after `warm_up` steps."""
    audio_sec = steps * config.batch * config.frames / FRAMES_PER_SEC
    feed = batches(cache, "train", config, runtime, config.steps - steps - warm_up, workers, data)
    for _ in range(warm_up):
        batch = next(feed)
    began = time.perf_counter()
    for batch in feed:
        pass
    synchronize(runtime)
    data_ms = (time.perf_counter() - began) * 1000 / audio_sec
    stage = make_stage(Generator(config.architecture), config, runtime)
    for step in range(warm_up):
        stage.step(batch, step)
    synchronize(runtime)
    began = time.perf_counter()
    for step in range(steps):
        stage.step(batch, warm_up + step)
    synchronize(runtime)
    network_ms = (time.perf_counter() - began) * 1000 / audio_sec
    return {"data_ms_per_audio_sec": round(data_ms, 3), "network_ms_per_audio_sec": round(network_ms, 3), "hours_per_hour": round(1000 / max(data_ms, network_ms))}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cache", type=Path, required=True)
    p.add_argument("--data", type=Path, help="the data pack, for stage rated")
    p.add_argument("--architecture", default="small", choices=list(ARCHITECTURES))
    p.add_argument("--stage", default="gains", choices=STAGES)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--steps", type=int, default=20)
    p.add_argument("--warm-up", type=int, default=5)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--device", default="auto")
    p.add_argument("--resident", choices=("auto", "true", "false"), default="auto")
    p.add_argument("--compile", action="store_true")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    config = TrainConfig(architecture=a.architecture, stage=a.stage, batch=a.batch, steps=a.steps + a.warm_up)
    runtime = start(a.device, a.compile, a.resident)
    print(json.dumps({"device": str(runtime.device), "architecture": a.architecture, "stage": a.stage, "batch": a.batch, "workers": a.workers,
                      **measure(a.cache, config, runtime, a.steps, a.warm_up, a.workers, a.data)}))


if __name__ == "__main__":
    main()
