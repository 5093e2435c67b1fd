"""Golden vectors by which the TypeScript engine is held to this package and to librosa.

    pip install -r requirements-golden.txt
    python -m limpid_training.golden --models ../models --out ../fixtures

To be run again whenever a model of ../models changes; a test holds fixtures and models together.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from . import safetensors_file
from .config import ARCHITECTURES
from .denoise_reference import analyse, load_discriminator, load_generator
from .discriminator import picture
from .dsp import HOP_SAMPLES, SAMPLE_RATE_HZ, WINDOW_SAMPLES, band_energies, features, stft, window
from .generator import Generator
from .mel import MIN_POWER, NUM_MEL_BANDS


def test_signal(seconds: float) -> np.ndarray:
    """A sweep with vibrato over noise with pauses, float32 at 48 kHz."""
    rng = np.random.default_rng(11)
    t = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    tone = np.sin(2 * np.pi * (150 * t + 1500 * t**2 + 3 * np.sin(2 * np.pi * 5 * t)))
    return (0.3 * tone * (np.sin(2 * np.pi * 1.7 * t) > -0.3) + 0.03 * rng.standard_normal(len(t))).astype(np.float32)


def write_dsp(out: Path) -> None:
    """Samples, and what analysis makes of them; the ends, which the engine mirrors, are for the reader to leave out."""
    samples = test_signal(0.4)
    energies = band_energies(stft(samples))
    rng = np.random.default_rng(3)
    long = (10.0 ** rng.uniform(-9, 2, (400, 1)) * rng.uniform(0.1, 1, (400, 128))).astype(np.float32)
    tensors = {"samples": samples, "energies": energies.astype(np.float32), "long_energies": long, "long_features": features(long),
               "long_causal_features": features(long, causal=True)}
    safetensors_file.write(out / "dsp.safetensors", tensors, {})


def seeded_generator(name: str) -> Generator:
    """A named architecture with seeded random weights."""
    torch.manual_seed(5)
    return Generator(ARCHITECTURES[name]).eval()


def write_gains(path: Path, generator: Generator, x: np.ndarray) -> None:
    """Features x [frames, bands] and the gains that a generator answers."""
    with torch.inference_mode():
        gains = generator(torch.from_numpy(x)[None])[0].numpy()
    safetensors_file.write(path, {"features": x, "gains": np.ascontiguousarray(gains)}, {})


def write_test_model(out: Path, name: str) -> None:
    """A tiny model, and its gains for features wilder than any recording's."""
    generator = seeded_generator(name)
    weights = {k: v.numpy() for k, v in generator.state_dict().items()}
    safetensors_file.write(out / f"model-{name}.safetensors", weights, {"limpid.format": "1", "architecture": name})
    noise = torch.randn(60, 128, generator=torch.Generator().manual_seed(1)).numpy()
    write_gains(out / f"generator-{name}.safetensors", generator, noise)


def write_mel(out: Path) -> None:
    """librosa's mel spectrogram of the test signal, power and dB."""
    import librosa

    samples = test_signal(1.0)
    mel = librosa.feature.melspectrogram(
        y=samples, sr=SAMPLE_RATE_HZ, n_fft=WINDOW_SAMPLES, hop_length=HOP_SAMPLES, window=window().astype(np.float64),
        center=True, pad_mode="constant", power=2.0, n_mels=NUM_MEL_BANDS, fmin=0.0, fmax=SAMPLE_RATE_HZ / 2, htk=True, norm="slaney",
    )
    db = librosa.power_to_db(mel, ref=1.0, amin=MIN_POWER, top_db=None)
    safetensors_file.write(out / "mel.safetensors", {"samples": samples, "mel_db": np.ascontiguousarray(db.T, np.float32)}, {"librosa": librosa.__version__})


def write_stoi(out: Path) -> None:
    """Speech-like bands in bursts, a noisy version of them, and what pystoi says of the two."""
    from pystoi import stoi

    rng = np.random.default_rng(4)
    t = np.arange(int(2.5 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    voice = sum(np.sin(2 * np.pi * 140 * k * t + rng.uniform(0, 6)) * (1 + np.sin(2 * np.pi * (1.3 + 0.37 * k) * t)) / k for k in range(1, 30))
    clean = (0.05 * voice * (np.sin(2 * np.pi * 0.9 * t) > -0.6)).astype(np.float32)
    noisy = (clean + 0.06 * rng.standard_normal(len(t))).astype(np.float32)
    value = stoi(clean.astype(np.float64), noisy.astype(np.float64), SAMPLE_RATE_HZ)
    safetensors_file.write(out / "stoi.safetensors", {"clean": clean, "noisy": noisy, "stoi": np.array([value], np.float32)}, {"pystoi": "0.4.1"})


def write_discriminator(path: Path, model: Path) -> None:
    """What a discriminator says of features with gains that fall and rise along the bands: scores and the sum of each hidden layer's magnitudes over channels."""
    x = torch.from_numpy(analyse(test_signal(0.8)))[None]
    gain = torch.sigmoid(torch.sin(torch.arange(x.shape[1] * 128).view(1, -1, 128) * 0.013) * 4)
    with torch.inference_mode():
        scores, layers = load_discriminator(model)(picture(x, gain), x)
    tensors = {"features": x[0], "gains": gain[0], "scores": scores[0], **{f"layers.{i}": h[0].abs().sum(0) for i, h in enumerate(layers)}}
    safetensors_file.write(path, {name: np.ascontiguousarray(value.numpy()) for name, value in tensors.items()}, {})


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--models", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    write_dsp(a.out)
    write_mel(a.out)
    write_stoi(a.out)
    for name in ("test", "test-causal"):
        write_test_model(a.out, name)
    for model in sorted(a.models.glob("*/model.safetensors")):
        if (model.parent / "discriminator.safetensors").exists():
            write_discriminator(a.out / f"discriminator-{model.parent.name}.safetensors", model.parent / "discriminator.safetensors")
        generator = load_generator(model)
        write_gains(a.out / f"generator-{model.parent.name}.safetensors", generator, analyse(test_signal(0.8), generator.architecture.causal))


if __name__ == "__main__":
    main()
