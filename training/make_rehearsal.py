"""Makes the rehearsal set that ships with the app: general speech and noise as band energies, and a few pairs to measure other voices on.

    for p in en fr es it ru; do apt-get download asterisk-core-sounds-$p-g722; done; for f in *.deb; do dpkg -x $f sounds; done
    python make_rehearsal.py --sounds sounds/usr/share/asterisk/sounds --out ../public/rehearsal

Speech: Debian's asterisk-core-sounds packages (CC BY-SA 3.0; ru: CC BY 3.0), decoded with ffmpeg, also at other speeds, which makes other voices of one. Noise: made by
`limpid_training.generated`. The result is the same each time. The file: 8 bytes length of the header, header (JSON), then deflated data as the header says.
"""
from __future__ import annotations

import argparse
import json
import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from limpid_training.dsp import band_centres_hz, band_energies, stft
from limpid_training.generated import coloured, fan, hum, impacts, slow_modulation
from make_samples import active_rms, office, street, tape

RATE = 48_000
SPEECH_RATE = 16_000
VOICES = {"en": "en_US_f_Allison", "fr": "fr_CA_f_June", "es": "es_MX_f_Allison", "ru": "ru_RU_f_IvrvoiceRU", "it": "it_IT_m_Carlo"}
SPEEDS = (0.82, 1.0, 1.0, 1.15)
TRACK_SECONDS = 6.0
TRACKS_PER_VOICE = 8
NOISE_SECONDS = 4.0
NOISES = (coloured, fan, hum, impacts, office, street, tape, fan, coloured, impacts, street, office)
STEP_DB = 1.0
LOWEST_DB = -140.0
TOP_HZ = 7700.0
PAIR_SECONDS = 2.5
PAIRS = ("it", "en", "fr", "it", "ru", "es")


def prompts(folder: Path) -> list[Path]:
    """Prompts of at least a second, in the order of their names; letters and digits left out."""
    return [p for p in sorted(folder.glob("*.g722")) if p.stat().st_size > 8000]


def decode(path: Path, speed: float) -> np.ndarray:
    """A prompt at 16 kHz, float64, played at another speed."""
    raw = subprocess.run(["ffmpeg", "-v", "error", "-f", "g722", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", str(SPEECH_RATE), "-"], check=True, capture_output=True).stdout
    x = np.frombuffer(raw, "<i2") / 32768.0
    return x if speed == 1.0 else resample_poly(x, 100, round(100 * speed))


def joined(rng: np.random.Generator, files: list[Path], seconds: float, speed: float) -> np.ndarray:
    """Prompts of one voice in random order with pauses, [seconds * 16 kHz]."""
    out = np.zeros(int(seconds * SPEECH_RATE))
    at = int(rng.uniform(0.05, 0.3) * SPEECH_RATE)
    while at < len(out):
        x = decode(files[rng.integers(len(files))], speed)[: len(out) - at]
        out[at : at + len(x)] = x
        at += len(x) + int(rng.uniform(0.1, 0.5) * SPEECH_RATE)
    return out


def codes(samples: np.ndarray, num_bands: int) -> np.ndarray:
    """Stored energies [frames, num_bands], uint8, of samples at 48 kHz; within each band the difference to the frame before."""
    db = 10 * np.log10(band_energies(stft(samples.astype(np.float32)))[:, :num_bands] + 1e-14)
    code = np.clip(np.round((db - LOWEST_DB) / STEP_DB), 0, 255).astype(np.int16)
    return np.diff(code, axis=0, prepend=np.int16(0)).astype(np.uint8)


def mulaw(x: np.ndarray) -> np.ndarray:
    """ITU-T G.711 codes of samples in -1...1."""
    value = np.clip(np.round(x * 32768), -32635, 32635).astype(np.int32)
    magnitude = np.abs(value) + 132
    segment = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    code = (np.where(value < 0, 0x80, 0) | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0F)) ^ 0xFF
    return code.astype(np.uint8)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--sounds", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    num_bands = int((band_centres_hz() < TOP_HZ).sum())
    header: dict[str, object] = {"format": 1, "numBands": num_bands, "stepDb": STEP_DB, "lowestDb": LOWEST_DB}
    blocks: list[np.ndarray] = []
    speech, noise, pairs = [], [], []
    for v, (voice, folder) in enumerate(VOICES.items()):
        if voice == "it":  # Kept for measuring.
            continue
        files = prompts(a.sounds / folder)
        for i in range(TRACKS_PER_VOICE):
            rng = np.random.default_rng([11, v, i])
            block = codes(resample_poly(joined(rng, files, TRACK_SECONDS, SPEEDS[i % len(SPEEDS)]), 3, 1), num_bands)
            speech.append({"frames": len(block), "source": folder})
            blocks.append(block)
    for i, make in enumerate(NOISES * 2):
        rng = np.random.default_rng([12, i])
        x = make(rng, int(NOISE_SECONDS * RATE))
        x = x / (np.abs(x).max() + 1e-9) * 0.3 * slow_modulation(rng, len(x), 1.0)
        block = codes(x, num_bands)
        noise.append({"frames": len(block), "source": make.__name__})
        blocks.append(block)
    for i, voice in enumerate(PAIRS):
        rng = np.random.default_rng([13, i])
        clean = joined(rng, prompts(a.sounds / VOICES[voice])[:60], PAIR_SECONDS, 1.0)
        under = resample_poly(NOISES[i](rng, int(PAIR_SECONDS * RATE)), 1, 3)
        under = under * active_rms(resample_poly(clean, 3, 1)) / np.sqrt((under**2).mean()) / 10 ** ((0, 5, 10)[i % 3] / 20)
        scale = 0.7 / np.abs(clean + under).max()
        pairs.append({"samples": len(clean), "source": VOICES[voice]})
        blocks += [mulaw(clean * scale), mulaw((clean + under) * scale)]
    header |= {"speech": speech, "noise": noise, "pairs": pairs}
    text = json.dumps(header, separators=(",", ":")).encode()
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = deflater.compress(b"".join(b.tobytes() for b in blocks)) + deflater.flush()
    a.out.mkdir(parents=True, exist_ok=True)
    (a.out / "rehearsal.bin").write_bytes(struct.pack("<Q", len(text)) + text + data)
    print(f"{(a.out / 'rehearsal.bin').stat().st_size / 1e6:.2f} MB: {len(speech) * TRACK_SECONDS:.0f} s of speech, {len(noise) * NOISE_SECONDS:.0f} s of noise, {len(pairs)} pairs, {num_bands} bands")


if __name__ == "__main__":
    main()
