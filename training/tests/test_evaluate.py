"""What `evaluate` makes of the measures of many clips, and one run of it from folders to table."""
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from limpid_training import evaluate, export
from limpid_training.ablation import SHOWN, ablations


def test_the_confidence_interval_is_students():
    summary = evaluate.summarise([{"x": v} for v in (1.0, 2.0, 3.0, 4.0)])
    # t(0.975; 3) = 3.182, deviation = 1.2910, divided by the root of 4.
    assert summary == {"x": {"mean": 2.5, "ci95": pytest.approx(2.0542, abs=1e-3), "clips": 4}}
    assert evaluate.summarise([{"x": 1.5}])["x"]["ci95"] == 0


def test_groups_are_sorted_by_size_where_they_are_numbers():
    assert sorted(["10", "5", "0", "15"], key=evaluate.group_names) == ["0", "5", "10", "15"]
    assert evaluate.group_label("room", "-") == "no" and evaluate.group_label("room", "rooms/x.wav") == "yes"


def test_a_system_without_a_folder_is_refused():
    with pytest.raises(ValueError, match="expected NAME=DIR"):
        evaluate.parse_systems(["Limpid"], Path("noisy"))


def test_a_clip_at_another_rate_is_refused(tmp_path):
    soundfile.write(tmp_path / "x.wav", np.zeros(100), 16_000)
    with pytest.raises(ValueError, match="16000 Hz"):
        evaluate.read_clip(tmp_path / "x.wav")


def test_a_folder_without_clips_is_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no .wav"):
        evaluate.evaluate(tmp_path, {"noisy": tmp_path}, 1, 1)


def write_pairs(folder: Path) -> None:
    rng = np.random.default_rng(0)
    t = np.arange(5 * 48_000) / 48_000
    for name in ("clean", "noisy"):
        (folder / name).mkdir()
    for i in range(2):
        voiced = sum(np.sin(2 * np.pi * (140 + 20 * i) * k * t + k) / k for k in range(1, 20)) * (np.sin(2 * np.pi * 2.5 * t) > -0.5)
        clean = 0.1 * voiced + 0.001 * rng.standard_normal(len(t))
        soundfile.write(folder / "clean" / f"{i:03d}.wav", clean, 48_000, "FLOAT")
        soundfile.write(folder / "noisy" / f"{i:03d}.wav", clean + 0.05 * rng.standard_normal(len(t)), 48_000, "FLOAT")
    (folder / "meta.tsv").write_text("clip\tsnr_db\tnoise\tspeaker\tsex\troom\n000\t0\train\ta\tf\t-\n001\t5\train\tb\tm\tx.wav\n")


def test_folders_become_tables_and_scores(tmp_path, monkeypatch, capsys):
    write_pairs(tmp_path)
    clean, noisy, out = (str(tmp_path / n) for n in ("clean", "noisy", "scores.json"))
    arguments = ["evaluate", "--clean", clean, "--noisy", noisy, "--enhanced", f"perfect={clean}", "--by", "sex", "--processes", "1", "--json", out]
    monkeypatch.setattr(sys, "argv", arguments)
    evaluate.main()
    shown = capsys.readouterr().out
    assert "| 2 clips | PESQ-WB |" in shown and "| f (1) |" in shown and "| perfect by sex |" in shown
    scores = json.loads(Path(out).read_text())
    best, noisy_scores = scores["perfect"]["all"], scores["noisy"]["all"]
    assert best["PESQ-WB"]["mean"] > 4.5 and best["STOI"]["mean"] > 0.999 and best["CSIG"]["mean"] == 5 and best["mel MSE"]["mean"] == 0
    assert noisy_scores["PESQ-WB"]["mean"] < 3 and all(1 <= noisy_scores[name]["mean"] <= 5 for name in ("SIG", "BAK", "OVRL"))
    assert set(scores["noisy"]) == {"all", "snr_db", "sex", "room", "noise"}
    card = export.overall_scores(scores)
    assert card["clips"] == 2 and card["perfect"]["COVL"]["mean"] == 5


def test_what_buys_one_measure_with_another_does_not_pass_the_gate():
    def system(pesq: float, stoi: float) -> dict:
        return {"all": {name: {"mean": value} for name, value in {**dict.fromkeys(SHOWN, 1.0), "PESQ-WB": pesq, "STOI": stoi}.items()}}

    table = ablations({"noisy": system(1, 0.7), "supervised": system(2.2, 0.87), "a": system(2.4, 0.86), "b": system(2.3, 0.8695)})
    assert "gate" not in table["noisy"] and "gate" not in table["supervised"]
    assert table["a"]["gate"] == {"passes": False, "fell": {"STOI": -0.01}}
    assert table["b"]["gate"]["passes"]
    with pytest.raises(ValueError, match="noisy"):
        ablations({"noisy": system(1, 0.7)})
