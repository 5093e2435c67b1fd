"""A network that is being trained, with its optimiser and its averaged weights."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from . import checkpoint
from .config import TrainConfig
from .runtime import Runtime

Parts = dict[str, dict[str, Tensor]]


class Trainee:
    """`network` holds the weights, `runner` computes with them. In a checkpoint its groups of tensors are `weights`, `average`, `optimizer`, each behind `prefix`."""

    def __init__(self, network: nn.Module, config: TrainConfig, runtime: Runtime, prefix: str = "") -> None:
        self.network = network.to(runtime.device)
        self.runner = runtime.wrapped(self.network, partly_used=config.stage == "autoencoder")  # it leaves the gains out
        self.config, self.prefix = config, prefix
        self.optimizer = torch.optim.AdamW(network.parameters(), lr=config.learning_rate, betas=(0.9, 0.98), weight_decay=config.weight_decay)
        self.average = {k: v.clone() for k, v in network.state_dict().items()}

    def update(self, loss: Tensor, rate: float, step: int) -> None:
        """One step down the gradient of a loss, and one of the average, which is quicker at the start."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.config.clip)
        self.optimizer.step()
        part = 1 - min(self.config.ema, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.average[name].lerp_(value, part)

    def tensors(self) -> Parts:
        """All that a run needs to go on."""
        groups = {"weights": self.network.state_dict(), "average": self.average, "optimizer": checkpoint.optimizer_tensors(self.network, self.optimizer)}
        return {self.prefix + name: group for name, group in groups.items()}

    def restore(self, parts: Parts, step: int) -> None:
        """Puts back what `tensors` gave; a compact checkpoint has no weights, the average takes their place."""
        average = parts[f"{self.prefix}average"]
        self.network.load_state_dict(parts.get(f"{self.prefix}weights", average))
        for name, value in average.items():
            self.average[name].copy_(value)
        checkpoint.restore_optimizer(self.network, self.optimizer, parts.get(f"{self.prefix}optimizer", {}), step)
