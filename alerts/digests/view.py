"""
A digest as flat, clean words: everything decided, nothing left to the templates but layout.

Knows times, zones and hostile text; knows neither HTML nor JSON.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from alerts.digests import words
from alerts.digests.plain import language_tag, one_line, plain, web_link
from alerts.digests.times import clock_label, day_label, item_times, stamp, zone_of
from model import Digest, DigestItem, Excerpt, OutletGroup, RuleSection

MOST_ITEMS = 200  # shown in full; the rest is counted
MOST_FAILING = 50
NAME_LIMIT = 120
REASON_LIMIT = 300
LONG_WINDOW = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an outlet's text, and whether it is a hit."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item, ready to lay out; *link* is "" or http(s)."""

    number: int
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    link: str
    language: str
    facts: tuple[str, ...]  # "Thu 19 Nov 15:10 Damascus"
    also: tuple[str, ...] = ()  # the further rules it fired


@dataclass(frozen=True, slots=True)
class GroupView:
    """An outlet's items within a section; *more* of them are only counted."""

    outlet: str
    affiliation: str
    language: str
    items: tuple[ItemView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class SectionView:
    """A rule with its items."""

    rule: str
    count: int
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class BlindView:
    """An outlet that could not be seen, and why."""

    outlet: str
    affiliation: str
    reason: str


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest, ready to lay out, in reading order."""

    subject: str
    name: str
    made: str  # "Fri 20 Nov 2026, 07:00 Damascus"
    covers: str
    picture: str  # "14 matches from 9 outlets"
    warning: str  # "3 outlets could not be seen", or ""
    sections: tuple[SectionView, ...]
    rest: str  # how to see what is only counted, or ""
    notices: tuple[str, ...]  # what else is wrong
    blind: tuple[BlindView, ...]
    coverage: tuple[str, ...]
    footer: tuple[str, ...]


def build_view(digest: Digest) -> DigestView:
    """
    Turn *digest* into words.

    An item that cannot be laid out is shown plainly instead of stopping the digest.
    """
    name = one_line(digest.name, NAME_LIMIT)
    return DigestView(
        subject=words.subject(name, digest),
        name=name,
        made=_made(digest),
        covers=_covers(digest),
        picture=words.picture(digest),
        warning=words.warning(digest.coverage),
        sections=_sections(digest),
        rest=_rest(digest),
        notices=tuple(one_line(notice, REASON_LIMIT) for notice in digest.coverage.notices),
        blind=_blind(digest),
        coverage=words.coverage(digest.coverage, MOST_FAILING),
        footer=words.footer(name, digest),
    )


def shares(wanted: list[int], room: int) -> list[int]:
    """
    Divide *room* places among groups that want so many each.

    No group is crowded out by a larger one: what small groups do not need goes to the others.
    """
    given = [0] * len(wanted)
    waiting = sorted(range(len(wanted)), key=lambda index: wanted[index])
    for position, index in enumerate(waiting):
        given[index] = min(wanted[index], -(-room // (len(waiting) - position)))
        room -= given[index]
    return given


def shown_items(digest: Digest) -> list[tuple[RuleSection, list[tuple[OutletGroup, int]]]]:
    """Tell for every group of every section how many of its items are shown in full."""
    groups = [group for section in digest.sections for group in section.groups]
    room = iter(shares([len(group.items) for group in groups], MOST_ITEMS))
    return [
        (section, [(group, next(room)) for group in section.groups]) for section in digest.sections
    ]


def omitted(digest: Digest) -> int:
    """Return how many matches are only counted."""
    return max(0, digest.match_count - MOST_ITEMS)


def pieces(excerpt: Excerpt | None) -> tuple[Piece, ...]:
    """Part an excerpt at its marks, each part clean."""
    if excerpt is None:
        return ()
    parts, end = [], 0
    for mark in excerpt.marks:
        parts.append(Piece(excerpt.text[end : mark.start]))
        parts.append(Piece(excerpt.text[mark.start : mark.end], is_hit=True))
        end = mark.end
    parts.append(Piece(excerpt.text[end:]))
    clean = (Piece(plain(part.text), part.is_hit) for part in parts)
    return tuple(part for part in clean if part.text)


def _sections(digest: Digest) -> tuple[SectionView, ...]:
    numbers = count(1)
    return tuple(
        SectionView(
            one_line(section.rule, NAME_LIMIT),
            sum(len(group.items) for group in section.groups),
            tuple(_group(digest, group, room, numbers) for group, room in groups),
        )
        for section, groups in shown_items(digest)
    )


def _group(digest: Digest, group: OutletGroup, room: int, numbers: Iterator[int]) -> GroupView:
    return GroupView(
        outlet=one_line(group.outlet.name or group.outlet.id, NAME_LIMIT),
        affiliation=one_line(group.outlet.affiliation, NAME_LIMIT),
        language=language_tag(group.outlet.language),
        items=tuple(_item(digest, item, next(numbers)) for item in group.items[:room]),
        more=len(group.items) - room,
    )


def _item(digest: Digest, item: DigestItem, number: int) -> ItemView:
    try:
        return _full_item(digest, item, number)
    except Exception:  # noqa: BLE001 - one hostile item must not take the digest with it
        return _plain_item(item, number)


def _full_item(digest: Digest, item: DigestItem, number: int) -> ItemView:
    zone, city = zone_of(digest.timezone)
    year = digest.window_end.astimezone(zone).year
    times = item_times(item.published_at, item.first_seen_at, zone, year)
    link = web_link(item.url)
    return ItemView(
        number=number,
        title=pieces(item.title) or (Piece(one_line(link) or "(no title)"),),
        excerpt=pieces(item.excerpt),
        link=link,
        language=language_tag(item.language),
        facts=(f"{times} {city}",) if link else (f"{times} {city}", "no link given"),
        also=tuple(one_line(rule, NAME_LIMIT) for rule in item.rules[1:]),
    )


def _plain_item(item: DigestItem, number: int) -> ItemView:
    link = web_link(str(item.url))
    title = words.title_of(item) or link or f"item {item.item_id}"
    fact = f"shown plainly, something in it could not be laid out: item {item.item_id}"
    return ItemView(number, (Piece(title),), (), link, "", (fact,))


def _made(digest: Digest) -> str:
    zone, city = zone_of(digest.timezone)
    end = digest.window_end
    return f"{day_label(end, zone)}, {clock_label(end, zone)} {city}"


def _covers(digest: Digest) -> str:
    zone, city = zone_of(digest.timezone)
    year = digest.window_end.astimezone(zone).year
    start, end = (stamp(each, zone, year) for each in (digest.window_start, digest.window_end))
    length = digest.window_end - digest.window_start
    several = f"{words.rounded_days(length)}: " if length > LONG_WINDOW else ""
    return f"covers {several}{start} – {end} {city}"


def _rest(digest: Digest) -> str:
    zone, _ = zone_of(digest.timezone)
    since = digest.window_start.astimezone(zone).date()
    return words.rest(omitted(digest), since)


def _blind(digest: Digest) -> tuple[BlindView, ...]:
    return tuple(
        BlindView(
            one_line(state.outlet.name or state.outlet.id, NAME_LIMIT),
            one_line(state.outlet.affiliation, NAME_LIMIT),
            one_line(state.reason, REASON_LIMIT),
        )
        for state in digest.coverage.failing[:MOST_FAILING]
    )
