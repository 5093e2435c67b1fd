"""A larger generator that answers as a trained smaller one does, to go on from: what is learnt need not be learnt again.

    python -m limpid_training.widen --checkpoint scratch/small/gains.safetensors --architecture base --out scratch/base/start.safetensors

Channels are copied a whole number of times; whatever reads copies takes a random share of each, so that the copies learn different things. New numbers of the
narrow layers are read by nobody at first, and new blocks pass on what they get. Source: Chen et al. 2016, Net2Net, section 2.
"""
from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from . import checkpoint
from .config import ARCHITECTURES, NUM_PATCHES, Architecture, TrainConfig
from .denoise_reference import load_generator
from .generator import Block, Generator

SHARE_DEVIATION = 0.2
"""Of the random share that a copy has, against its even share."""


def factor(small: Architecture, large: Architecture) -> int:
    """Copies of each channel. Raises ValueError unless the larger architecture can hold the smaller one."""
    shorter = large.dilations[: len(small.dilations)]
    if large.channels % small.channels or large.rank < small.rank or shorter != small.dilations or (large.kernel, large.causal) != (small.kernel, small.causal):
        raise ValueError(f"{large} cannot hold {small}: expected a multiple of its channels, at least its rank, its dilations first, and its kernel and direction")
    return large.channels // small.channels


def copied(weight: Tensor, times: int, axis: int = 0) -> Tensor:
    """Each entry of an axis of outputs, `times` times."""
    return weight.repeat_interleave(times, axis)


def shared(weight: Tensor, times: int, axis: int = 1) -> Tensor:
    """An axis of inputs over copies: random shares that sum to the weight."""
    shares = 1 + SHARE_DEVIATION * torch.randn(*weight.unsqueeze(axis + 1).expand(*weight.shape[: axis + 1], times, *weight.shape[axis + 1 :]).shape)
    shares = shares - shares.mean(axis + 1, keepdim=True) + 1
    return (weight.unsqueeze(axis + 1) * shares / times).flatten(axis, axis + 1)


def widen_block(source: Block, target: Block, times: int) -> None:
    """Fills a block so that it does to copies of channels what the smaller one does to channels."""
    for own, theirs in ((target.dilated, source.dilated), (target.mix, source.mix)):
        own.weight.copy_(shared(copied(theirs.weight, times), times))
        own.bias.copy_(copied(theirs.bias, times))
    rank = source.down.out_features
    by_patch = source.down.weight.view(rank, NUM_PATCHES, -1)
    target.down.weight[:rank] = shared(by_patch, times, 2).flatten(1)
    target.down.bias[:rank] = source.down.bias
    up = source.up.weight.view(NUM_PATCHES, -1, rank)
    target.up.weight.zero_()
    target.up.weight[:, :rank] = copied(up, times, 1).flatten(0, 1)
    target.up.bias.copy_(copied(source.up.bias.view(NUM_PATCHES, -1), times, 1).flatten())


@torch.no_grad()
def widen(source: Generator, architecture: Architecture, seed: int = 0) -> Generator:
    """A generator of the larger architecture with the answers of the smaller one, to rounding. Raises ValueError if it cannot hold it."""
    times = factor(source.architecture, architecture)
    torch.manual_seed(seed)
    target = Generator(architecture)
    for name in ("encode", "skip"):
        own, theirs = getattr(target, name), getattr(source, name)
        own.weight.copy_(copied(theirs.weight, times))
        own.bias.copy_(copied(theirs.bias, times))
    target.place.copy_(copied(source.place, times, 1))
    for i, block in enumerate(target.blocks):
        if i < len(source.blocks):
            widen_block(source.blocks[i], block, times)
        else:
            for layer in (block.mix, block.up):
                layer.weight.zero_()
                layer.bias.zero_()
    target.code.weight.copy_(shared(copied(source.code.weight, times), times))
    target.code.bias.copy_(copied(source.code.bias, times))
    target.gains.weight.copy_(shared(source.gains.weight, times))
    target.gains.bias.copy_(source.gains.bias)
    return target


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--checkpoint", type=Path, required=True, help="checkpoint of train, or model.safetensors of export")
    p.add_argument("--architecture", default="base", choices=list(ARCHITECTURES))
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    target = widen(load_generator(a.checkpoint), ARCHITECTURES[a.architecture], a.seed)
    config = replace(TrainConfig(), architecture=a.architecture, seed=a.seed)
    checkpoint.save(a.out, {"average": target.state_dict()}, {"step": 0, "config": config.to_json(), "loss": 0.0})


if __name__ == "__main__":
    main()
