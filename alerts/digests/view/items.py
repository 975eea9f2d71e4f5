"""
One item as clean words: title, evidence, link and what is known of it.

Knows times and hostile text; knows neither HTML nor JSON.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from alerts.digests.language.phrase import NOTHING, Phrase, filled, foreign, listed
from alerts.digests.language.times import Times
from alerts.digests.plain import language_tag, one_line, plain, web_link
from alerts.digests.view.earlier import earlier_event
from model import Outlet
from model.digest import DigestItem, Excerpt, LabelLinks, WordChange

NAME_LIMIT = 120
TITLE_LIMIT = 240
LINK_LIMIT = 2000  # longer ones break mail programs, and a message's size
LONGEST = 2000  # of a text that comes to us uncut


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an outlet's text: whether it is a hit, and whether an edit put it there."""

    text: str
    is_hit: bool = False
    change: Literal["same", "removed", "added"] = "same"


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item, ready to lay out; *link* is "" or http(s)."""

    number: int  # 0: it is not counted
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    link: str
    language: str
    outlet: Phrase
    facts: tuple[Phrase, ...]  # "Thu 19 Nov 15:10 Damascus", "also qamishli"
    label_links: LabelLinks | None = None
    said: Phrase = NOTHING  # what it says of the incident it stands under: "quoting SANA"
    is_denial: bool = False  # it denies or disputes that incident

    @property
    def name(self) -> str:
        """Its title without marks."""
        return "".join(piece.text for piece in self.title)


def item_view(
    item: DigestItem, outlet: Outlet, number: int, times: Times, *, is_under_rule: bool = False
) -> ItemView:
    """
    Turn an item into words; one that cannot be is shown plainly instead.

    Where it stands under the head of its first rule, only the further ones are named.
    """
    try:
        rules = _rules(item, times, is_under_rule=is_under_rule)
        return _full(item, outlet, number, times, rules)
    except Exception:  # noqa: BLE001 - one hostile item must not take the message with it
        return plain_item(item, outlet, number, times)


def plain_item(item: DigestItem, outlet: Outlet, number: int, times: Times) -> ItemView:
    """Turn an item into a title and a link, whatever is wrong with the rest of it."""
    link = _short_link(str(item.url))
    title = title_of(item) or one_line(link, TITLE_LIMIT) or times.words.no_title
    fact = filled(times.words.shown_plainly, item=one_line(str(item.item_id), NAME_LIMIT))
    named = outlet_name(outlet, times)
    return ItemView(number, (Piece(title),), (), link, "", named, (fact,))


def title_of(item: DigestItem, limit: int = TITLE_LIMIT) -> str:
    """Return an item's title as one clean line, whatever is wrong with the item."""
    return one_line(str(getattr(item.title, "text", ""))[:LONGEST], limit)


def bare_name(outlet: Outlet) -> str:
    """Return the name of an outlet as one clean line."""
    return one_line(str(outlet.name or outlet.id)[:LONGEST], NAME_LIMIT)


def outlet_name(outlet: Outlet, times: Times) -> Phrase:
    """Name an outlet as it is commonly described: "SANA (Syrian state news agency)"."""
    shown = foreign(bare_name(outlet), language_tag(str(outlet.language)))
    affiliation = one_line(str(outlet.affiliation or "")[:LONGEST], NAME_LIMIT)
    if not affiliation:
        return shown
    return filled(times.words.named, outlet=shown, affiliation=affiliation)


def rule_names(rules: tuple[str, ...], times: Times) -> Phrase:
    """List rules by name."""
    return listed(times.words.comma, [foreign(one_line(rule, NAME_LIMIT)) for rule in rules])


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


def _changed(changes: Iterable[WordChange]) -> tuple[Piece, ...]:
    clean = (Piece(plain(each.text), change=each.kind) for each in changes)
    return tuple(piece for piece in clean if piece.text)


def _full(item: DigestItem, outlet: Outlet, number: int, times: Times, rules: Phrase) -> ItemView:
    link = _short_link(item.url)
    return ItemView(
        number=number,
        title=pieces(item.title) or (Piece(one_line(link) or times.words.no_title),),
        excerpt=_changed(item.changes) or pieces(item.excerpt),
        link=link,
        language=language_tag(item.language),
        outlet=outlet_name(outlet, times),
        facts=tuple(fact for fact in (*_facts(item, times), rules) if fact),
        label_links=item.label_links,
    )


def _facts(item: DigestItem, times: Times) -> tuple[Phrase, ...]:
    words = times.words
    told = item.told_at
    return (
        Phrase(times.in_city(times.of_item(item.published_at, item.first_seen_at))),
        Phrase(words.told.format(moment=times.stamp(told))) if told else NOTHING,
        Phrase(words.pages.get(item.page, "")),
        earlier_event(item.earlier, times) if item.earlier else NOTHING,
        _about_link(item.url, times),
    )


def _rules(item: DigestItem, times: Times, *, is_under_rule: bool) -> Phrase:
    words = times.words
    sentence = words.also_rules if is_under_rule else words.for_rules
    names = rule_names(item.rules[1:] if is_under_rule else item.rules, times)
    return filled(sentence, rules=names) if names else NOTHING


def _about_link(url: str, times: Times) -> Phrase:
    if _short_link(url):
        return NOTHING
    is_long = len(url) > LINK_LIMIT and web_link(url)
    return Phrase(times.words.link_too_long if is_long else times.words.no_link)


def _short_link(url: str) -> str:
    return web_link(url) if len(url) <= LINK_LIMIT else ""
