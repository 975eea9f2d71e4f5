"""
Places where a test can kill this process, as a power cut would, or let it hang.

Does nothing unless the environment variable HAJIZ_FAILPOINT names one: `frozen` dies there the
first time, `frozen:3` the third; `stall dispatch` lets that turn of the daemon hang for ever.
"""

import asyncio
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

_stalled: list[str] = []  # the turn of the daemon that hangs
_armed: list[str] = []  # a place, once for every time it is reached before the end


def arm(wish: str) -> None:
    """
    Die at the place that *wish* names, at its first or, for "place:3", its third time.

    With "stall NAME" the turn of that name hangs.
    """
    verb, _, turn = wish.partition(" ")
    _stalled[:] = [turn] if verb == "stall" else []
    if _stalled:
        return
    place, _, times = wish.partition(":")
    _armed[:] = [place] * (int(times or 1) if place else 0)


def reach(place: Place) -> None:
    """Go past *place*, or die there as by kill -9."""
    if _armed and _armed[-1] == place:
        _armed.pop()
        if not _armed:
            os.kill(os.getpid(), signal.SIGKILL)


async def stall(turn: str) -> None:
    """Go on, or hang here for ever."""
    if turn in _stalled:
        await asyncio.Event().wait()


arm(os.environ.get(VARIABLE, ""))
