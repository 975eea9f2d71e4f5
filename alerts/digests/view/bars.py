"""
Matches a day as bars of block characters, for plain text and wherever pictures are not shown.

The same heights are drawn as a picture elsewhere.
"""

from collections.abc import Sequence
from statistics import median_low

BLOCKS = "▁▂▃▄▅▆▇█"
SHOWN = 30  # days


def blocks(days: Sequence[int]) -> str:
    """Write one character a day, the tallest for the most matches: "▁▂▁▅"."""
    most = max(days, default=0)
    return "".join(BLOCKS[_step(number, most)] for number in shown(days))


def shown(days: Sequence[int]) -> tuple[int, ...]:
    """Return the last days, as many as a picture has room for; no day has less than nothing."""
    return tuple(max(0, number) for number in days[-SHOWN:])


def usual(days: Sequence[int]) -> int:
    """Return the number of matches of an ordinary day before the last one."""
    return median_low(shown(days)[:-1] or (0,))


def _step(number: int, most: int) -> int:
    """Return which block stands for *number*: the lowest for none only."""
    return -(-number * (len(BLOCKS) - 1) // most) if most > 0 else 0
