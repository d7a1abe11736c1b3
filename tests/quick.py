"""Comparing policies on few made-up positions, where a test is not about them."""

import pytest

from consent import samples, what_if


def quicken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the positions up for one place in place of two, and few in all."""
    monkeypatch.setattr(what_if, "SAMPLES", 40)
    places = dict(list(samples._PLACES.items())[:1])
    monkeypatch.setattr(samples, "_PLACES", places)
