"""
Places where a test can kill this process, as a power cut would.

Does nothing unless the environment variable HAJIZ_FAILPOINT names one: `frozen` dies there the
first time, `frozen:3` the third.
"""

import os
import signal
from collections import Counter
from typing import Literal

VARIABLE = "HAJIZ_FAILPOINT"

Place = Literal[
    "fetched",  # an answer is there, nothing of it is kept
    "kept",  # items, matches and events are written, not committed
    "collected",  # they are committed
    "froze",  # a digest or alert is written, not committed
    "frozen",  # it is committed
    "claimed",  # a message is ours to send
    "sent",  # the receiver took it, and we have not written that down
    "settling",  # we have, but not committed
    "settled",
]

_WANTED, _, _COUNT = os.environ.get(VARIABLE, "").partition(":")
_reached: Counter[str] = Counter()


def reach(place: Place) -> None:
    """Go past *place*, or die there as by kill -9."""
    if place != _WANTED:
        return
    _reached[place] += 1
    if _reached[place] == int(_COUNT or 1):
        os.kill(os.getpid(), signal.SIGKILL)
