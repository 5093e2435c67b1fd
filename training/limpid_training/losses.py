"""Losses over band energies. All inputs are [batch, frames, bands]; energies of an item share one level."""
from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import max_pool1d, pad

from .config import TrainConfig
from .metric_losses import pesq_disturbance, stoi

COMPRESSION = 0.3
PAUSE_FRAMES, ONSET_FRAMES, ONSET_RATIO = 10, 3, 30.0


def compressed_error(gain: Tensor, noisy: Tensor, clean: Tensor, cos_theta: Tensor) -> Tensor:
    """Error of magnitude and of complex spectrum, both compressed by |X|^0.3, per frame and band.

    With A = |g Y|^0.3 and B = |S|^0.3: (A - B)^2 + (A^2 + B^2 - 2 A B cos theta) / 2.
    Source: Braun and Tashev 2021, A consolidated view of loss functions, eq. 9, written for energies and angles.
    """
    a = gain.clamp_min(1e-4) ** COMPRESSION * noisy ** (COMPRESSION / 2)
    b = clean ** (COMPRESSION / 2)
    return (a - b) ** 2 + 0.5 * (a**2 + b**2 - 2 * a * b * cos_theta)


def speech_lost(gain: Tensor, noisy: Tensor, clean: Tensor) -> Tensor:
    """Squared shortfall of the compressed magnitude below the clean one: what users hear as swallowed consonants.

    Source: Wang et al. 2020, VoiceFilter-Lite, eq. 4 (asymmetric loss).
    """
    a = gain.clamp_min(1e-4) ** COMPRESSION * noisy ** (COMPRESSION / 2)
    return (clean ** (COMPRESSION / 2) - a).clamp_min(0) ** 2


def onset_frames(clean: Tensor) -> Tensor:
    """1.0 in the first 48 ms of words after a pause, else 0.0, [batch, frames]: where the energy lies 15 dB above all of the 160 ms before."""
    energy = clean.sum(2)
    before = max_pool1d(pad(energy, (PAUSE_FRAMES, 0))[:, None, :-1], PAUSE_FRAMES, 1)[:, 0]
    starts = ((energy > ONSET_RATIO * before) & (energy > 1e-3 * energy.amax(1, keepdim=True))).float()
    starts[:, :PAUSE_FRAMES] = 0  # nothing is known of what lies before an item
    return max_pool1d(pad(starts, (ONSET_FRAMES - 1, 0))[:, None], ONSET_FRAMES, 1)[:, 0]


def onset_lost(gain: Tensor, noisy: Tensor, clean: Tensor) -> Tensor:
    """Mean shortfall of the frames' energy below the clean one at onsets, in units of 10 dB, held within 0...2: a p, t, k or s that was taken for noise. A scalar."""
    onsets = onset_frames(clean)
    missing = torch.log10((clean.sum(2) + 1e-9) / ((gain**2 * noisy).sum(2) + 1e-9)).clamp(0, 2)
    return (missing * onsets).sum() / (onsets.sum() + 1)


def negative_sdr_db(gain: Tensor, noisy: Tensor, clean: Tensor, cos_theta: Tensor) -> Tensor:
    """Negative signal-to-distortion ratio [batch], dB: |g Y - S|^2 against |S|^2, summed over frames and bands, held within -30...5."""
    error = gain**2 * noisy + clean - 2 * gain * (noisy * clean).sqrt() * cos_theta
    ratio = error.sum((1, 2)).clamp_min(0) / (clean.sum((1, 2)) + 1e-8)
    return 10 * torch.log10(ratio + 1e-3).clamp_max(0.5)


def gain_loss(gain: Tensor, noisy: Tensor, clean: Tensor, cos_theta: Tensor, config: TrainConfig) -> Tensor:
    """The supervised loss, a scalar, with the weights of a configuration. Items without speech do not count in the measures of speech."""
    loss = compressed_error(gain, noisy, clean, cos_theta).mean()
    loss = loss + config.loss_weight_speech_lost * speech_lost(gain, noisy, clean).mean()
    loss = loss + config.loss_weight_sdr * negative_sdr_db(gain, noisy, clean, cos_theta).mean() / 10
    if config.loss_weight_onset:
        loss = loss + config.loss_weight_onset * onset_lost(gain, noisy, clean)
    if config.loss_weight_pesq or config.loss_weight_stoi:
        enhanced = gain**2 * noisy
        speech = (clean.sum(2).mean(1) > 1e-6).float()
        loss = loss + config.loss_weight_pesq * (pesq_disturbance(enhanced, clean) * speech).mean()
        loss = loss + config.loss_weight_stoi * ((1 - stoi(enhanced, clean)) * speech).mean()
    return loss
