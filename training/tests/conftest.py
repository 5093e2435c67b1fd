"""A tiny cache of made-up sounds, in place of the data pack."""
from pathlib import Path

import numpy as np
import pytest
import torch

from limpid_training.cache import write

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cache")
    rng = np.random.default_rng(0)
    speech, rows = [], []
    for speaker, sex in (("anna", "f"), ("bert", "m")):
        for rendering in ("plain", "room"):
            for _ in range(3):
                speech.append(rng.normal(-3, 1, (rng.integers(40, 90), 128)).astype(np.float16))
                rows.append({"speaker": speaker, "sex": sex, "rendering": rendering, "bandwidth_hz": 20_000.0, "snr_db": 40.0})
    write(out, "speech-train", speech, rows)
    noise = [rng.normal(-4, 0.5, (n, 128)).astype(np.float16) for n in (30, 100, 200)]
    write(out, "noise-train", noise, [{"class": c} for c in ("fan", "street", "fan")])
    return out
