"""Waiting for what another process does, with an end."""

import time
from collections.abc import Callable


def wait_until(
    happened: Callable[[], object], what: str, *, seconds: float = 30
) -> None:
    """Look again and again; fail by name when it does not come."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {seconds:g} s")
        time.sleep(0.05)
