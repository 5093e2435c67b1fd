"""Makes the recordings that ship with the app: speech from Debian's asterisk-core-sounds packages under noise that is generated here.

    apt-get install asterisk-core-sounds-{en,fr,es,it}-g722 ffmpeg
    python make_samples.py ../public/samples ../e2e/fixtures

Speech: CC BY-SA 3.0, Digium, Inc.; the mixes are under the same licence. The result is the same each time.
"""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import lfilter, resample_poly

from limpid_training.generated import coloured, fan, hum, impacts, slow_modulation

SOUNDS = Path("/usr/share/asterisk/sounds")
RATE = 48_000
VOICES = {
    "en": ("en_US_f_Allison", "Allison Smith"),
    "fr": ("fr_CA_f_June", "June Wallack"),
    "es": ("es_MX_f_Allison", "Allison Smith"),
    "it": ("it_IT_m_Carlo", "Carlo Flora"),
}


def speech(voice: str, prompt: str, seconds: float, start: float = 0.0) -> np.ndarray:
    """A prompt at 48 kHz, float64, with half a second of silence before it."""
    path = SOUNDS / VOICES[voice][0] / f"{prompt}.g722"
    raw = subprocess.run(["ffmpeg", "-v", "error", "-f", "g722", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", "16000", "-"], check=True, capture_output=True).stdout
    x = resample_poly(np.frombuffer(raw, "<i2") / 32768.0, 3, 1)[int(start * RATE) :]
    out = np.zeros(int(seconds * RATE))
    lead = RATE // 2
    out[lead : lead + len(x)] = x[: len(out) - lead]
    return out


def street(rng: np.random.Generator, n: int) -> np.ndarray:
    """Rumble with passing cars: low-passed noise that swells and fades, tyres above it."""
    pole = np.exp(-2 * np.pi * 90 / RATE)
    rumble = lfilter([1 - pole], [1, -pole], rng.standard_normal(n))
    tyres = coloured(rng, n)
    t = np.arange(n) / RATE
    passing = sum(np.exp(-0.5 * ((t - at) / width) ** 2) for at, width in ((1.2, 0.7), (3.9, 0.9), (6.4, 0.6)))
    return rumble / rumble.std() * (0.5 + passing) + tyres / tyres.std() * (0.15 + 0.9 * passing)


def office(rng: np.random.Generator, n: int) -> np.ndarray:
    """Someone types beside a humming computer."""
    keys, tone, hiss = impacts(rng, n), hum(rng, n), coloured(rng, n)
    return keys / keys.std() + 0.25 * tone / tone.std() + 0.3 * hiss / hiss.std()


def tape(rng: np.random.Generator, n: int) -> np.ndarray:
    """Hiss and mains hum of an old recorder."""
    hiss, tone = rng.standard_normal(n), hum(rng, n)
    return np.diff(hiss, prepend=0) * 0.4 + hiss * 0.6 * slow_modulation(rng, n, 1) + 0.5 * tone / tone.std()


SAMPLES = (
    ("air-conditioning", "Under an air conditioner, English", "en", "demo-congrats", 8.0, 16_000, fan, 4.0),
    ("street", "Beside a street, Italian", "it", "demo-congrats", 6.5, 48_000, street, 3.0),
    ("office", "Someone is typing, French", "fr", "demo-congrats", 6.5, 44_100, office, 4.0),
    ("old-tape", "Hiss and hum, Spanish", "es", "demo-congrats", 7.5, 16_000, tape, 6.0),
)


def active_rms(x: np.ndarray) -> float:
    """RMS of the 10 ms frames within 30 dB of the loudest."""
    e = (x[: len(x) // 480 * 480].reshape(-1, 480) ** 2).mean(1)
    return float(np.sqrt(e[e > e.max() * 1e-3].mean()))


def mix(clean: np.ndarray, noise: np.ndarray, snr_db: float, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """Clean and noisy at a rate, peak of the mix -2 dBFS."""
    noise = noise * active_rms(clean) / np.sqrt((noise**2).mean()) / 10 ** (snr_db / 20)
    noisy = clean + noise
    scale = 0.79 / np.abs(noisy).max()
    return tuple(resample_poly(x * scale, rate // np.gcd(rate, RATE), RATE // np.gcd(rate, RATE)) for x in (clean, noisy))  # type: ignore[return-value]


def main(samples: Path, fixtures: Path) -> None:
    samples.mkdir(parents=True, exist_ok=True)
    fixtures.mkdir(parents=True, exist_ok=True)
    listed = []
    for i, (name, title, voice, prompt, seconds, rate, noise, snr_db) in enumerate(SAMPLES):
        clean = speech(voice, prompt, seconds)
        _, noisy = mix(clean, noise(np.random.default_rng([7, i]), len(clean)), snr_db, rate)
        soundfile.write(samples / f"{name}.wav", noisy, rate, "PCM_16")
        listed.append({"id": name, "title": title, "seconds": seconds, "attribution": f"{VOICES[voice][1]} for Digium (CC BY-SA 3.0)"})
    (samples / "samples.json").write_text(json.dumps(listed, indent=2) + "\n")
    clean = speech("en", "vm-goodbye", 1.4)[RATE // 4 :]
    for name, x in zip(("clean", "noisy"), mix(clean, fan(np.random.default_rng(5), len(clean)), 5.0, 16_000), strict=True):
        soundfile.write(fixtures / f"{name}.wav", x, 16_000, "PCM_16")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
