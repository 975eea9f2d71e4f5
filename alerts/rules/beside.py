"""
Whether a rule fires for an item without some of its sentences.

For who has to say whether all that made a rule fire stands in these. What a word means is read from
the whole text, as with `when:recent`, so that leaving out can only take hits away.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from alerts.rules.matcher import RuleSet
from alerts.rules.matching.background import PastSentence
from alerts.rules.matching.recency import without_past
from alerts.rules.matching.section import Subject
from model import Item, Span


@dataclass(frozen=True, slots=True)
class _Given:
    """Sentences that are left out, as rules ask for those of the past."""

    sentences: tuple[PastSentence, ...]

    @property
    def version(self) -> str:
        return ""  # nothing is kept that was decided with it

    def __call__(self, item: Item) -> tuple[PastSentence, ...]:  # noqa: ARG002 - they are of it
        return self.sentences


def fires_beside(item: Item, rule_set: RuleSet, rule: str, spans: Iterable[Span]) -> bool:
    """
    Say whether *rule* fires for *item* when no hit that begins in *spans* counts.

    Spans are those of title, an empty line and body. A rule that is not in the set is not said to
    be silent.
    """
    index = rule_set.index
    given = _Given(tuple(PastSentence(each, None) for each in _apart(spans)))
    node = next((each.node for each in index.rules if each.name == rule), None)
    if node is None:
        return True
    return bool(without_past(node).hits(Subject(item, index.scanner, given)))


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Return *spans* in order, those that overlap as one."""
    found: list[Span] = []
    for each in sorted(spans, key=lambda each: (each.start, each.end)):
        if found and each.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, each.end))
        else:
            found.append(each)
    return found
