"""Generated bursts and friction."""
import numpy as np

from limpid_training.consonants import LEVEL_DB, WORD_PART, Consonants


def word(frames: int = 30, silent: int = 5) -> np.ndarray:
    out = np.full((frames, 128), 1e-12, np.float32)
    out[silent:] = 1.0
    return out


def test_a_consonant_lies_right_before_the_audible_word_at_its_level():
    consonants = Consonants()
    for seed in range(30):
        placed = consonants.before(word(), 40, np.random.default_rng(seed))
        assert placed is not None
        first, energies = placed
        assert first + len(energies) == 45 and 2 <= len(energies) <= 9
        level_db = 10 * np.log10(energies.sum(1).mean() / word().sum(1).mean())
        assert level_db <= LEVEL_DB[1] + 0.1


def test_a_word_without_treble_gets_a_consonant_without():
    dark = word()
    dark[:, 80:] = 1e-12
    for seed in range(30):
        placed = Consonants().before(dark, 40, np.random.default_rng(seed))
        assert placed is not None and placed[1][:, 80:].max() <= WORD_PART * 1.001e-12


def test_there_is_none_where_it_would_begin_before_the_start():
    assert Consonants().before(word(silent=0), 1, np.random.default_rng(1)) is None
