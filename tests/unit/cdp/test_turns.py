"""The write turn goes to who waits longest, and is never lost."""

import signal
import threading
import time

import pytest

from cdp.turns import Turns


def wait_until(count: int, turns: Turns) -> None:
    end = time.monotonic() + 10
    while len(turns._waiting) != count and time.monotonic() < end:
        time.sleep(0.001)
    assert len(turns._waiting) == count


def test_they_have_it_in_the_order_of_asking():
    turns, had = Turns(), []
    assert turns.acquire(1)

    def have(number: int) -> None:
        assert turns.acquire(10)
        had.append(number)
        turns.release()

    threads = [threading.Thread(target=have, args=[n]) for n in range(6)]
    for count, one in enumerate(threads, 1):
        one.start()
        wait_until(count, turns)
    turns.release()
    for one in threads:
        one.join(10)
    assert had == list(range(6))


def test_who_asks_again_at_once_does_not_pass_who_waits():
    turns, had = Turns(), []
    assert turns.acquire(1)

    def have() -> None:
        assert turns.acquire(10)
        had.append("waited")
        turns.release()

    other = threading.Thread(target=have)
    other.start()
    wait_until(1, turns)
    turns.release()
    assert turns.acquire(10)
    had.append("again")
    turns.release()
    other.join(10)
    assert had == ["waited", "again"]


def test_who_waited_too_long_is_told_and_forgotten():
    turns = Turns()
    assert turns.acquire(1)
    assert not turns.acquire(0.01)
    turns.release()
    assert turns.acquire(0.01)


class StoppedError(Exception):
    pass


def test_an_interrupted_wait_leaves_the_turn_to_others():
    def stop(_number: int, _frame: object) -> None:
        raise StoppedError

    turns, before = Turns(), signal.signal(signal.SIGALRM, stop)
    try:
        assert turns.acquire(1)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(StoppedError):
            turns.acquire(10)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    turns.release()
    assert turns.acquire(0.01)


def test_a_turn_given_in_the_moment_of_an_interruption_goes_on(
    monkeypatch: pytest.MonkeyPatch,
):
    turns = Turns()
    assert turns.acquire(1)

    def wait(_event: threading.Event, _timeout: float) -> bool:
        turns.release()  # it is ours now
        raise StoppedError

    with monkeypatch.context() as patched:
        patched.setattr(threading.Event, "wait", wait)
        with pytest.raises(StoppedError):
            turns.acquire(10)
    assert turns.acquire(0.01)
