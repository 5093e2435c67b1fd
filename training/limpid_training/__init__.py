"""Trains Limpid's generator: a gain in [0, 1] per frame and band, from noisy band energies."""
