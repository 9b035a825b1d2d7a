"""Inputs drawn anew from each seed, and how close an answer must be."""

import numpy as np


def close(found, wanted, tol=1e-6):
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(wanted, dtype=float), rtol=tol, atol=tol)


def draw(rng, low, high, digits=3):
    return round(float(rng.uniform(low, high)), digits)


def walk(rng, n, drift=0.1):
    return [round(float(v), 3) for v in 50 + np.cumsum(rng.normal(drift, 1, n))]
