"""
Queries as people type them into a field for search: words side by side, which must all occur.

In a rule that is a mistake, because it could mean a phrase; whoever searches sees at once what was
meant. Knows tokens only.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from alerts.rules.query.parsing import tokens
from model import RuleError

if TYPE_CHECKING:
    from lark import Token

_BEGINNINGS = frozenset(["WORD", "PHRASE", "TOPIC", "FIELD", "OPEN", "NOT"])
_ENDS = frozenset(["WORD", "PHRASE", "TOPIC", "CLOSE"])
_AND = "AND "


@dataclass(frozen=True, slots=True)
class Joined:
    """A query with AND between all that stood side by side in *text*, at *places*."""

    text: str
    places: tuple[int, ...]

    @property
    def query(self) -> str:
        """The query, as a rule has it."""
        cuts = [0, *self.places, len(self.text)]
        return _AND.join(self.text[start:end] for start, end in pairwise(cuts))

    def moved(self, error: RuleError) -> RuleError:
        """Return *error*, which is about `query`, with the place it has in `text`."""
        offset = error.offset
        if offset is not None:
            offset = self._place(offset)
        return RuleError(error.rule, error.reason, self.text, offset)

    def _place(self, offset: int) -> int:
        for count, place in enumerate(self.places):
            if offset <= place + count * len(_AND):
                return offset - count * len(_AND)
            if offset < place + (count + 1) * len(_AND):
                return place
        return offset - len(self.places) * len(_AND)


def joined(text: str) -> Joined:
    """Put AND between what stands side by side in *text*, which may be no query at all."""
    places: list[int] = []
    before: Token | None = None
    for token in tokens(text):
        if before is not None and before.type in _ENDS and token.type in _BEGINNINGS:
            places.append(token.start_pos or 0)
        before = token
    return Joined(text, tuple(places))
