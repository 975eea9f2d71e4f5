"""
One item in full: its text with every hit and the rule it belongs to, its versions, what was said.

Pure, but for `read`; how it looks is the template's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hajiz import word_diff
from hajiz.assembly import Assembly
from hajiz.dispatch.showing import matches_in
from hajiz.web.views import cards
from hajiz.web.views.cards import NO_TRAITS, Fired
from hajiz.word_diff import Change
from model import Hit, Label, LabelChange, Match, Outlet, Pin, Revision, StoredItem
from storage import items, labels, matched, matches, pins, revisions
from storage.database import Transaction

MOST_COMPARED = 4_000  # words of a version compared word by word while somebody waits


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text and the numbers of the rules it is a hit of; () for none."""

    text: str
    rules: tuple[int, ...]
    ends: tuple[int, ...] = ()  # of these, whose hits end here


@dataclass(frozen=True, slots=True)
class OfRule:
    """What is known of an item and one rule; *number* counts the rules of an item from 1."""

    number: int
    said: Fired  # what was said of it last, whether it fired or not
    has_fired: bool
    words: tuple[tuple[str, str], ...]  # what the outlet wrote, and the term it is
    history: tuple[LabelChange, ...]
    pin: Pin | None
    is_known: bool  # config.toml has it

    @property
    def rule(self) -> str:
        """Return the name of the rule."""
        return self.said.rule


@dataclass(frozen=True, slots=True)
class Article:
    """One item in full."""

    stored: StoredItem
    outlet: Outlet
    notes: tuple[str, ...]
    title: tuple[Stretch, ...]
    paragraphs: tuple[tuple[Stretch, ...], ...]
    elsewhere: tuple[Hit, ...]  # hits in neither title nor body
    of_rules: tuple[OfRule, ...]
    others: tuple[str, ...]  # rules that did not fire, and of which nothing was said
    versions: tuple[Revision, ...]


def read(tx: Transaction, assembly: Assembly, item_id: int) -> Article | None:
    """
    Return the item of that number; None if there is none.

    Raises:
        StorageError: the database failed.
    """
    stored = items.get(tx, item_id)
    if stored is None:
        return None
    own = matches_in(tx, [stored])[item_id]
    fired = matches.of_items(tx, [item_id])[item_id]
    traits = matched.traits(tx, [item_id]).get(item_id, NO_TRAITS)
    said = labels.of_items(tx, [item_id])[item_id]
    rules = cards.rules_of(fired, said, traits, assembly.rule_set.rules)
    pinned = {pin.rule: pin for pin in pins.every(tx) if pin.item_id == item_id}
    of_rules = tuple(
        _of_rule(tx, item_id, number, each, own, pinned.get(each.rule), assembly)
        for number, each in enumerate([*rules, *_not_fired(rules, said, pinned)], 1)
    )
    hits = {each.number: _hits(own, each.rule) for each in of_rules}
    return Article(
        stored=stored,
        outlet=cards.outlet_of_item(stored, assembly),
        notes=cards.notes_of(stored, fired, traits),
        title=stretches(stored.item.title or "(no title)", hits, "title"),
        paragraphs=tuple(paragraphs(stretches(stored.item.body, hits, "body"))),
        elsewhere=tuple(_elsewhere(own)),
        of_rules=of_rules,
        others=_others(assembly, of_rules),
        versions=tuple(revisions.history(tx, item_id)),
    )


def stretches(text: str, hits: Mapping[int, Sequence[Hit]], field: str) -> tuple[Stretch, ...]:
    """Cut *text* where hits begin and end; *hits* are by the number of their rule."""
    spans = [
        (number, max(0, hit.start), min(len(text), hit.end))
        for number, own in hits.items()
        for hit in own
        if hit.field == field and hit.start < min(len(text), hit.end)
    ]
    cuts = sorted({0, len(text), *(at for _, start, end in spans for at in (start, end))})
    return tuple(_stretch(text, start, end, spans) for start, end in pairwise(cuts))


def paragraphs(cut: Iterable[Stretch]) -> Iterator[tuple[Stretch, ...]]:
    """Part stretches where lines end; lines without anything are left out."""
    line: list[Stretch] = []
    for each in cut:
        first, *further = each.text.split("\n")
        line.append(Stretch(first, each.rules, each.ends if not further else ()))
        for text in further:
            yield from _told(line)
            line = [Stretch(text, each.rules, each.ends)]
    yield from _told(line)


def changes(versions: Sequence[Revision], number: int) -> tuple[Change, ...]:
    """Return what version *number* changed in the text before it; () where there is none."""
    for before, after in pairwise(versions):
        if after.number == number:
            return tuple(word_diff.changes(_whole(before), _whole(after), MOST_COMPARED))
    return ()


def _told(line: Sequence[Stretch]) -> Iterator[tuple[Stretch, ...]]:
    if any(each.text.strip() for each in line):
        yield tuple(each for each in line if each.text)


def _stretch(text: str, start: int, end: int, spans: Iterable[tuple[int, int, int]]) -> Stretch:
    inside = [(number, stop) for number, first, stop in spans if first <= start and end <= stop]
    rules = tuple(sorted({number for number, _ in inside}))
    ends = tuple(sorted({number for number, stop in inside if stop == end}))
    return Stretch(text[start:end], rules, ends)


def _not_fired(
    fired: Sequence[Fired], said: Mapping[str, Label], pinned: Mapping[str, Pin]
) -> list[Fired]:
    """Return the rules that did not fire, of which something was said all the same."""
    names = dict.fromkeys([*said, *pinned])
    known = {each.rule for each in fired}
    return [Fired(rule, said.get(rule)) for rule in names if rule not in known]


def _of_rule(
    tx: Transaction,
    item_id: int,
    number: int,
    said: Fired,
    own: Sequence[Match],
    pin: Pin | None,
    assembly: Assembly,
) -> OfRule:
    hits = [match for match in own if match.rule == said.rule]
    return OfRule(
        number=number,
        said=said,
        has_fired=bool(hits),
        words=tuple(dict.fromkeys((hit.surface, hit.term) for hit in _hits(own, said.rule))),
        history=tuple(labels.history(tx, item_id, said.rule)),
        pin=pin,
        is_known=said.rule in assembly.rule_set.rules,
    )


def _hits(own: Iterable[Match], rule: str) -> list[Hit]:
    return [hit for match in own if match.rule == rule for hit in match.hits]


def _elsewhere(own: Iterable[Match]) -> Iterator[Hit]:
    seen: set[tuple[str, str]] = set()
    for match in own:
        for hit in match.hits:
            if hit.field not in {"title", "body"} and (hit.field, hit.surface) not in seen:
                seen.add((hit.field, hit.surface))
                yield hit


def _others(assembly: Assembly, of_rules: Iterable[OfRule]) -> tuple[str, ...]:
    known = {each.rule for each in of_rules}
    return tuple(rule for rule in assembly.rule_set.rules if rule not in known)


def _whole(version: Revision) -> str:
    return f"{version.title}\n\n{version.body}"
