"""Denoises a folder in PyTorch, the whole chain at 48 kHz: to watch a training run, and to hold the app's engine to.

    python -m limpid_training.denoise_reference --checkpoint scratch/small/gains.safetensors --noisy val/noisy --out scratch/reference [--every 4]
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import soundfile
import torch
from safetensors import safe_open

from . import checkpoint
from .config import ARCHITECTURES
from .discriminator import Discriminator
from .dsp import HOP_SAMPLES, SAMPLE_RATE_HZ, band_energies, band_matrix, features, istft, num_frames, stft
from .generator import Generator

GAIN_STEP_DB = 0.25
LOWEST_DB = -63.75
MAX_REDUCTION_DB = 60.0
"""Largest reduction in any band: the most that the app chooses by itself."""


def load_generator(path: Path) -> Generator:
    """The averaged weights of a checkpoint, or a model of `export`. Raises ValueError for any other file."""
    with safe_open(str(path), "pt") as f:
        meta = f.metadata() or {}
        if "limpid.format" in meta:
            name, weights = meta["architecture"], {k: f.get_tensor(k).float() for k in f.keys()}
        else:
            parts, record = checkpoint.load(path)
            name, weights = record["config"]["architecture"], parts["average"]
    generator = Generator(ARCHITECTURES[name])
    generator.load_state_dict(weights)
    return generator.eval()


def load_discriminator(path: Path) -> Discriminator:
    """The discriminator that `export --discriminator` wrote."""
    critic = Discriminator()
    with safe_open(str(path), "pt") as f:
        critic.load_state_dict({k: f.get_tensor(k).float() for k in f.keys()})
    return critic.eval()


def analyse(samples: np.ndarray, causal: bool = False) -> np.ndarray:
    """Generator input [frames, bands] of samples [n]; beyond the ends the samples are mirrored."""
    frames = num_frames(len(samples))
    # Two whole hops before the start, so that frame i of the recording is frame i + 2 here, and all under it is mirrored samples.
    behind = frames * HOP_SAMPLES - len(samples)
    padded = np.pad(samples, (2 * HOP_SAMPLES, behind + HOP_SAMPLES), mode="reflect")
    return features(band_energies(stft(padded))[2 : 2 + frames], causal)


def gains_of(generator: Generator, samples: np.ndarray) -> np.ndarray:
    """Gains [frames, bands] of samples [n]; the features that the generator sees beyond the ends are mirrored."""
    a = generator.architecture
    x = np.pad(analyse(samples, a.causal), ((a.frames_before, a.frames_behind), (0, 0)), mode="reflect")
    with torch.inference_mode():
        return generator(torch.from_numpy(x)[None])[0, a.frames_before : -a.frames_behind].numpy()


def stored(gains: np.ndarray, max_reduction_db: float) -> np.ndarray:
    """Gains as the gain track keeps and applies them: in steps of 0.25 dB, down to -63.75 dB, limited to the largest reduction."""
    db = np.maximum(20 * np.log10(np.maximum(gains, 1e-9)), LOWEST_DB)
    return 10 ** (np.maximum(np.round(db / GAIN_STEP_DB) * GAIN_STEP_DB, -max_reduction_db) / 20)


def apply_gains(samples: np.ndarray, gains: np.ndarray) -> np.ndarray:
    """Samples [n] with gains [frames, bands] on them, never louder than the loudest sample was."""
    # Bands sum to one in every bin, so the matrix that shares power out also interpolates gains back.
    out = istft(stft(samples) * (gains @ band_matrix().T), len(samples))
    peak = np.abs(samples).max()
    return np.clip(out, -peak, peak)


def denoise(generator: Generator, samples: np.ndarray, max_reduction_db: float = MAX_REDUCTION_DB) -> np.ndarray:
    """Denoised samples [n], float32, of mono samples at 48 kHz."""
    return apply_gains(samples, stored(gains_of(generator, samples), max_reduction_db)).astype(np.float32)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--checkpoint", type=Path, required=True, help="checkpoint of train, or model.safetensors of export")
    p.add_argument("--noisy", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--every", type=int, default=1, help="take every N-th clip only")
    p.add_argument("--max-reduction-db", type=float, default=MAX_REDUCTION_DB)
    a = p.parse_args()
    generator = load_generator(a.checkpoint)
    a.out.mkdir(parents=True, exist_ok=True)
    for path in sorted(a.noisy.glob("*.wav"))[:: a.every]:
        samples, rate = soundfile.read(path, dtype="float32")
        if rate != SAMPLE_RATE_HZ or samples.ndim != 1:
            raise ValueError(f"{path}: {rate} Hz, shape {samples.shape}; expected {SAMPLE_RATE_HZ} Hz, mono")
        soundfile.write(a.out / path.name, denoise(generator, samples, a.max_reduction_db), rate, "FLOAT")


if __name__ == "__main__":
    main()
