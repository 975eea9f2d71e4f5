"""
Whether items under new keys are old ones whose guids the publisher has changed.

Pure. When in doubt an item is new: one told twice is a nuisance, one never told does harm.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from crawler.face import Faces, faces_of, stamp_of
from crawler.identity import apart_key, identifies, link_key
from model import Item, ItemKey, StoredItem

FEWEST = 3  # items that must be recognised before guids are taken to have changed
SHARE = 0.5  # of the items with new keys that must be recognised
AT_ONCE = timedelta(minutes=2)  # dates of a whole document so close are the moment it was made


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item with a new key, and the numbers of the known items it may be."""

    item: Item
    by_link: int | None  # has the same link
    by_words: int | None  # has the same title and date, or the same title and text

    @property
    def number(self) -> int | None:
        """The known item that link or words point to; None when they disagree or nothing does."""
        if self.by_link is None:
            return self.by_words if self._may_move else None
        return self.by_link if self.by_words in {None, self.by_link} else None

    @property
    def _may_move(self) -> bool:
        """Words under another link are the same piece only if they are dated."""
        return self.item.published_at is not None or not identifies(self.item.url)


def own_faces(found: Sequence[Item]) -> dict[ItemKey, Faces]:
    """
    Return the faces of the items of one document, by key, without those that several share.

    A link that stands for several items tells none of them apart; and an item that is still there
    under its old key is never taken for another one.
    """
    all_faces = {item.key: faces_of(item) for item in found}
    links = Counter(faces.link for faces in all_faces.values())
    words = Counter(faces.words for faces in all_faces.values())
    return {
        key: Faces(
            faces.link if links[faces.link] == 1 else None,
            faces.words if words[faces.words] == 1 else None,
        )
        for key, faces in all_faces.items()
    }


def apart_from(each: Candidate, present: Container[int]) -> Candidate:
    """
    Return *each* without the known items that are *present* in the same document.

    An item that is still there under its old key is never taken for another one.
    """
    by_link = None if each.by_link in present else each.by_link
    return replace(
        each, by_link=by_link, by_words=None if each.by_words in present else each.by_words
    )


def churned(
    candidates: Sequence[Candidate], stored: Mapping[int, StoredItem]
) -> dict[ItemKey, int]:
    """
    Return which of *candidates* are which known items, by new key: some, or none at all.

    None unless at least three and at least half are recognised by all that can be compared; then
    those that only share their link count as edited. *stored* are the items the candidates may
    be; one that was deleted is not in it.
    """
    same: dict[ItemKey, int] = {}
    edited: dict[ItemKey, int] = {}
    for each in candidates:
        if each.number is None:
            continue
        known = stored.get(each.number)
        if _is_same(each, known):
            same[each.item.key] = each.number
        elif known is not None and not _is_later(each.item, known):
            edited[each.item.key] = each.number
    if len(same) < max(FEWEST, SHARE * len(candidates)):
        return {}
    return _one_to_one(same | edited)


def are_dates_made_up(found: Sequence[Item]) -> bool:
    """Say whether all items of a document claim the same moment: the one it was made in."""
    stamps = [stamp for item in found if (stamp := stamp_of(item)) is not None]
    return len(stamps) >= FEWEST and max(stamps) - min(stamps) <= AT_ONCE


def undated(item: Item) -> Item:
    """Return *item* without its date, which says nothing where dates are made up."""
    return replace(item, published_at=None)


def is_known_by_link(item: Item) -> bool:
    """Say whether *item* came without a guid."""
    return bool(item.url) and item.key == link_key(item.url)


def other_forms(
    candidates: Sequence[Candidate], stored: Mapping[int, StoredItem]
) -> dict[ItemKey, int]:
    """
    Return which items are known ones with the same title, by keys that this alone has changed.

    Without a guid: another form of the link, such as an AMP page; servers may tell two addresses
    apart, but not their titles. With one: it has come to be shared with another item, or no
    longer is.
    """
    forms: dict[ItemKey, int] = {}
    for each in candidates:
        known = None if each.number is None else stored.get(each.number)
        if known is None or known.item.title != each.item.title:
            continue
        if is_known_by_link(each.item) or _shared_guid(each.item, known.item):
            forms[each.item.key] = known.id
    return forms


def _shared_guid(item: Item, known: Item) -> bool:
    """Say whether both are one item under one guid, which it shares in one of two looks."""
    face = item.url, item.title or item.body
    return item.key == apart_key(known.key, *face) or known.key == apart_key(item.key, *face)


def _is_same(each: Candidate, known: StoredItem | None) -> bool:
    if each.by_words is not None:
        return True
    if known is None or known.item.title != each.item.title:
        return False
    if stamp_of(each.item) is not None:
        return not _is_later(each.item, known)
    return each.item.body in {"", known.item.body}


def _is_later(item: Item, known: StoredItem) -> bool:
    """Say whether *item* claims to be younger than the *known* one, or than our sight of it."""
    stamp = stamp_of(item)
    return stamp is not None and stamp > (known.item.published_at or known.first_seen_at)


def _one_to_one(numbers: Mapping[ItemKey, int]) -> dict[ItemKey, int]:
    uses = Counter(numbers.values())
    return {key: number for key, number in numbers.items() if uses[number] == 1}
