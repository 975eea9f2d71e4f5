"""What changed from one text to the next, word by word. Knows neither versions nor screens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_WORDS = 20_000  # compared word by word; longer texts are compared by line

_WORDS = re.compile(r"\S+|\s+")
_LINES = re.compile(r"[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that stayed, or that only one of the two texts has."""

    kind: Literal["same", "removed", "added"]
    text: str


def changes(before: str, after: str, most: int = MOST_WORDS) -> Iterator[Change]:
    """
    Yield *after* in order, with what it took away from *before* and what it put in.

    Texts of more than about *most* words are compared line by line.
    """
    pieces = _WORDS if max(len(before), len(after)) < most * 6 else _LINES
    old, new = pieces.findall(before), pieces.findall(after)
    for what, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Change("same", "".join(new[m:n]))
            continue
        if removed := "".join(old[i:j]):
            yield Change("removed", removed)
        if added := "".join(new[m:n]):
            yield Change("added", added)
