"""
One rule before and after a change: what it gains, loses and keeps, and what of that is labelled.

Knows items by their numbers only. Pure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from alerts.tuning.quality import Quality, quality
from model import Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """What becomes of a rule's items; the newest, by number, first."""

    gained: tuple[int, ...]
    lost: tuple[int, ...]
    kept: tuple[int, ...]
    verdicts: Mapping[int, Verdict]  # of the gained, lost and kept ones that are labelled
    before: Quality
    after: Quality

    @property
    def is_different(self) -> bool:
        """Whether anything is gained or lost."""
        return bool(self.gained or self.lost)

    def labelled(self, items: Collection[int], verdict: Verdict) -> tuple[int, ...]:
        """Return those of *items* that *verdict* was said of, in their order."""
        return tuple(item for item in items if self.verdicts.get(item) == verdict)


def compare(
    before: Collection[int], after: Collection[int], verdicts: Mapping[int, Verdict]
) -> Comparison:
    """
    Compare the items a rule fires for *before* and *after* a change.

    *verdicts* are all that were said of the rule, also of items it fires for neither way: those
    labelled relevant count for recall.
    """
    old, new = set(before), set(after)
    return Comparison(
        gained=_newest_first(new - old),
        lost=_newest_first(old - new),
        kept=_newest_first(old & new),
        verdicts={item: said for item, said in verdicts.items() if item in old | new},
        before=quality(old, verdicts),
        after=quality(new, verdicts),
    )


def _newest_first(items: Collection[int]) -> tuple[int, ...]:
    return tuple(sorted(items, reverse=True))
