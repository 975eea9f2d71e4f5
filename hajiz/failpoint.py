"""
Places where a test can kill this process, as a power cut would.

Does nothing unless the environment variable HAJIZ_FAILPOINT names one: `frozen` dies there the
first time, `frozen:3` the third.
"""

import os
import signal
from typing import Literal, get_args

VARIABLE = "HAJIZ_FAILPOINT"

Place = Literal[
    "fetched",  # an answer is there, nothing of it is kept
    "kept",  # items, matches and events are written, not committed
    "collected",  # they are committed
    "froze",  # a digest or alert is written, not committed
    "frozen",  # it is committed
    "claimed",  # a message is ours to send
    "sent",  # the receiver has answered, and we have not written that down
    "settling",  # we have, but not committed
    "settled",
]
PLACES: tuple[Place, ...] = get_args(Place)

_armed: list[str] = []  # a place, once for every time it is reached before the end


def arm(wish: str) -> None:
    """Die at the place that *wish* names, at its first or, for "place:3", its third time."""
    place, _, times = wish.partition(":")
    _armed[:] = [place] * (int(times or 1) if place else 0)


def reach(place: Place) -> None:
    """Go past *place*, or die there as by kill -9."""
    if _armed and _armed[-1] == place:
        _armed.pop()
        if not _armed:
            os.kill(os.getpid(), signal.SIGKILL)


arm(os.environ.get(VARIABLE, ""))
