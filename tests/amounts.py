"""How much is tried: few by default, all of it under `-m slow`, or as --many says."""

import random
from collections.abc import Sequence
from typing import TypeVar

import pytest

T = TypeVar("T")

SEED = 20261122
HOURS = 4 * 3600


def amounts(few: int, all_of_it: int) -> pytest.MarkDecorator:
    """Run a test with `amount` cases: a few, and the whole when slow tests run."""
    slow = (pytest.mark.slow, pytest.mark.timeout(HOURS))
    return pytest.mark.parametrize(
        "amount", [few, pytest.param(all_of_it, marks=slow)], indirect=True
    )


def sample(items: Sequence[T], count: int) -> list[T]:
    """So many of them, the same ones for the same list, in their order."""
    places = range(len(items))
    chosen = random.Random(SEED).sample(places, min(count, len(items)))
    return [items[place] for place in sorted(chosen)]
