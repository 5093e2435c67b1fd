"""Makes the rehearsal set that ships with the app: general speech and noise as band energies, and a few pairs to measure other voices on.

    apt-get download ktuberling-data klettres-data tuxpaint-stamps-default; for p in en fr es it ru; do apt-get download asterisk-core-sounds-$p-g722; done
    for f in *.deb; do dpkg -x $f sounds; done
    python make_rehearsal.py --sounds sounds/usr/share --out ../public/rehearsal

Bands of speech: many voices, since what is learnt has to serve voices that were not learnt from, out of Debian's ktuberling-data, klettres-data (GPL-2+) and tuxpaint-stamps-default (GPL-2); none
of them is among the voices of the data pack's split `val`. Pairs: Debian's asterisk-core-sounds packages (CC BY-SA 3.0; ru: CC BY 3.0), decoded with ffmpeg. Noise: made by `limpid_training.generated`.
The result is the same each time. The file: 8 bytes length of the header, header (JSON), then deflated data as the header says.
"""
from __future__ import annotations

import argparse
import json
import struct
import subprocess
import zlib
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from limpid_training.dsp import NUM_BANDS, band_energies, stft
from limpid_training.generated import coloured, fan, hum, impacts, slow_modulation
from make_samples import active_rms, office, street, tape

RATE = 48_000
SPEECH_RATE = 16_000
VOICES = {"en": "en_US_f_Allison", "fr": "fr_CA_f_June", "es": "es_MX_f_Allison", "ru": "ru_RU_f_IvrvoiceRU", "it": "it_IT_m_Carlo"}
LANGUAGES = {
    "ktuberling": ("ca", "da", "de", "el", "en", "fr", "gl", "lt", "nn", "ru", "uk", "wa"),
    "klettres": ("ar", "cs", "de", "en", "en_GB", "es", "fr", "he", "it", "lt", "ml", "nb", "nds", "nl", "pt_BR", "ru", "tn", "uk"),
    "tuxpaint": ("ca", "el", "fr", "lt", "ro", "ru", "es", "be", "da", "nl"),
}
"""A voice for each language of each package."""
SPEEDS = (1.0, 0.88, 1.0, 1.14)
TRACK_SECONDS = 8.5
NOISE_SECONDS = 4.0
NOISES = (coloured, fan, hum, impacts, office, street, tape, fan, coloured, impacts, street, office)
STEP_DB = 2.0
LOWEST_DB = -140.0
PAIR_SECONDS = 2.5
PAIRS = ("it", "en", "fr", "it", "ru", "es")


def prompts(folder: Path) -> list[Path]:
    """Prompts of at least a second, in the order of their names; letters and digits left out."""
    return [p for p in sorted(folder.glob("*.g722")) if p.stat().st_size > 8000]


def decode(path: Path) -> np.ndarray:
    """A prompt at 16 kHz, float64."""
    raw = subprocess.run(["ffmpeg", "-v", "error", "-f", "g722", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", str(SPEECH_RATE), "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, "<i2") / 32768.0


def recordings(sounds: Path, package: str, language: str) -> list[Path]:
    """Spoken words of one voice, in the order of their names."""
    pattern = {"ktuberling": f"ktuberling/sounds/{language}/*.*", "klettres": f"klettres/{language}/*/*.ogg", "tuxpaint": f"tuxpaint/stamps/**/*_desc_{language}.ogg"}[package]
    return sorted(sounds.glob(pattern))


def words(files: list[Path], speed: float, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Words of one voice in random order with pauses, at 48 kHz, [seconds * 48 kHz]; each at the same RMS."""
    out = np.zeros(int(seconds * RATE))
    at = int(rng.uniform(0.02, 0.2) * RATE)
    while at < len(out):
        x, rate = soundfile.read(files[rng.integers(len(files))], dtype="float64", always_2d=True)
        ratio = Fraction(RATE / rate / speed).limit_denominator(320)
        x = resample_poly(x.mean(1), ratio.numerator, ratio.denominator)
        loud = np.flatnonzero(np.abs(x) > 0.02 * np.abs(x).max())
        x = x[max(0, loud[0] - RATE // 20) : loud[-1] + RATE // 10][: len(out) - at]
        out[at : at + len(x)] = x * 0.05 / (active_rms(x) + 1e-9)
        at += len(x) + int(rng.uniform(0.03, 0.3) * RATE)
    return out


def prompt_words(rng: np.random.Generator, files: list[Path], seconds: float) -> np.ndarray:
    """Prompts of one voice in random order with pauses, [seconds * 16 kHz]."""
    out = np.zeros(int(seconds * SPEECH_RATE))
    at = int(rng.uniform(0.05, 0.3) * SPEECH_RATE)
    while at < len(out):
        x = decode(files[rng.integers(len(files))])[: len(out) - at]
        out[at : at + len(x)] = x
        at += len(x) + int(rng.uniform(0.1, 0.5) * SPEECH_RATE)
    return out


def codes(samples: np.ndarray) -> np.ndarray:
    """Stored energies [frames, bands], uint8, of samples at 48 kHz; within each band the difference to the frame before."""
    db = 10 * np.log10(band_energies(stft(samples.astype(np.float32))) + 1e-14)
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
    header: dict[str, object] = {"format": 1, "numBands": NUM_BANDS, "stepDb": STEP_DB, "lowestDb": LOWEST_DB}
    blocks: list[np.ndarray] = []
    speech, noise, pairs = [], [], []
    for v, (package, language) in enumerate((package, language) for package, languages in LANGUAGES.items() for language in languages):
        block = codes(words(recordings(a.sounds, package, language), SPEEDS[v % len(SPEEDS)], TRACK_SECONDS, np.random.default_rng([11, v])))
        speech.append({"frames": len(block), "source": f"{package}/{language}"})
        blocks.append(block)
    for i, make in enumerate(NOISES * 2):
        rng = np.random.default_rng([12, i])
        x = make(rng, int(NOISE_SECONDS * RATE))
        x = x / (np.abs(x).max() + 1e-9) * 0.3 * slow_modulation(rng, len(x), 1.0)
        block = codes(x)
        noise.append({"frames": len(block), "source": make.__name__})
        blocks.append(block)
    for i, voice in enumerate(PAIRS):
        rng = np.random.default_rng([13, i])
        clean = prompt_words(rng, prompts(a.sounds / "asterisk/sounds" / VOICES[voice])[:60], PAIR_SECONDS)
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
    print(f"{(a.out / 'rehearsal.bin').stat().st_size / 1e6:.2f} MB: {len(speech) * TRACK_SECONDS:.0f} s of speech, {len(noise) * NOISE_SECONDS:.0f} s of noise, {len(pairs)} pairs")


if __name__ == "__main__":
    main()
