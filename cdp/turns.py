"""A lock that is had in the order of asking.

Python's own lock goes to whoever is quickest: a thread that lets go and asks again at
once, as work in many short pieces does, has it again before anybody else wakes up.
"""

import threading
from collections import deque


class Turns:
    """One thread at a time, the longest waiting first. Safe to share.

    `is_taken` tells if it is somebody's turn.
    """

    def __init__(self) -> None:
        """Begin with nobody's turn."""
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self.is_taken = False

    def acquire(self, timeout: float) -> bool:
        """Wait for the turn, so many seconds at most; tell if it was given."""
        mine = threading.Event()
        with self._lock:
            if not self.is_taken:
                self.is_taken = True
                return True
            self._waiting.append(mine)
        try:
            mine.wait(timeout)
        except BaseException:
            # Interrupted: a turn that was given all the same would never end.
            if not self._withdraw(mine):
                self.release()
            raise
        return not self._withdraw(mine)

    def release(self) -> None:
        """End the turn; the next one has it from here on."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self.is_taken = False

    def _withdraw(self, mine: threading.Event) -> bool:
        with self._lock:
            if mine not in self._waiting:
                return False
            self._waiting.remove(mine)
            return True
