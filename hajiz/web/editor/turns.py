"""
Previews take turns: the newest of each visitor counts, and few run at once.

So nobody who types fast makes the page slow for others.
"""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MOST_AT_ONCE = 2
WAIT = 5.0  # seconds for a turn


class BusyError(Exception):
    """Others are looking through the archive; trying again may work."""


class Turns:
    """Who may look through the archive now."""

    def __init__(self, most: int = MOST_AT_ONCE, wait: float = WAIT) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._wait = wait
        self._numbers = itertools.count()
        self._newest: dict[str, int] = {}

    @contextmanager
    def turn(self, who: str) -> Iterator[Callable[[], bool]]:
        """
        Wait for a turn of *who*, whose earlier one ends; give what says that a later one has come.

        Raises:
            BusyError: there was none in time.
        """
        number = self._newest[who] = next(self._numbers)
        if not self._free.acquire(timeout=self._wait):
            raise BusyError
        try:
            yield lambda: self._newest.get(who) != number
        finally:
            self._free.release()
            if self._newest.get(who) == number:
                self._newest.pop(who, None)
