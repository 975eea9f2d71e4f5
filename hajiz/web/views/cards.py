"""
Items of a list: each once, with all the rules it fired, its evidence, and what was said of it.

Arranged as digests arrange them; how a card looks is its template's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from alerts.digests.found import Found, digest_item, gathered, outlet_of
from alerts.digests.plain import one_line, web_link
from hajiz.assembly import Assembly
from hajiz.dispatch.showing import shown_items
from hajiz.item_words import about_page
from model import Label, Match, Outlet, StoredItem, StoredMatch
from model.digest import DigestItem, Excerpt
from storage import labels, matched, matches
from storage.database import Transaction
from storage.matched import Traits

LEAD = 240  # characters of a text that has no evidence to show

NO_TRAITS = Traits(is_edited=False, applied=frozenset())


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule an item fired, and what was said of it last."""

    rule: str
    label: Label | None
    is_applied: bool = False  # for the past, when the rule was tuned

    @property
    def verdict(self) -> str:
        """Return what was said; "" when nothing was."""
        return self.label.verdict if self.label else ""

    @property
    def version(self) -> int:
        """Return how often something was said of it."""
        return self.label.version if self.label else 0


@dataclass(frozen=True, slots=True)
class Card:
    """One item of a list."""

    stored: StoredItem
    outlet: Outlet
    title: Excerpt
    evidence: Excerpt | None
    lead: str  # how its text begins, where there is no evidence in it
    link: str  # "" or http(s)
    notes: tuple[str, ...]
    fired: tuple[Fired, ...]

    @property
    def is_open(self) -> bool:
        """Say whether something is still to be said of one of its rules."""
        return any(each.label is None for each in self.fired)

    @property
    def verdict(self) -> str:
        """Return what was said of all its rules alike; "" when that differs or nothing was."""
        said = {each.verdict for each in self.fired}
        return said.pop() if len(said) == 1 else ""


@dataclass(frozen=True, slots=True)
class Day:
    """The items first seen on one day; what belongs together is one group."""

    date: date
    groups: tuple[tuple[Card, ...], ...]

    @property
    def size(self) -> int:
        """Return how many items it has."""
        return sum(map(len, self.groups))


def days_of(cards: Iterable[Card], zone: tzinfo) -> tuple[Day, ...]:
    """
    Part a list into days on the clock of *zone*, the newest first; a day's items keep their order.

    Numbers, which lists are ordered by, follow the days but for what was held back for a while.
    """
    by_day: dict[date, list[Card]] = {}
    for card in cards:
        by_day.setdefault(card.stored.first_seen_at.astimezone(zone).date(), []).append(card)
    ordered = sorted(by_day.items(), key=lambda each: each[0], reverse=True)
    return tuple(Day(day, tuple((card,) for card in own)) for day, own in ordered)


def matched_cards(tx: Transaction, assembly: Assembly, item_ids: Sequence[int]) -> tuple[Card, ...]:
    """
    Return the matched items of those numbers, in their order, with the hits of their matches.

    Raises:
        StorageError: the database failed.
    """
    fired = matches.of_items(tx, item_ids)
    shown = shown_items(tx, {item: own for item, own in fired.items() if own})
    return _cards(tx, assembly, shown, fired)


def found_cards(
    tx: Transaction, assembly: Assembly, found: Sequence[tuple[StoredItem, Sequence[Match]]]
) -> tuple[Card, ...]:
    """
    Return the items of *found* with those hits marked, and with the rules they had fired.

    Raises:
        StorageError: the database failed.
    """
    fired = matches.of_items(tx, [stored.id for stored, _ in found])
    return _cards(tx, assembly, found, fired)


def _cards(
    tx: Transaction,
    assembly: Assembly,
    shown: Sequence[tuple[StoredItem, Sequence[Match]]],
    fired: Mapping[int, Sequence[StoredMatch]],
) -> tuple[Card, ...]:
    order = assembly.rule_set.rules
    ids = [stored.id for stored, _ in shown]
    said = labels.of_items(tx, ids)
    traits = matched.traits(tx, ids)
    return tuple(
        _card(
            stored,
            evidence_of(stored, own),
            outlet_of_item(stored, assembly),
            rules_of(fired[stored.id], said[stored.id], traits.get(stored.id, NO_TRAITS), order),
            notes_of(stored, fired[stored.id], traits.get(stored.id, NO_TRAITS)),
        )
        for stored, own in shown
    )


def evidence_of(stored: StoredItem, own: Sequence[Match]) -> DigestItem:
    """Cut out what shows why an item is in the list."""
    return digest_item(gathered([Found(stored, own or [Match("", "", ())])], ())[0])


def outlet_of_item(stored: StoredItem, assembly: Assembly) -> Outlet:
    """Return the outlet of an item, by its bare name where it is no longer configured."""
    return outlet_of(gathered([Found(stored, [Match("", "", ())])], ())[0], assembly.outlets)


def rules_of(
    fired: Sequence[StoredMatch], said: Mapping[str, Label], traits: Traits, order: Sequence[str]
) -> tuple[Fired, ...]:
    """Return the rules of an item as config.toml has them, others last, with their labels."""
    names = dict.fromkeys(each.match.rule for each in fired)
    place = {rule: at for at, rule in enumerate(order)}
    ordered = sorted(names, key=lambda rule: (place.get(rule, len(place)), rule))
    return tuple(Fired(rule, said.get(rule), rule in traits.applied) for rule in ordered)


def notes_of(stored: StoredItem, fired: Sequence[StoredMatch], traits: Traits) -> tuple[str, ...]:
    """Say what must be known before an item is judged."""
    said = [
        about_page(stored),
        "changed: its text was edited" if traits.is_edited else "",
        "fired only after a change" if fired and all(each.is_update for each in fired) else "",
        "already there at the first look" if stored.is_baseline else "",
        "held: it may have been told before" if stored.is_held else "",
    ]
    return tuple(filter(None, said))


def _card(
    stored: StoredItem,
    shown: DigestItem,
    outlet: Outlet,
    fired: tuple[Fired, ...],
    notes: tuple[str, ...],
) -> Card:
    return Card(
        stored=stored,
        outlet=outlet,
        title=shown.title if shown.title.text.strip() else Excerpt("(no title)"),
        evidence=shown.excerpt,
        lead="" if shown.excerpt else one_line(stored.item.body[: 4 * LEAD], LEAD),
        link=web_link(stored.item.url),
        notes=notes,
        fired=fired,
    )
