"""Waiting for what another process does, with an end."""

import time
from collections.abc import Callable

# Tests share their machine with one another: an engine that is kept waiting for a
# processor must not be what they find out. What happens when it is late has its own.
PATIENT = {"ACCORD_POLICY_TIMEOUT_SECONDS": "10"}


def wait_until(
    happened: Callable[[], object], what: str, *, seconds: float = 30
) -> None:
    """Look again and again; fail by name when it does not come."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {seconds:g} s")
        time.sleep(0.05)
