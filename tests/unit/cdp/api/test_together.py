import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cdp.api.together import Together


class Slow:
    """Doubles numbers; the first page waits until others have queued up."""

    def __init__(self):
        self.pages = []
        self.go = threading.Event()

    def __call__(self, page):
        self.go.wait(5)
        self.pages.append(list(page))
        if 13 in page:
            raise ValueError("unlucky")
        return [2 * one for one in page]


def ask_all(together, slow, numbers):
    with ThreadPoolExecutor(len(numbers)) as callers:
        waiting = [callers.submit(together.ask, one) for one in numbers]
        while len(together._queue) < len(numbers) - 1:
            pass
        slow.go.set()
        return [one.exception() or one.result() for one in waiting]


def test_callers_who_wait_are_served_in_one_page():
    slow = Slow()
    found = ask_all(Together(slow), slow, list(range(8)))
    assert found == [2 * one for one in range(8)]
    assert sorted(map(len, slow.pages)) == [1, 7]


def test_a_page_has_a_limit():
    slow = Slow()
    ask_all(Together(slow, largest=3), slow, list(range(8)))
    assert max(map(len, slow.pages)) <= 3
    assert sum(map(len, slow.pages)) == 8


def test_one_callers_trouble_is_nobody_elses():
    slow = Slow()
    found = ask_all(Together(slow), slow, [1, 2, 13, 4])
    assert [one for one in found if isinstance(one, int)] == [2, 4, 8]
    assert sum(isinstance(one, ValueError) for one in found) == 1


def test_a_lone_caller_gets_its_answer_or_its_error():
    slow = Slow()
    slow.go.set()
    assert Together(slow).ask(3) == 6
    with pytest.raises(ValueError, match="unlucky"):
        Together(slow).ask(13)


def test_a_page_that_may_be_done_is_not_done_again():
    slow, done = Slow(), []

    def serve(page):
        slow(page)
        done.extend(page)
        raise TimeoutError("no answer")

    found = ask_all(Together(serve, never_again=(TimeoutError,)), slow, list(range(6)))
    assert all(isinstance(one, TimeoutError) for one in found)
    assert sorted(done) == list(range(6))
