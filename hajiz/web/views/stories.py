"""
A list of items by incident: one story each, its reports in order, mere relays folded away.

Pure; how it looks is the template's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from alerts.digests.language.phrase import NOTHING, Phrase
from alerts.incidents.status import UNNAMED
from hajiz.incidents.showing import Report, Shown
from hajiz.web.views.cards import Card
from hajiz.web.views.incidents import Line, Stance, Teller, relayed


@dataclass(frozen=True, slots=True)
class Told:
    """An item of a list, and what it says of the incident; None: it is of none."""

    card: Card
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """A report, and under it those that only quote the same origin."""

    told: Told
    origin: Phrase = NOTHING  # by name
    relays: tuple[Told, ...] = ()

    @property
    def open(self) -> int:
        """Return of how many relays something is still to be said."""
        return sum(each.card.is_open for each in self.relays)


@dataclass(frozen=True, slots=True)
class Story:
    """An incident with those of its reports that are in the list; or one item of no incident."""

    line: Line | None
    leads: tuple[Lead, ...]
    more: int = 0  # reports of it that are not in the list

    @property
    def size(self) -> int:
        """Return how many items of the list it has."""
        return sum(1 + len(each.relays) for each in self.leads)


@dataclass(frozen=True, slots=True)
class Day:
    """The stories whose newest item in the list was first seen on one day."""

    date: date
    stories: tuple[Story, ...]


def days_of(
    cards: Sequence[Card],
    incident_of: Mapping[int, int],
    found: Mapping[int, Shown],
    teller: Teller,
    zone: tzinfo,
) -> tuple[Day, ...]:
    """
    Part a list, the newest item first, into days and stories.

    A story stands where its newest item does; within it the first report leads.
    """
    lines = teller.lines(found)
    groups: dict[tuple[int, int], list[Card]] = {}
    for card in cards:
        number = incident_of.get(card.stored.id, 0)
        key = (number, 0) if number in lines else (0, card.stored.id)
        groups.setdefault(key, []).append(card)
    days: dict[date, list[Story]] = {}
    for (number, _), own in groups.items():
        day = own[0].stored.first_seen_at.astimezone(zone).date()
        story = _story(own, found[number], lines[number], teller) if number else _alone(own)
        days.setdefault(day, []).append(story)
    ordered = sorted(days.items(), key=lambda each: each[0], reverse=True)
    return tuple(Day(day, tuple(own)) for day, own in ordered)


def _alone(own: Sequence[Card]) -> Story:
    return Story(None, tuple(Lead(Told(card)) for card in own))


def _story(own: Sequence[Card], shown: Shown, line: Line, teller: Teller) -> Story:
    reports = _first_of_each(shown.reports)
    ordered = sorted(own, key=lambda card: _place(card, reports))
    leads = tuple(_leads(ordered, reports, teller))
    return Story(line, leads, max(0, line.reports - len(own)))


def _first_of_each(reports: Iterable[Report]) -> dict[int, Report]:
    """Return one report of each item: the one that is news, where it also recalls the incident."""
    found: dict[int, Report] = {}
    for each in sorted(reports, key=lambda each: (each.told.mention.is_background, each.key)):
        found.setdefault(each.key.item, each)
    return found


def _place(card: Card, reports: Mapping[int, Report]) -> tuple[bool, object, int]:
    report = reports.get(card.stored.id)
    at = card.stored.first_seen_at if report is None else report.told.at
    return report is None, at, card.stored.id


def _leads(
    ordered: Iterable[Card], reports: Mapping[int, Report], teller: Teller
) -> Iterator[Lead]:
    leads: list[tuple[Told, str]] = []
    relays: dict[str, list[Told]] = {}
    for card in ordered:
        report = reports.get(card.stored.id)
        told = Told(card, None if report is None else teller.stance(report.told))
        origin = _claimed(report)
        if origin in relays and report is not None and relayed(report.told):
            relays[origin].append(told)
            continue
        is_first = origin and origin not in relays
        if is_first:
            relays[origin] = []
        leads.append((told, origin if is_first else ""))
    for told, origin in leads:
        yield Lead(told, teller.who(origin), tuple(relays.get(origin, ())))


def _claimed(report: Report | None) -> str:
    """Return the origin whose claim a report is, with a name; "" none."""
    if report is None or report.told.account.stance not in {"claims", "quotes"}:
        return ""
    origin = report.told.account.origin
    return "" if origin in UNNAMED else origin
