"""
An end to work that every single step of keeps in time, and the whole does not.

Knows nothing of what is cut off.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta


@contextmanager
def time_limit(limit: timedelta, cut_off: Callable[[], None]) -> Iterator[None]:
    """Call *cut_off* from another thread after *limit*, and every second until the work ends."""
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(done, limit, cut_off), daemon=True)
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()


def _watch(done: threading.Event, limit: timedelta, cut_off: Callable[[], None]) -> None:
    pause = limit.total_seconds()
    while not done.wait(pause):
        pause = 1.0  # what was cut off may be followed by something new
        cut_off()
