"""What PESQ and STOI listen to, computed from band energies, so that training can follow them without a waveform.

The gain track's frames (32 ms every 16 ms) are PESQ's own frames, and STOI's third-octave bands are sums of ours. Both are approximations: the measures that are
reported come from the reference packages. Inputs are [batch, frames, 128]; results are one number per item.
"""
from __future__ import annotations

from functools import cache

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import pad

from .dsp import NUM_BANDS, band_centres_hz

NUM_BARKS = 49
TOP_HZ = 8000.0
SPEECH_LEVEL_DB = 83.5
"""Level that PESQ brings speech to, dB above its own unit."""
STOI_FRAMES = 24
"""384 ms."""
STOI_FIRST_HZ, STOI_BANDS = 150.0, 15


def _share(edges_hz: np.ndarray) -> np.ndarray:
    """Part [128, n] of each band's triangle that lies between each two of n + 1 edges."""
    hz = np.arange(0.5, 24_000, 1.0)
    centres = band_centres_hz()
    upper = np.clip(np.searchsorted(centres, hz, side="right"), 1, NUM_BANDS - 1)
    weight = (hz - centres[upper - 1]) / (centres[upper] - centres[upper - 1])
    cell = np.searchsorted(edges_hz, hz, side="right") - 1
    out = np.zeros((NUM_BANDS, len(edges_hz) + 1))
    inside = np.where((cell >= 0) & (cell < len(edges_hz) - 1), cell, len(edges_hz))
    np.add.at(out, (upper - 1, inside), 1 - weight)
    np.add.at(out, (upper, inside), weight)
    return (out / out.sum(1, keepdims=True))[:, : len(edges_hz) - 1].astype(np.float32)


@cache
def bark_tables() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Band-to-Bark matrix [128, 49], hearing threshold [49] in PESQ's unit, exponent [49], width in Bark."""
    hz_fine = np.linspace(0, TOP_HZ, 80_001)
    bark_fine = 26.81 * hz_fine / (1960 + hz_fine) - 0.53  # Traunmueller 1990
    bark_fine -= bark_fine[0]
    edges = np.interp(np.linspace(0, bark_fine[-1], NUM_BARKS + 1), bark_fine, hz_fine)
    khz = (edges[1:] + edges[:-1]) / 2000
    threshold_db = 3.64 * khz**-0.8 - 6.5 * np.exp(-0.6 * (khz - 3.3) ** 2) + 1e-3 * khz**4  # Terhardt 1979, eq. 1
    bark = np.interp(khz * 1000, hz_fine, bark_fine)
    exponent = 0.23 * np.clip(6 / (bark + 2), 1, 2) ** 0.15
    width = torch.full((NUM_BARKS,), float(bark_fine[-1] / NUM_BARKS))
    tensors = (torch.from_numpy(x.astype(np.float32)) for x in (_share(edges), 10 ** (np.minimum(threshold_db, 75) / 10), exponent))
    matrix, threshold, power = tensors
    return matrix, threshold, power, width


@cache
def third_octave_matrix() -> Tensor:
    """Band-to-third-octave matrix [128, 15]. Source: Taal et al. 2011, section II."""
    edges = STOI_FIRST_HZ * 2 ** ((np.arange(STOI_BANDS + 1) - 0.5) / 3)
    return torch.from_numpy(_share(edges))


def _levelled(energies: Tensor) -> Tensor:
    """Energies brought to SPEECH_LEVEL_DB between 300 and 3400 Hz, averaged over the frames."""
    centres = band_centres_hz()
    inside = torch.from_numpy(((centres > 300) & (centres < 3400)).astype(np.float32)).to(energies)
    level = (energies * inside).sum(-1).mean(-1)
    return energies * (10 ** (SPEECH_LEVEL_DB / 10) / (level + 1e-9))[:, None, None]


def _loudness(barks: Tensor) -> Tensor:
    """Zwicker's loudness of energies [..., 49]; 0 below the threshold of hearing."""
    _, threshold, power, _ = (x.to(barks.device) for x in bark_tables())
    over = (barks / threshold).clamp_min(1.0)
    return 0.1866 * (threshold / 0.5) ** power * ((0.5 + 0.5 * over) ** power - 1)


def pesq_disturbance(enhanced: Tensor, clean: Tensor) -> Tensor:
    """0.1 D + 0.0309 D_A of PESQ-WB [batch]: about 0 for equal signals, 3.5 for the worst. Source: ITU-T P.862, section 10.2, on band energies."""
    matrix, _, _, width = (x.to(clean.device) for x in bark_tables())
    ref, deg = _levelled(clean) @ matrix, _levelled(enhanced) @ matrix
    audible = ref.detach().sum(-1, keepdim=True) > 1e7
    mean_ref, mean_deg = (ref * audible).mean(1, keepdim=True), (deg * audible).mean(1, keepdim=True)
    ref = ref * ((mean_deg + 1000) / (mean_ref + 1000)).clamp(0.01, 100)
    ratio = (ref.sum(-1) + 5e3) / (deg.sum(-1) + 5e3)
    previous = pad(ratio, (1, 0), value=1.0)[:, :-1]
    deg = deg * (0.8 * ratio + 0.2 * previous).clamp(3e-4, 5.0)[..., None]
    loud_ref, loud_deg = _loudness(ref), _loudness(deg)
    difference = loud_deg - loud_ref
    dead = 0.25 * torch.minimum(loud_deg, loud_ref)
    disturbance = (difference.abs() - dead).clamp_min(0)
    asymmetry = ((deg + 50) / (ref + 50)) ** 1.2
    asymmetry = torch.where(asymmetry < 3, torch.zeros_like(asymmetry), asymmetry.clamp_max(12))
    total = width.sum()
    symmetric = (total * (disturbance * width).square().sum(-1) + 1e-9).sqrt()
    asymmetric = (disturbance * asymmetry * width).sum(-1)
    weight = ((ref.sum(-1) + 1e5) / 1e7) ** 0.04
    return 0.1 * _over_time((symmetric / weight).clamp_max(45)) + 0.0309 * _over_time((asymmetric / weight).clamp_max(45))


def _over_time(disturbance: Tensor) -> Tensor:
    """[batch] of [batch, frames]: sixth power over a third of a second, square over the clip."""
    pieces = disturbance.unfold(1, 20, 10)
    return (pieces.pow(6).mean(-1) + 1e-6).pow(1 / 6).pow(2).mean(-1).sqrt()


def stoi(enhanced: Tensor, clean: Tensor) -> Tensor:
    """Short-time intelligibility [batch], -1...1, over stretches in which the speech is within 40 dB of its loudest. Source: Taal et al. 2011."""
    matrix = third_octave_matrix().to(clean.device)
    x, y = ((e @ matrix + 1e-9).sqrt().unfold(1, STOI_FRAMES, 4) for e in (clean, enhanced))  # [batch, stretches, 15, 24]
    y = y * (x.square().sum(-1, keepdim=True) / (y.square().sum(-1, keepdim=True) + 1e-9)).sqrt()
    y = torch.minimum(y, x * (1 + 10 ** (15 / 20)))
    x, y = x - x.mean(-1, keepdim=True), y - y.mean(-1, keepdim=True)
    correlation = (x * y).sum(-1) / (x.square().sum(-1) * y.square().sum(-1) + 1e-12).sqrt()
    per_frame = clean.sum(-1)
    active = (per_frame > per_frame.amax(1, keepdim=True) * 1e-4).float().unfold(1, STOI_FRAMES, 4).mean(-1)
    return (correlation.mean(-1) * active).sum(1) / (active.sum(1) + 1e-6)
