"""
A digest as one list of items in reading order, each with the places it stands under.

What is paged, numbered and counted are these rows.
"""

from dataclasses import dataclass

from model import Digest, DigestItem, Outlet, PartKind


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a digest and where it stands; *number* counts from 1 over the whole digest."""

    number: int
    kind: PartKind
    rule: str
    outlet: Outlet
    item: DigestItem


def rows_of(digest: Digest) -> tuple[Row, ...]:
    """Return all items of *digest* in reading order."""
    places = (
        (part.kind, section.rule, group.outlet, item)
        for part in digest.parts
        for section in part.sections
        for group in section.groups
        for item in group.items
    )
    return tuple(Row(number, *place) for number, place in enumerate(places, start=1))


def count_by_kind(digest: Digest) -> dict[PartKind, int]:
    """Return how many items each part has."""
    return {
        part.kind: sum(len(group.items) for each in part.sections for group in each.groups)
        for part in digest.parts
    }


def count_by_rule(digest: Digest) -> dict[str, int]:
    """Return how many items stand under each rule, in all parts together, in reading order."""
    counts: dict[str, int] = {}
    for section in digest.sections:
        number = sum(len(group.items) for group in section.groups)
        counts[section.rule] = counts.get(section.rule, 0) + number
    return counts
