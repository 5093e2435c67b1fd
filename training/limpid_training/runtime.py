"""Where a run takes place: one process on a CPU, one on a GPU, or several that `torchrun` starts, each with its share of every batch."""
from __future__ import annotations

import os
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True)
class Runtime:
    """One process of a run: number `rank` of `world`, computing on `device`; a resident one keeps the cache in the device's memory."""

    rank: int = 0
    world: int = 1
    device: torch.device = torch.device("cpu")
    compiled: bool = False
    resident: bool = False

    @property
    def is_first(self) -> bool:
        """Whether this process logs and saves."""
        return self.rank == 0

    def share(self, batch: int) -> tuple[int, int]:
        """First item and number of items of this process in a batch. Raises ValueError if the batch does not divide evenly."""
        if batch % self.world:
            raise ValueError(f"batch is {batch}, expected a multiple of the {self.world} processes")
        size = batch // self.world
        return self.rank * size, size

    def wrapped(self, network: nn.Module, partly_used: bool = False) -> nn.Module:
        """The same weights, compiled where that is wanted, with gradients averaged over processes where there are several; `partly_used`: not all have one."""
        runner: nn.Module = torch.compile(network) if self.compiled else network  # type: ignore[assignment]
        if self.world == 1:
            return runner
        devices = [self.device.index] if self.device.type == "cuda" else None
        return DistributedDataParallel(runner, device_ids=devices, broadcast_buffers=False, find_unused_parameters=partly_used)

    def to_device(self, tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """Copies to the device; from pinned memory the copy runs beside the computation."""
        return tuple(t.to(self.device, non_blocking=True) for t in tensors)

    def mean(self, value: Tensor) -> Tensor:
        """Mean of a tensor over all processes."""
        if self.world > 1:
            dist.all_reduce(value)
            value /= self.world
        return value

    def close(self) -> None:
        """Leaves the group of processes."""
        if self.world > 1:
            dist.destroy_process_group()


def start(device: str = "auto", compiled: bool = False, resident: str = "auto") -> Runtime:
    """The runtime that the environment asks for: `torchrun` sets RANK, WORLD_SIZE and LOCAL_RANK; `auto` takes a GPU where there is one, and keeps the cache there."""
    kind = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
    world, local = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("LOCAL_RANK", "0"))
    if kind == "cuda":
        torch.cuda.set_device(local)
        torch.set_float32_matmul_precision("high")
    if world > 1:
        dist.init_process_group("nccl" if kind == "cuda" else "gloo")
    place = torch.device(kind, local) if kind == "cuda" else torch.device(kind)
    return Runtime(int(os.environ.get("RANK", "0")), world, place, compiled, kind == "cuda" if resident == "auto" else resident == "true")
