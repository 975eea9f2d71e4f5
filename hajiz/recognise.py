"""
Old items under new keys: found by their faces before storage decides what is new.

Asks the database and changes it; what counts as the same is said in `churn`.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from crawler.face import Faces, faces_of, loose_link
from crawler.identity import apart_key, identifies, link_key, text_key
from hajiz import churn
from hajiz.churn import Candidate
from model import FeedState, Fresh, Item, ItemKey, KnownBy, OutletId, StoredItem
from storage import faces, health, items, seen
from storage.database import Transaction

MOST_OLD = 2_000  # items from before there were faces that get theirs when they are needed


@dataclass(frozen=True, slots=True)
class Settled:
    """The items of a look with the keys to keep them by, and how many had changed their guids."""

    items: tuple[Item, ...]
    churned: int = 0
    are_dates_made_up: bool = False


def settle(tx: Transaction, fresh: Fresh, state: FeedState, now: datetime) -> Settled:
    """
    Give back the keys of old items to those whose publisher has changed them.

    What is recognised counts as seen from then on. A feed whose guids change at two looks in a
    row is known by its links ever after.

    Raises:
        StorageError: the database failed.
    """
    found = _without_forms(fresh.items)
    are_dates_made_up = not fresh.known and churn.are_dates_made_up(found)
    if state.baseline_at is None:
        return Settled(found, 0, are_dates_made_up)
    keys = [item.key for item in found]
    unseen = set(keys) - seen.known(tx, fresh.outlet, keys).keys()
    if not unseen:
        _know_by(tx, state, "guid")
        return Settled(found, 0, are_dates_made_up)
    look = _Look(tx, fresh, found, unseen, are_dates_made_up=are_dates_made_up)
    if state.known_by == "link":
        return Settled(look.by_link(found), 0, are_dates_made_up)
    recognised = look.churned()
    if recognised:
        _know_by(tx, state, "unsure" if state.known_by == "guid" else "link")
    elif fresh.known or len(unseen) < len(found):
        _know_by(tx, state, "guid")
    seen.also(tx, fresh.outlet, look.other_forms() | recognised, now)
    return Settled(found, len(recognised), are_dates_made_up)


def remember(
    tx: Transaction, outlet: OutletId, stored: Iterable[StoredItem], *, are_dates_made_up: bool
) -> None:
    """
    Keep the faces of *stored*; the newest item has a face that several share.

    Dates that are made up are no part of a face.

    Raises:
        StorageError: the database failed.
    """
    item_of: dict[int, int] = {}
    for each in sorted(stored, key=lambda each: each.id):
        own = faces_of(churn.undated(each.item) if are_dates_made_up else each.item)
        item_of |= {number: each.id for number in (own.link, own.words) if number is not None}
    faces.add(tx, outlet, item_of)


class _Look:
    """The unseen items of one look, with the known ones they may be."""

    def __init__(
        self,
        tx: Transaction,
        fresh: Fresh,
        found: Sequence[Item],
        unseen: Container[ItemKey],
        *,
        are_dates_made_up: bool,
    ) -> None:
        outlet = fresh.outlet
        if not faces.are_kept(tx, outlet):
            old = items.search(tx, outlet=outlet, limit=MOST_OLD)
            remember(tx, outlet, old, are_dates_made_up=are_dates_made_up)
        compared = [churn.undated(item) for item in found] if are_dates_made_up else found
        self._own = churn.own_faces(compared)
        asked = [item for item in compared if item.key in unseen]
        number_of = _numbers(tx, outlet, [self._own[item.key] for item in asked])
        self._candidates = [_candidate(item, self._own[item.key], number_of) for item in asked]
        present = seen.known(tx, outlet, fresh.known).values()
        self._present = {each.item_id for each in present if each.item_id is not None}
        self._stored = {each.id: each for each in items.get_many(tx, list(number_of.values()))}

    def churned(self) -> dict[ItemKey, int]:
        """Return the numbers of the items whose guids were changed, by their new keys."""
        candidates = [churn.apart_from(each, self._present) for each in self._candidates]
        return churn.churned(candidates, self._stored)

    def other_forms(self) -> dict[ItemKey, int]:
        """Return the numbers of the items that come in another form, by their keys."""
        return churn.other_forms(self._candidates, self._stored)

    def by_link(self, found: Sequence[Item]) -> tuple[Item, ...]:
        """Return *found* under keys without guids; an old item has the key it is kept by."""
        candidates = {each.item.key: each for each in self._candidates}
        settled = [
            self._settled(item, candidates[item.key]) if item.key in candidates else item
            for item in found
        ]
        return tuple(item for item in settled if item is not None)

    def _settled(self, item: Item, candidate: Candidate) -> Item | None:
        number = candidate.by_link or candidate.number
        if number is None:
            is_alone = self._own[item.key].link is not None
            return replace(item, key=_key(candidate.item, is_alone=is_alone))
        if number in self._stored:
            return replace(item, key=self._stored[number].item.key)
        return None  # it was deleted, and is not new


def _numbers(tx: Transaction, outlet: OutletId, asked: Iterable[Faces]) -> dict[int, int]:
    wanted = chain.from_iterable((each.link, each.words) for each in asked)
    return faces.known(tx, outlet, (number for number in wanted if number is not None))


def _candidate(item: Item, own: Faces, number_of: Mapping[int, int]) -> Candidate:
    by_link = None if own.link is None else number_of.get(own.link)
    by_words = None if own.words is None else number_of.get(own.words)
    return Candidate(item, by_link, by_words)


def _without_forms(found: Sequence[Item]) -> tuple[Item, ...]:
    """Drop items without a guid that are there already in another form, with the same title."""
    if len({item.title for item in found}) == len(found):
        return tuple(found)
    kept: dict[object, Item] = {}
    for item in found:
        is_by_link = identifies(item.url) and churn.is_known_by_link(item)
        what = (loose_link(item.url), item.title) if is_by_link else item.key
        kept.setdefault(what, item)
    return tuple(kept.values())


def _key(item: Item, *, is_alone: bool) -> ItemKey:
    """Return the key of a new item whose guid means nothing."""
    if not identifies(item.url):
        date = item.published_at.isoformat() if item.published_at else ""
        return text_key(item.title, f"{date} {item.body}")
    key = link_key(item.url)
    return key if is_alone else apart_key(key, item.url, item.title or item.body)


def _know_by(tx: Transaction, state: FeedState, known_by: KnownBy) -> None:
    if state.known_by not in {known_by, "link"}:  # which is for good
        health.know_by(tx, state.outlet, known_by)
