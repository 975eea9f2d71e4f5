"""
The incidents that what is pending for a digest is about, and what became of them since it told.

Grouping helps a reader and decides nothing: whatever goes wrong with it is logged, and the digest
goes out in time with those items by themselves.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from alerts.digests.found import Found, FoundIncident, Said
from alerts.incidents.adding import Part, parts
from alerts.incidents.news import News, known, news
from alerts.incidents.recalling import earlier_event
from alerts.incidents.status import status
from hajiz.assembly import Assembly
from hajiz.incidents.names import Names
from hajiz.incidents.reading import origins_of
from hajiz.incidents.showing import Shown, incidents_of, shown
from hajiz.incidents.summary import summary
from hajiz.log import log
from storage import accounts, digests
from storage.accounts import Reading
from storage.database import Transaction

LONGEST = 60.0  # seconds that a digest waits for what is still unread


_Value = TypeVar("_Value")


def read_pending(assembly: Assembly, digest: str, item_ids: Sequence[int]) -> None:
    """Read and group those of the items that wait for it; what takes too long goes ungrouped."""
    if not item_ids:
        return
    try:
        assembly.incidents.catch_up(assembly, among=item_ids, longest=LONGEST)
    except Exception:
        log.exception("a digest's items could not be read for incidents", digest=digest)


def remarked(tx: Transaction, found: Sequence[Found]) -> list[Found]:
    """Return *found*, with a remark on items of which only what they recall fired."""
    try:
        read = {each.item_id: each for each in _each(_readings, tx, [f.stored.id for f in found])}
        return [_remarked(each, read.get(each.stored.id)) for each in found]
    except Exception:
        log.exception("what a digest's items recall is not known")
        return list(found)


def found_incidents(
    tx: Transaction,
    assembly: Assembly,
    digest: str,
    item_ids: Sequence[int],
    edited: Collection[int] = (),
) -> list[FoundIncident]:
    """
    Return the incidents that those items are about, none where that cannot be known.

    Of what the digest told before, *edited* are the items that say something else now.
    """
    try:
        return list(_incidents(tx, assembly, digest, item_ids, edited))
    except Exception:
        log.exception("a digest goes out without incidents", digest=digest)
        return []


def _incidents(
    tx: Transaction,
    assembly: Assembly,
    digest: str,
    item_ids: Sequence[int],
    edited: Collection[int],
) -> Iterator[FoundIncident]:
    items: dict[int, set[int]] = {}
    for item_id, number in incidents_of(tx, item_ids).items():
        items.setdefault(number, set()).add(item_id)
    loaded = list(_each(_shown, tx, list(items)))
    members = {each.key.item for one in loaded for each in one.reports}
    told = digests.told_items(tx, digest, sorted(members))
    for one in loaded:
        try:
            yield _incident(one, assembly, items[one.id], told, edited)
        except Exception:
            log.exception("an incident could not be summed up", incident=one.id)


def _incident(
    one: Shown,
    assembly: Assembly,
    item_ids: Collection[int],
    told: Mapping[int, datetime],
    edited: Collection[int],
) -> FoundIncident:
    registry = origins_of(assembly.config)
    is_told = [each.key.item for each in one.reports if not each.told.mention.is_background]
    told_at = min((told[item] for item in is_told if item in told), default=None)
    became = _news(one, told, edited) if told_at else ()
    said = parts((each.told for each in one.reports), one.status)
    names = Names(registry, assembly.outlets)
    return FoundIncident(
        summary(one, registry, assembly.outlets, became),
        {item: _said(part, names) for item, part in said.items() if item in item_ids},
        told_at,
    )


def _said(part: Part, names: Names) -> Said:
    return Said(part.stance, names.origin(part.origin), part.is_relay)


def _news(one: Shown, told: Iterable[int], edited: Collection[int]) -> tuple[News, ...]:
    """Return what is not in the items that were told."""
    texts = one.texts
    own = set(told) & texts.keys()
    before = status(each.told for each in one.reports if each.key.item in own)
    as_told = {item: "" if item in edited else texts[item] for item in own}
    return news(known(before, as_told), one.status, known(one.status, texts))


def _remarked(each: Found, reading: Reading | None) -> Found:
    if reading is None or reading.revision != each.stored.revision:
        return each
    hits = [hit for match in each.matches for hit in match.hits]
    return replace(each, earlier=earlier_event(reading.account, each.stored.item.title, hits))


def _each(
    load: Callable[[Transaction, Sequence[int]], Iterable[_Value]],
    tx: Transaction,
    numbers: Sequence[int],
) -> Iterable[_Value]:
    """Load all at once; where one of them cannot be, one by one without it."""
    try:
        return list(load(tx, numbers))
    except Exception:
        log.exception("not all that was read of items can be loaded; trying one by one")
    return [value for number in numbers for value in _one(load, tx, number)]


def _one(
    load: Callable[[Transaction, Sequence[int]], Iterable[_Value]], tx: Transaction, number: int
) -> list[_Value]:
    try:
        return list(load(tx, [number]))
    except Exception as error:  # noqa: BLE001 - the others are told all the same
        log.warning("left out of a digest's incidents", number=number, error=repr(error))
        return []


def _readings(tx: Transaction, item_ids: Sequence[int]) -> list[Reading]:
    return accounts.of_items(tx, item_ids)


def _shown(tx: Transaction, numbers: Sequence[int]) -> Iterable[Shown]:
    return shown(tx, numbers).values()
