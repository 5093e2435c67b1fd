"""Mixes made a batch at once on the device are those that are made item by item."""
import numpy as np
import pytest
import torch

from limpid_training import checkpoint, dsp, resident
from limpid_training.config import TrainConfig
from limpid_training.feed import batches
from limpid_training.mixing import Mixer
from limpid_training.plan import Sound
from limpid_training.resident import PACKED, ResidentMixer, pack
from limpid_training.runtime import Runtime
from limpid_training.train import train

CPU = torch.device("cpu")


def without_angles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Mixer, "angles", lambda self, shape, rng: np.zeros(shape, np.float32))
    monkeypatch.setattr(ResidentMixer, "angles", lambda self, shape: torch.zeros(shape))


@pytest.mark.parametrize("causal", [False, True])
def test_the_same_plans_give_the_same_batch(cache, monkeypatch, causal):
    without_angles(monkeypatch)
    mixer, device_mixer = Mixer(cache, "train", 64, seed=4, causal=causal), ResidentMixer(cache, "train", 4, causal, CPU)
    plans = [mixer.draw(0, i)[0] for i in range(96)]
    assert any(not isinstance(p.noise, Sound) for p in plans) and any(p.other for p in plans) and any(p.muted for p in plans)
    assert any(p.speech.added for p in plans) and any(p.speech_warp for p in plans) and any(p.limit.min() < 1 for p in plans)
    packed = pack(plans)
    assert len(packed) == PACKED
    one, other = mixer.batch(0, 96), device_mixer.batch(packed, 0)
    for name, made in zip(("features", "noisy", "clean", "cos_theta"), other, strict=True):
        expected = getattr(one, name)
        scale = 1 if name in ("features", "cos_theta") else expected
        assert np.abs((made.numpy() - expected) / scale).max() < 2e-3, name


def test_angles_spread_alike_and_belong_to_the_step(cache):
    mixer, device_mixer = Mixer(cache, "train", 64, seed=4), ResidentMixer(cache, "train", 4, False, CPU)
    mine, theirs = mixer.angles((2000, dsp.NUM_BANDS), np.random.default_rng(1)), device_mixer.angles(torch.Size((2000, dsp.NUM_BANDS))).numpy()
    assert np.abs(mine.std(0) - theirs.std(0)).max() < 0.04 and np.abs(theirs.mean(0)).max() < 0.08
    packed = pack([mixer.draw(7, i)[0] for i in range(2)])
    first, again, otherwise = (device_mixer.batch(packed, step)[1] for step in (7, 7, 8))
    assert torch.equal(first, again) and not torch.equal(first, otherwise)


def test_a_batch_without_babble_or_consonants_can_be_packed(cache):
    mixer = Mixer(cache, "train", 64, seed=4)
    plain = [p for p in (mixer.draw(0, i)[0] for i in range(20)) if isinstance(p.noise, Sound) and not p.speech.added]
    made = ResidentMixer(cache, "train", 4, False, CPU).batch(pack(plain), 0)
    assert all(x.shape == (len(plain), 64, dsp.NUM_BANDS) and bool(torch.isfinite(x).all()) for x in made)


def test_local_levels_are_those_of_the_chain():
    energies = np.random.default_rng(2).gamma(0.5, 1, (2, 700, dsp.NUM_BANDS)).astype(np.float32)
    for causal in (False, True):
        assert np.allclose(resident.features(torch.from_numpy(energies), causal).numpy(), dsp.features(energies, causal), atol=1e-5)


def test_a_run_with_a_resident_cache_resumes_and_shares_its_batches(cache, tmp_path):
    config = TrainConfig(architecture="test", steps=6, batch=4, frames=48, warmup=2, bfloat16=False, seed=9)
    runtime = Runtime(resident=True)
    straight, _ = checkpoint.load(train(config, cache, tmp_path, None, False, save_every=3, runtime=runtime))
    feed = list(batches(cache, "train", config, runtime, 0, 1))
    late = list(batches(cache, "train", config, runtime, 4, 0))
    assert len(late) == 2 and all(torch.equal(a, b) for one, other in zip(feed[4:], late, strict=True) for a, b in zip(one, other, strict=True))
    shares = [list(batches(cache, "train", config, Runtime(rank, 2, resident=True), 0, 0)) for rank in (0, 1)]
    assert all(len(share[0][0]) == 2 for share in shares) and not torch.equal(shares[0][0][0], shares[1][0][0])
    by_workers, _ = checkpoint.load(train(config, cache, tmp_path / "workers", None, False, save_every=3))
    assert any(not torch.equal(straight["average"][k], by_workers["average"][k]) for k in straight["average"])
