"""
What tells rules which sentences of an item are of the past.

Who reads that out of a text is not known here: rules know no incidents.
"""

from dataclasses import dataclass
from typing import Protocol

from model import Item, Span
from model.incident import EventDate


@dataclass(frozen=True, slots=True)
class PastSentence:
    """A sentence that only tells of the past; *date* is that of what it tells, where it is said."""

    span: Span  # in the title, an empty line and the body
    date: EventDate | None


class Background(Protocol):
    """
    Reads items for sentences that only tell of the past; any number of threads may ask.

    It goes with a rule set into other processes, so it must be picklable.
    """

    @property
    def version(self) -> str:
        """A text that changes whenever an answer may."""

    def __call__(self, item: Item) -> tuple[PastSentence, ...]:
        """Return those sentences of *item*, in the order of the text; none overlaps another."""
