"""The rater, the samples that it hears, and the stage that it leads."""
import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from scipy.signal import butter, lfilter

from limpid_training import checkpoint, p808
from limpid_training.config import RATED_STAGES, TrainConfig
from limpid_training.denoise_reference import apply_gains, load_generator
from limpid_training.dnsmos import INPUT_SAMPLES, dnsmos
from limpid_training.dsp import HOP_SAMPLES, SAMPLE_RATE_HZ, stft
from limpid_training.feed import batches
from limpid_training.generator import Generator
from limpid_training.rater import LOW_BINS, LowSynthesis, Rater, RaterP808
from limpid_training.resample import to_16_khz
from limpid_training.runtime import Runtime
from limpid_training.stages import LOWEST_GAIN, RATING_PARTS, make_stage
from limpid_training.train import train
from limpid_training.waveforms import WaveMixer, limited

RATED = TrainConfig(architecture="test", stage="rated", steps=6, batch=2, frames=48, warmup=1, bfloat16=False, seed=2, wave_batch=1, wave_seconds=0.768)
RATED_MIXES = 4


@pytest.fixture(scope="session")
def pack(tmp_path_factory) -> Path:
    """A data pack of made-up sounds: two speakers, one noise, one room."""
    out = tmp_path_factory.mktemp("pack")
    rng = np.random.default_rng(1)
    rows = {"speech": [("a.wav", "anna"), ("b.wav", "bert")], "noise": [("n.wav", "fan")], "rooms": [("r.wav", "")]}
    heads = {"speech": "speaker", "noise": "class", "rooms": "source"}
    for table, files in rows.items():
        for name, _ in files:
            t = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
            samples = np.sin(2 * np.pi * 150 * t) * (np.sin(9 * t) > 0) + 0.01 * rng.standard_normal(len(t)) if table == "speech" else rng.standard_normal(len(t)) * np.exp(-9 * t * (table == "rooms"))
            soundfile.write(out / name, (0.2 * samples).astype(np.float32), SAMPLE_RATE_HZ, "FLOAT")
        with open(out / f"{table}.tsv", "w", encoding="utf-8", newline="") as f:
            writer = csv.writer(f, delimiter="\t")
            writer.writerow(["file", "samples", "split", heads[table]])
            writer.writerows([name, SAMPLE_RATE_HZ, "train", value] for name, value in files)
    return out


@pytest.fixture(scope="session")
def voiced() -> np.ndarray:
    """Samples at 16 kHz, as many as the raters hear: noise, and a tone in the middle."""
    samples = (0.05 * np.random.default_rng(2).standard_normal(INPUT_SAMPLES)).astype(np.float32)
    samples[40_000:90_000] += 0.2 * np.sin(np.arange(50_000) * 0.08).astype(np.float32)
    return samples


def test_the_rater_says_what_onnxruntime_says(voiced):
    with torch.no_grad():
        own = Rater()(torch.from_numpy(voiced)[None])[0].tolist()
    assert own == pytest.approx(list(dnsmos(voiced).values()), abs=2e-4)


def test_the_other_rater_says_what_onnxruntime_says(voiced):
    heard = torch.from_numpy(voiced[: -p808.HOP_SAMPLES])
    with torch.no_grad():
        own = RaterP808()(torch.stack([heard, heard * 0.1])).tolist()
    assert own == pytest.approx([p808.p808(voiced)] * 2, abs=2e-4)


def test_low_synthesis_is_the_whole_chain_at_16_khz():
    rng = np.random.default_rng(3)
    samples = lfilter(*butter(8, 5000, fs=SAMPLE_RATE_HZ), rng.standard_normal(60 * HOP_SAMPLES)).astype(np.float32)
    spectrum = stft(samples)
    gains = rng.uniform(0.2, 1, (len(spectrum), 128)).astype(np.float32)
    low = LowSynthesis()(torch.from_numpy(spectrum[None, :, :LOW_BINS].astype(np.complex64)), torch.from_numpy(gains)[None])[0].numpy()
    whole = to_16_khz(apply_gains(samples, gains))
    error = low[: len(whole)] - whole
    inner = slice(600, -600)
    assert 10 * np.log10((whole[inner] ** 2).sum() / (error[inner] ** 2).sum()) > 30


def test_limited_noise_ends_at_its_frequency_and_is_the_same_below():
    samples = np.random.default_rng(4).standard_normal(SAMPLE_RATE_HZ).astype(np.float32)
    before, after = (np.abs(np.fft.rfft(x)) for x in (samples, limited(samples, 5512.5)))
    assert np.allclose(after[:5513], before[:5513], rtol=1e-3, atol=1e-2) and after[5514:].max() < 1e-2


def test_mixes_of_samples_belong_to_their_step(pack):
    first, second = (WaveMixer(pack, "train", 5, 0.768) for _ in range(2))
    second.mix(0, 0)
    for own, other in zip(first.mix(4, 1), second.mix(4, 1), strict=True):
        assert np.array_equal(own, other) and np.abs(own).max() < 1
    clean, noisy = first.mix(4, 2)
    assert not np.array_equal(clean, first.mix(4, 1)[0]) and (noisy != clean).any()


def ratings_gained(cache, pack, **config) -> tuple[float, float]:
    """By how much 14 steps on the same few mixes raise what P.835 and P.808 say of them."""
    torch.manual_seed(0)
    made = replace(RATED, wave_batch=RATED_MIXES, learning_rate=5e-3, **config)
    stage = make_stage(Generator("test"), made, Runtime())
    batch = next(batches(cache, "train", made, Runtime(), 0, 0, pack))
    rater, other = Rater(), RaterP808()

    def ratings() -> torch.Tensor:
        with torch.no_grad():
            samples = LowSynthesis()(batch[8], stage.computed(batch[4]).clamp_min(LOWEST_GAIN))
            return torch.stack([(rater(samples) @ torch.tensor(RATING_PARTS)).mean(), other(samples).mean()])

    before = ratings()
    for _ in range(14):
        stage.step(batch, 1)
    return tuple((ratings() - before).tolist())


def test_the_rated_stages_raise_the_rating_of_their_mixes(cache, pack):
    without = ratings_gained(cache, pack, stage="rated", loss_weight_rating=0.0, loss_weight_p808=0.0)
    for stage in RATED_STAGES:
        assert ratings_gained(cache, pack, stage=stage, loss_weight_rating=1.0, loss_weight_p808=0.0)[0] > without[0] + 0.1
    assert ratings_gained(cache, pack, stage="rated", loss_weight_rating=0.0, loss_weight_p808=5.0)[1] > without[1] + 0.04


@pytest.mark.parametrize("stage", RATED_STAGES)
def test_a_rated_run_is_a_checkpoint_to_go_on_from(stage, cache, pack, tmp_path):
    config = replace(RATED, stage=stage, steps=2)
    path = train(config, cache, tmp_path, None, False, save_every=2, data=pack)
    assert checkpoint.load(path)[1]["step"] == 2
    assert load_generator(path).architecture.channels == 4


def test_the_rated_stage_wants_the_data_pack(cache, tmp_path):
    with pytest.raises(ValueError, match="--data"):
        train(RATED, cache, tmp_path, None, False, save_every=6)
