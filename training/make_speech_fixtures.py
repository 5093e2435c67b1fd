"""Makes the clean recordings that `npm run complaints` measures with: words, sentences and music from Debian's Asterisk packages.

    apt-get install asterisk-core-sounds-{en,fr,es,it}-g722 asterisk-moh-opsound-g722 ffmpeg
    python make_speech_fixtures.py ../fixtures/speech [/usr/share/asterisk]

Speech: CC BY-SA 3.0, Digium, Inc.; music: CC BY-SA 3.0, Paul Shuler. The clips are under the same licence. The result is the same each time.
"""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile

RATE = 16_000
PAUSE_SEC = 0.35
EN, FR, ES, IT = "en_US_f_Allison", "fr_CA_f_June", "es_MX_f_Allison", "it_IT_m_Carlo"

#: Words whose first sound is a stop or a fricative, a pause before each.
WORDS = {
    "words-en": (EN, ("digits/2", "digits/10", "phonetic/t_p", "phonetic/p_p", "phonetic/k_p", "digits/5", "digits/4", "phonetic/f_p", "digits/6", "digits/7", "phonetic/s_p", "phonetic/c_p")),
    "words-it": (IT, ("digits/2", "digits/3", "digits/4", "digits/5", "digits/6", "digits/7", "digits/10")),
}
TALK = {
    "talk-en": (EN, "demo-thanks"),
    "talk-fr": (FR, "vm-helpexit"),
    "talk-es": (ES, "auth-incorrect"),
    "talk-it": (IT, "vm-mailboxfull"),
}
MUSIC = ("macroform-the_simplicity", 20.0, 4.0)


def decode(path: Path) -> np.ndarray:
    """A G.722 file as float64 at 16 kHz."""
    raw = subprocess.run(["ffmpeg", "-v", "error", "-f", "g722", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, "<i2") / 32768.0


def trimmed(x: np.ndarray, margin_sec: float = 0.03) -> np.ndarray:
    """Without what is 40 dB below the loudest 10 ms at either end, less a margin."""
    hop = RATE // 100
    level = (x[: len(x) // hop * hop].reshape(-1, hop) ** 2).mean(1)
    loud = np.flatnonzero(level > level.max() * 1e-4)
    margin = int(margin_sec * RATE)
    return x[max(0, loud[0] * hop - margin) : min(len(x), (loud[-1] + 1) * hop + margin)]


def main(out: Path, asterisk: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    pause = np.zeros(int(PAUSE_SEC * RATE))
    for name, (voice, prompts) in WORDS.items():
        pieces = [pause]
        for prompt in prompts:
            pieces += [trimmed(decode(asterisk / "sounds" / voice / f"{prompt}.g722")), pause]
        soundfile.write(out / f"{name}.wav", np.concatenate(pieces), RATE, "PCM_16")
    for name, (voice, prompt) in TALK.items():
        soundfile.write(out / f"{name}.wav", decode(asterisk / "sounds" / voice / f"{prompt}.g722"), RATE, "PCM_16")
    title, start_sec, seconds = MUSIC
    music = decode(asterisk / "moh" / f"{title}.g722")[int(start_sec * RATE) : int((start_sec + seconds) * RATE)]
    soundfile.write(out / "music.wav", music, RATE, "PCM_16")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "/usr/share/asterisk"))
