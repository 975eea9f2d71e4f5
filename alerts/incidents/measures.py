"""
How well reports were grouped, beside a grouping by careful readers.

Knows two partitions of the same things and nothing of texts. What a partition does not name stands
alone in it.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import comb
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision and recall, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 when both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many were right."""

    right: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share from 0 to 1; None when nothing was asked."""
        return self.right / self.of if self.of else None


def b_cubed(found: Mapping[K, Hashable], true: Mapping[K, Hashable]) -> Scores:
    """
    Score *found* against *true*, every member of *true* counting alike.

    Precision of a member is the share of those found with it that belong with it, recall the share
    of those that belong with it that were found with it (Bagga and Baldwin, "Entity-Based
    Cross-Document Coreferencing Using the Vector Space Model", COLING-ACL 1998).
    """
    cells, in_found, in_true = _counts(found, true)
    if not cells:
        return Scores(1.0, 1.0)
    members = cells.total()
    precision = sum(n * n / in_found[group] for (group, _), n in cells.items())
    recall = sum(n * n / in_true[group] for (_, group), n in cells.items())
    return Scores(precision / members, recall / members)


def pairwise(found: Mapping[K, Hashable], true: Mapping[K, Hashable]) -> Scores:
    """
    Score the pairs of *found* against the pairs of *true*; large groups weigh most.

    No pair at all is no mistake: precision or recall is then 1.
    """
    cells, in_found, in_true = _counts(found, true)
    both = _pairs(cells)
    return Scores(
        both / _pairs(in_found) if _pairs(in_found) else 1.0,
        both / _pairs(in_true) if _pairs(in_true) else 1.0,
    )


def apart(found: Mapping[K, Hashable], pairs: Iterable[tuple[K, K]]) -> Share:
    """Count the pairs that *found* keeps in different groups."""
    kept = [_group(found, a) != _group(found, b) for a, b in pairs]
    return Share(sum(kept), len(kept))


def accuracy(answers: Collection[tuple[object, object]]) -> Share:
    """Count the answers, each of what was expected and what was given, that agree."""
    return Share(sum(expected == given for expected, given in answers), len(answers))


def _group(groups: Mapping[K, Hashable], member: K) -> Hashable:
    return (True, groups[member]) if member in groups else (False, member)


def _counts(
    found: Mapping[K, Hashable], true: Mapping[K, Hashable]
) -> tuple[Counter[tuple[Hashable, Hashable]], Counter[Hashable], Counter[Hashable]]:
    """Count the members of each crossing of two groups, and of each group."""
    crossings = [(_group(found, member), _group(true, member)) for member in true]
    return (
        Counter[tuple[Hashable, Hashable]](crossings),
        Counter[Hashable](group for group, _ in crossings),
        Counter[Hashable](group for _, group in crossings),
    )


def _pairs(groups: Counter[Hashable] | Counter[tuple[Hashable, Hashable]]) -> int:
    return sum(comb(n, 2) for n in groups.values())
