"""Makes the quality rater that ships with the app out of DNSMOS P.835, and what onnxruntime says of known sounds.

    pip install -r requirements-evaluate.txt
    python make_rating_model.py --out ../public/rating --fixtures ../fixtures

Weights come from the PyPI package speechmos (MIT), as float16; the script stops if that moves a rating of the fixtures' recordings by 0.01 or more. Names are those of the layers; convolutions stay
[out, in, height, width], matrices become [out, in].
"""
from __future__ import annotations

import argparse
import hashlib
import wave
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

from limpid_training import safetensors_file
from limpid_training.dnsmos import POLYNOMIALS, RATE_HZ, named_weights, segments, weights_path

RECORDINGS = ("fixtures/speech/talk-en.wav", "fixtures/speech/words-it.wav", "fixtures/speech/music.wav", "public/samples/air-conditioning.wav")
"""16 kHz mono, of this repository; shorter than a segment, so that repeating is tested too."""
MOST_DIFFERENCE = 0.01


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with every weight rounded to float16."""
    out = onnx.ModelProto()
    out.CopyFrom(model)
    for tensor in out.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size > 1:
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16).astype(np.float32), tensor.name))
    return out


def read_wav(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE_HZ, 1, 2):
            raise ValueError(f"{path} is not 16-bit mono at {RATE_HZ} Hz")
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768


def ratings(model: onnx.ModelProto, samples: np.ndarray) -> np.ndarray:
    """SIG, BAK and OVRL of the first segment of samples."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    raw = session.run(None, {"input_1": segments(samples)[:1]})[0][0]
    return np.array([np.polyval(POLYNOMIALS[name], raw[i]) for i, name in enumerate(POLYNOMIALS)], np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fixtures", type=Path, required=True)
    args = parser.parse_args()
    root = args.fixtures.resolve().parent
    model = onnx.load(str(weights_path()))
    names = [Path(path).stem for path in RECORDINGS]
    sounds = [read_wav(root / path) for path in RECORDINGS]
    exact = np.stack([ratings(model, sound) for sound in sounds])
    rounded = np.stack([ratings(halved(model), sound) for sound in sounds])
    difference = float(np.abs(exact - rounded).max())
    if difference >= MOST_DIFFERENCE:
        raise ValueError(f"float16 weights move a rating by {difference:.4f}, allowed is less than {MOST_DIFFERENCE}")
    metadata = {
        "limpid.format": "1",
        "architecture": "dnsmos-p835",
        "licence": "MIT, Copyright (c) Microsoft Corporation",
        "source": f"speechmos {version('speechmos')}, dnsmos_models/sig_bak_ovr.onnx, sha256 {hashlib.sha256(weights_path().read_bytes()).hexdigest()}",
    }
    tensors = {name: values.astype(np.float16) for name, values in named_weights().items()}
    safetensors_file.write(args.out / "dnsmos-p835.safetensors", tensors, metadata)
    safetensors_file.write(args.fixtures / "dnsmos-p835.safetensors", dict(zip(names, exact)), {"recordings": " ".join(RECORDINGS)})
    for name, row, other in zip(names, exact, rounded):
        print(f"{name:18} SIG {row[0]:.3f}  BAK {row[1]:.3f}  OVRL {row[2]:.3f}   float16 {np.abs(row - other).max():.4f} off")


if __name__ == "__main__":
    main()
