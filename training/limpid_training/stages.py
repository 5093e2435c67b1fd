"""What a step of each stage does with its batch."""
from __future__ import annotations

import math
from dataclasses import replace

import torch
from torch import Tensor, nn

from . import losses
from .config import TrainConfig
from .denoise_reference import MAX_REDUCTION_DB
from .discriminator import Discriminator, MetricDiscriminator, adversarial_loss, discriminator_loss, feature_matching, ideal_gain, picture
from .generator import Generator, Reconstruction
from .metric_losses import pesq_disturbance
from .rater import LowSynthesis, Rater, RaterP808
from .runtime import Runtime
from .teacher import Teacher, imitation
from .trainee import Trainee

STAGES = ("autoencoder", "gains", "adversarial", "rated", "adversarial-rated")
BEST_MOS = 4.644


def learning_rate(config: TrainConfig, step: int) -> float:
    """Linear warm-up, then a cosine down to a hundredth."""
    if step < config.warmup:
        return config.learning_rate * (step + 1) / config.warmup
    part = (step - config.warmup) / max(1, config.steps - config.warmup)
    return config.learning_rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1, part))))


class Stage:
    """The autoencoder's or the supervised stage: one network, one loss. With a teacher its gains are imitated beside."""

    def __init__(self, generator: Generator, config: TrainConfig, runtime: Runtime, teacher: Teacher | None = None) -> None:
        self.config, self.runtime, self.teacher = config, runtime, teacher
        network: nn.Module = Reconstruction(generator) if config.stage == "autoencoder" else generator
        self.main = Trainee(network, config, runtime)
        self.trainees = [self.main]

    def computed(self, features: Tensor) -> Tensor:
        """The network's answer to features [batch, frames, bands], in bfloat16 where the run is."""
        with torch.autocast(self.runtime.device.type, torch.bfloat16, enabled=self.config.bfloat16):
            return self.main.runner(features).float()

    def supervised(self, gain: Tensor, noisy: Tensor, clean: Tensor, cos_theta: Tensor) -> Tensor:
        """What gains cost against the clean speech, and against the teacher's, a scalar."""
        loss = losses.gain_loss(gain, noisy, clean, cos_theta, self.config)
        if self.teacher is None:
            return loss
        with torch.autocast(self.runtime.device.type, torch.bfloat16, enabled=self.config.bfloat16):
            taught = self.teacher(noisy)
        return loss + self.config.loss_weight_teacher * imitation(gain, taught, noisy)

    def step(self, batch: tuple[Tensor, ...], step: int) -> Tensor:
        """Trains on one batch; returns its loss, a scalar on the device."""
        out = self.computed(batch[0])
        loss = (out - batch[1]).abs().mean() if self.config.stage == "autoencoder" else self.supervised(out, *batch[1:])
        self.main.update(loss, learning_rate(self.config, step), step)
        return loss.detach()


def quality(enhanced: Tensor, clean: Tensor) -> Tensor:
    """PESQ-WB [batch] as the bands tell it, from 0 (worst) to 1 (equal). Source: ITU-T P.862.2, section 7, on the disturbance of `metric_losses`."""
    raw = 4.5 - pesq_disturbance(enhanced, clean)
    return 4 / (1 + torch.exp(-1.3669 * raw + 3.8224)) / (BEST_MOS - 0.999)


