"""Every seed and a few hundred damaged files are read or refused with a reason, and nothing is written."""

import random
import warnings
from itertools import islice

import pytest

from tests.intake.fuzz import MIB, broken, counts, held_store, memory, mutants, seeds


@pytest.fixture(scope="module")
def held():
    store = held_store()
    yield store
    store.close()


def test_every_seed_keeps_the_promises_of_a_preview(held):
    before = counts(held)

    for name, data in seeds():
        assert broken(held, name, data, random.Random(0)) == "", name
    assert counts(held) == before


def test_damaged_files_keep_the_promises_of_a_preview(held):
    before, most = counts(held), memory()

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Duplicate name")
        damaged = list(islice(mutants(random.Random(20)), 250))
    for name, data in damaged:
        assert broken(held, name, data, random.Random(0)) == "", (name, data[:200])
    assert counts(held) == before
    assert memory() - most < MIB
