"""
What a rule fires for, counted: by day, outlet, language and term. Pure.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from model import Hit, Match, StoredItem

Counted = tuple[tuple[str, int], ...]  # the most first


@dataclass(frozen=True, slots=True)
class Figures:
    """How many items a rule fires for, in all and by what they are."""

    items: int
    days: tuple[tuple[date, int], ...]  # each day from the first to the last
    outlets: Counted
    languages: Counted
    terms: Counted  # items with the term; a topic's as "@topic: term"


def figures(fired: Iterable[tuple[StoredItem, Match]], zone: tzinfo) -> Figures:
    """Count what *fired*, each item once; the days are those of *zone*, of the first sight."""
    days, outlets, languages = Counter[date](), Counter[str](), Counter[str]()
    terms = Counter[str]()
    items = 0
    for stored, match in fired:
        items += 1
        days[stored.first_seen_at.astimezone(zone).date()] += 1
        outlets[stored.item.outlet] += 1
        languages[stored.item.language] += 1
        terms.update({term_of(hit) for hit in match.hits})
    return Figures(items, _every_day(days), _most(outlets), _most(languages), _most(terms))


def term_of(hit: Hit) -> str:
    """Name the term of *hit*, with its topic where it has one."""
    if not hit.topic:
        return hit.term
    return f"{'' if ':' in hit.topic else '@'}{hit.topic}: {hit.term}"


def _most(counted: Counter[str]) -> Counted:
    return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def _every_day(counted: Counter[date]) -> tuple[tuple[date, int], ...]:
    if not counted:
        return ()
    first, last = min(counted), max(counted)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple((day, counted[day]) for day in days)