class AdversarialStage(Stage):
    """The supervised loss, and two critics: one tells clean pictures from enhanced ones, one predicts PESQ; the generator is to please both.

    With a learning rate of 0 the generator stays as it is and the critics are trained alone.
    """

    def __init__(self, generator: Generator, config: TrainConfig, runtime: Runtime, teacher: Teacher | None = None) -> None:
        super().__init__(generator, config, runtime, teacher)
        self.critic = Trainee(Discriminator(), config, runtime, "discriminator.")
        self.metric = Trainee(MetricDiscriminator(), config, runtime, "metric.")
        self.trainees += [self.critic, self.metric]

    def step(self, batch: tuple[Tensor, ...], step: int) -> Tensor:
        config = self.config
        x, noisy, clean, cos_theta = batch[:4]
        gain = self.computed(x)
        real, fake = picture(x, ideal_gain(noisy, clean)), picture(x, gain)
        critic_rate = learning_rate(replace(config, learning_rate=config.discriminator_learning_rate), step)
        told_apart = self._train_critic(real, fake.detach(), x, critic_rate, step)
        if config.loss_weight_metric:
            self._train_metric(real, fake.detach(), x, batch, gain.detach(), critic_rate, step)
        if config.learning_rate == 0:
            return told_apart
        loss = self.supervised(gain, noisy, clean, cos_theta) + self._critics_loss(real, fake, x) + self.samples_loss(batch[4:])
        self.main.update(loss, learning_rate(config, step), step)
        return loss.detach()

    def samples_loss(self, batch: tuple[Tensor, ...]) -> Tensor | float:
        """What is paid for mixes of samples, where there are any."""
        return 0.0

    def _train_critic(self, real: Tensor, fake: Tensor, x: Tensor, rate: float, step: int) -> Tensor:
        """Clean pictures shall score 1, enhanced ones 0; one pass for both. Returns the loss, 0.25 where it cannot tell."""
        self.critic.network.requires_grad_(True)
        scores, _ = self.critic.runner(torch.cat([real, fake]), torch.cat([x, x]))
        loss = discriminator_loss(*scores.chunk(2))
        self.critic.update(loss, rate, step)
        self.critic.network.requires_grad_(False)
        return loss.detach()

    def _train_metric(self, real: Tensor, fake: Tensor, x: Tensor, batch: tuple[Tensor, ...], gain: Tensor, rate: float, step: int) -> None:
        """Predicts the quality of clean, enhanced and noisy pictures."""
        _, noisy, clean, _ = batch[:4]
        best = quality(clean, clean)
        target = torch.cat([best, quality(gain**2 * noisy, clean), quality(noisy, clean)])
        self.metric.network.requires_grad_(True)
        predicted = self.metric.runner(torch.cat([real, fake, x]), torch.cat([real, real, real]))
        self.metric.update((predicted - target).square().mean(), rate, step)
        self.metric.network.requires_grad_(False)

    def _critics_loss(self, real: Tensor, fake: Tensor, x: Tensor) -> Tensor:
        """What the generator pays."""
        config = self.config
        with torch.no_grad():
            real_layers = self.critic.network.hidden(real, x)
        scores, layers = self.critic.network(fake, x)
        loss = config.loss_weight_adversarial * adversarial_loss(scores) + config.loss_weight_matching * feature_matching(real_layers, layers)
        if config.loss_weight_metric:
            loss = loss + config.loss_weight_metric * (1 - self.metric.network(fake, real)).square().mean()
        return loss


RATING_PARTS = (0.5, 0.2, 0.3)
"""What SIG, BAK and OVRL count in the rating. SIG most: it is speech that a generator of gains distorts, not background that it leaves."""
LOWEST_GAIN = 10 ** (-MAX_REDUCTION_DB / 20)


class Rating:
    """The ratings that DNSMOS P.835 and P.808 predict for results of mixes of samples, beside the supervised loss on them.

    What it rates can be fooled, and it also scores the validation pairs, so the supervised losses stay in charge and PESQ, STOI and SI-SDR are the judges.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, device = stage, stage.runtime.device
        self.synthesis, self.rater = LowSynthesis().to(device), Rater().to(device)
        self.other_rater = RaterP808().to(device) if stage.config.loss_weight_p808 else None
        self.parts = torch.tensor(RATING_PARTS, device=device)

    def loss(self, batch: tuple[Tensor, ...]) -> Tensor:
        """Of features, noisy, clean, cosine and spectra of mixes of samples, a scalar."""
        config = self.stage.config
        x, noisy, clean, cos_theta, spectrum = batch
        gain = self.stage.computed(x)
        loss = config.loss_weight_waves * self.stage.supervised(gain, noisy, clean, cos_theta)
        samples = self.synthesis(spectrum, gain.clamp_min(LOWEST_GAIN))
        with torch.autocast(self.stage.runtime.device.type, torch.bfloat16, enabled=config.bfloat16):
            loss = loss - config.loss_weight_rating * (self.rater(samples).float() @ self.parts).mean()
            if self.other_rater:
                loss = loss - config.loss_weight_p808 * self.other_rater(samples).mean()
        return loss


class RatedStage(Stage):
    """The supervised loss, and a rating."""

    def __init__(self, generator: Generator, config: TrainConfig, runtime: Runtime, teacher: Teacher | None = None) -> None:
        super().__init__(generator, config, runtime, teacher)
        self.rating = Rating(self)

    def step(self, batch: tuple[Tensor, ...], step: int) -> Tensor:
        loss = self.supervised(self.computed(batch[0]), *batch[1:4]) + self.rating.loss(batch[4:])
        self.main.update(loss, learning_rate(self.config, step), step)
        return loss.detach()


class AdversarialRatedStage(AdversarialStage):
    """The supervised loss, the critics that learn along, and a rating."""

    def __init__(self, generator: Generator, config: TrainConfig, runtime: Runtime, teacher: Teacher | None = None) -> None:
        super().__init__(generator, config, runtime, teacher)
        self.rating = Rating(self)

    def samples_loss(self, batch: tuple[Tensor, ...]) -> Tensor | float:
        return self.rating.loss(batch)


def make_stage(generator: Generator, config: TrainConfig, runtime: Runtime, teacher: Teacher | None = None) -> Stage:
    """The stage of a configuration. Raises ValueError if there is none of that name."""
    if config.stage not in STAGES:
        raise ValueError(f"stage is {config.stage!r}, expected one of {', '.join(STAGES)}")
    kind = {"adversarial": AdversarialStage, "rated": RatedStage, "adversarial-rated": AdversarialRatedStage}.get(config.stage, Stage)
    return kind(generator, config, runtime, teacher)
