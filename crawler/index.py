"""
An index and the documents it leads to, as the one outcome of one look at an outlet.

Pure; `crawl` fetches them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from crawler.hop import Hop
from crawler.reading import Reading
from model import (
    Failed,
    FailureKind,
    FetchTask,
    Fresh,
    Item,
    ItemKey,
    Outcome,
    Unchanged,
    Validators,
    Wishes,
)


@dataclass(frozen=True, slots=True)
class Read:
    """One document that was fetched and read."""

    hop: Hop  # that led to it
    reading: Reading
    validators: Validators
    body_hash: bytes
    url: str
    served_at: datetime | None = None
    wishes: Wishes = field(default_factory=Wishes)
    moved_to: str = ""
    hub: str = ""
    topic: str = ""


def afresh(task: FetchTask, url: str) -> FetchTask:
    """Return *task* for a document at *url*, of which nothing is remembered."""
    return replace(
        task, url=url, validators=Validators(), body_hash=None, memory=b"", fetched_url=""
    )


def leaf(task: FetchTask, found: Read | Unchanged | Failed) -> Read | Failed:
    """Return *found* beside an index; another index is not followed, so that no way is endless."""
    if isinstance(found, Unchanged):
        return Failed(task.outlet, FailureKind.HTTP, "unchanged, though nobody asked")
    if isinstance(found, Read) and found.reading.more:
        message = "it is an index itself; name one of the sitemaps it leads to"
        return Failed(task.outlet, FailureKind.NOT_A_FEED, message)
    return found


def combined(task: FetchTask, index: Read, beside: Sequence[Read | Failed]) -> Outcome:
    """
    Return what *index*, which may be a document like any other, and those *beside* it came to.

    An index is always read whole the next time: it may well stay the same while the sitemaps it
    leads to change. So it has no validators, and the body hash is that of all bodies together.
    """
    if not index.reading.more:
        return _fresh(task, index, [], index.validators, index.body_hash)
    read = [each for each in beside if isinstance(each, Read)]
    if not read:
        return _all_failed(index, beside)
    body_hash = _hash_of_all(index, beside)
    if body_hash == task.body_hash:
        return Unchanged(task.outlet, Validators(), index.served_at)
    return _fresh(task, index, beside, Validators(), body_hash)


def _fresh(
    task: FetchTask,
    index: Read,
    beside: Sequence[Read | Failed],
    validators: Validators,
    body_hash: bytes,
) -> Fresh:
    readings = [index.reading, *(each.reading for each in beside if isinstance(each, Read))]
    notes = [index.reading.note, *(_note(each) for each in beside)]
    return Fresh(
        outlet=task.outlet,
        items=_each_once(readings),
        validators=validators,
        body_hash=body_hash,
        fetched_url=index.url,
        note="; ".join(note for note in notes if note),
        is_cut=any(reading.is_cut for reading in readings),
        served_at=index.served_at,
        known=tuple(key for reading in readings for key in reading.known),
        memory=index.reading.memory,
        wishes=index.wishes,
        moved_to=index.moved_to,
        hub=index.hub,
        topic=index.topic,
        killed=_killed(beside),
    )


def _each_once(readings: Sequence[Reading]) -> tuple[Item, ...]:
    """Return all items; of two with one key the first, unless only the second has a title."""
    items: dict[ItemKey, Item] = {}
    for item in (item for reading in readings for item in reading.items):
        known = items.setdefault(item.key, item)
        if item.title and not known.title:
            items[item.key] = item
    return tuple(items.values())


def _note(each: Read | Failed) -> str:
    if isinstance(each, Failed):
        return f"one of its sitemaps was not read: {each.message}"
    return each.reading.note


def _all_failed(index: Read, beside: Sequence[Read | Failed]) -> Failed:
    first = next(each for each in beside if isinstance(each, Failed))
    message = f"none of the {len(index.reading.more)} sitemaps of the index was read"
    return replace(first, message=f"{message}: {first.message}", killed=_killed(beside))


def _killed(beside: Sequence[Read | Failed]) -> tuple[bytes, ...]:
    return tuple(body for each in beside if isinstance(each, Failed) for body in each.killed)


def _hash_of_all(index: Read, beside: Sequence[Read | Failed]) -> bytes:
    hashes = [each.body_hash if isinstance(each, Read) else b"" for each in beside]
    return sha256(b"".join(sha256(part).digest() for part in (index.body_hash, *hashes))).digest()
