"""What people said of an incident: which reports belong together, and which do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hajiz.incidents.showing import Shown
from storage.incident_links import Link


@dataclass(frozen=True, slots=True)
class Said:
    """One word of one person: these items are one event, or not one with those others."""

    is_one: bool
    by: str
    at: datetime
    items: tuple[int, ...]  # of the incident
    others: tuple[int, ...]  # of others, when they are kept apart


def said_of(shown: Shown, links: Iterable[Link]) -> tuple[Said, ...]:
    """Return what *links* say of the reports of an incident, what was said first first."""
    own = {tuple(each.key) for each in shown.reports}
    words: dict[tuple[datetime, str, bool], tuple[set[int], set[int]]] = {}
    for link in links:
        ours = [key for key in (link.one, link.other) if key in own]
        if ours:
            sides = words.setdefault((link.said_at, link.said_by, link.is_one), (set(), set()))
            sides[0].update(item for item, _ in ours)
            sides[1].update(key[0] for key in (link.one, link.other) if key not in own)
    return tuple(
        Said(is_one, by, at, tuple(sorted(items)), tuple(sorted(others)))
        for (at, by, is_one), (items, others) in sorted(words.items())
    )
