"""
A digest as one list of items in reading order, each with the places it stands under.

What is paged, numbered and counted are these rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from model import Outlet
from model.digest import Digest, DigestIncident, DigestItem, DigestPart, IncidentReport, PartKind


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a digest and where it stands; *number* counts from 1 over the whole digest."""

    number: int
    kind: PartKind
    rule: str
    outlet: Outlet
    item: DigestItem
    incident: DigestIncident | None = None  # that it stands under, before all rules
    report: IncidentReport | None = None


def rows_of(digest: Digest) -> tuple[Row, ...]:
    """Return all items of *digest* in reading order."""
    places = (place for part in digest.parts for place in _places(part))
    return tuple(Row(number, *place) for number, place in enumerate(places, start=1))


def count_by_kind(digest: Digest) -> dict[PartKind, int]:
    """Return how many items each part has."""
    return {part.kind: len(part.items) for part in digest.parts}


def count_by_rule(digest: Digest) -> dict[str, int]:
    """Return of how many items each rule is the first, in all parts together, in reading order."""
    counts: dict[str, int] = {}
    for (_, rule), number in count_by_section(digest).items():
        counts[rule] = counts.get(rule, 0) + number
    return counts


def count_by_section(digest: Digest) -> dict[tuple[PartKind, str], int]:
    """Return of how many items of each part each rule is the first, in reading order."""
    counts: dict[tuple[PartKind, str], int] = {}
    for part in digest.parts:
        for _, rule, *_ in _places(part):
            counts[part.kind, rule] = counts.get((part.kind, rule), 0) + 1
    return counts


_Place = tuple[PartKind, str, Outlet, DigestItem, DigestIncident | None, IncidentReport | None]


def _places(part: DigestPart) -> Iterator[_Place]:
    for incident in part.incidents:
        for report in incident.reports:
            rule = report.item.rules[0] if report.item.rules else ""
            yield part.kind, rule, report.outlet, report.item, incident, report
    for section in part.sections:
        for group in section.groups:
            for item in group.items:
                yield part.kind, section.rule, group.outlet, item, None, None
