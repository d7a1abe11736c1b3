"""Callers who wait at the same time are served together, in one transaction.

One write costs one disk sync however many answers it holds, so under load the wait of
one page is the gathering of the next. Nobody is answered before the commit.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

LARGEST_PAGE = 64


class _Waiting(Generic[T, R]):
    """One caller's item, and what became of it.

    `called` is set when it is served, or when its caller has the turn.
    """

    def __init__(self, item: T) -> None:
        self.item = item
        self.result: list[R] = []
        self.error: BaseException | None = None
        self.called = threading.Event()

    @property
    def is_served(self) -> bool:
        return bool(self.result) or self.error is not None


class Together(Generic[T, R]):
    """Hands the items of concurrent callers to `serve` as one page.

    Whoever has the turn serves everybody who waits, then gives the turn to the first
    who came since. A page that fails is repeated one by one, so that one caller's
    trouble is nobody else's. Safe to share.
    """

    def __init__(
        self,
        serve: Callable[[list[T]], list[R]],
        *,
        largest: int = LARGEST_PAGE,
        never_again: tuple[type[BaseException], ...] = (),
    ) -> None:
        """Serve pages of at most `largest` items.

        An error of `never_again` says that the page may be done: everybody gets it.
        """
        self._serve = serve
        self._never_again = never_again
        self._largest = largest
        self._lock = threading.Lock()
        self._queue: deque[_Waiting[T, R]] = deque()
        self._is_taken = False

    def ask(self, item: T) -> R:
        """Give the result of one item; raises what `serve` raised for it."""
        waiting: _Waiting[T, R] = _Waiting(item)
        with self._lock:
            self._queue.append(waiting)
            must_wait, self._is_taken = self._is_taken, True
        if must_wait:
            waiting.called.wait()
        if not waiting.is_served:
            self._use_turn()
        if waiting.error is not None:
            raise waiting.error
        return waiting.result[0]

    def _use_turn(self) -> None:
        page = self._next_page()
        self._serve_page(page)
        with self._lock:
            following = list(self._queue)[:1]
            self._is_taken = bool(following)
        # One by one: who is served must not wait for the next page to begin.
        for one in page + following:
            one.called.set()

    def _next_page(self) -> list[_Waiting[T, R]]:
        # Only the holder of the turn takes out, so what is counted is there.
        count = min(len(self._queue), self._largest)
        return [self._queue.popleft() for _ in range(count)]

    def _serve_page(self, page: list[_Waiting[T, R]]) -> None:
        try:
            found = self._serve([one.item for one in page])
        except BaseException as err:  # noqa: BLE001  # whatever it is, its caller gets it
            self._serve_singly(page, err)
            return
        for one, result in zip(page, found, strict=True):
            one.result.append(result)

    def _serve_singly(self, page: list[_Waiting[T, R]], err: BaseException) -> None:
        if len(page) == 1 or isinstance(err, self._never_again):
            for one in page:
                one.error = err
            return
        for one in page:
            self._serve_page([one])
