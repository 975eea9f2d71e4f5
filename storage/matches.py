"""
Which rule fired for which item, and which of it still has to be told.

Knows no rule's text; what a digest has told is written by `digests`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Exists, Row, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from model import Hit, Match, StoredItem, StoredMatch
from storage import accounts
from storage.columns import listed
from storage.connection import Transaction
from storage.schema import digest_matches, digests, items, matches

NEVER = 1 << 62  # no match has a number so high
_NEW = (
    insert(matches)
    .on_conflict_do_nothing(index_elements=["item_id", "rule", "revision"])
    .returning(matches.c.id, matches.c.item_id, matches.c.rule)
)
CLOCK_SLACK = timedelta(hours=1)  # what was seen later than now was seen by a wrong clock


def add(
    tx: Transaction,
    item_id: int,
    found: Sequence[Match],
    now: datetime,
    *,
    revision: int = 0,
    is_update: bool = False,
) -> tuple[StoredMatch, ...]:
    """
    Keep what fired for a version of an item; return the new matches, in the order of *found*.

    A rule fires once for a version: its first match stays, with the words that were found then.
    *is_update*: it fired because the text had changed.

    Raises:
        StorageError: there is no such item, or the database failed.
    """
    kept = _add(tx, {item_id: found}, now, revision=revision, is_update=is_update)
    return kept.get(item_id, ())


def add_all(
    tx: Transaction, found: Mapping[int, Sequence[Match]], now: datetime
) -> dict[int, tuple[StoredMatch, ...]]:
    """
    Keep what fired for the first versions of several items, as `add` does for one.

    Returns the new matches by item; an item without any is left out.

    Raises:
        StorageError: there is no such item, or the database failed.
    """
    return _add(tx, found, now, revision=0, is_update=False)


def _add(
    tx: Transaction,
    found: Mapping[int, Sequence[Match]],
    now: datetime,
    *,
    revision: int,
    is_update: bool,
) -> dict[int, tuple[StoredMatch, ...]]:
    version = {"created_at": now, "revision": revision, "is_update": is_update}
    by_rule: dict[tuple[int, str], Match] = {}
    for item, some in found.items():
        for match in some:
            by_rule.setdefault((item, match.rule), match)
    rows = [
        {"item_id": item, "rule": rule, "rule_set": match.rule_set, "hits": match.hits} | version
        for (item, rule), match in by_rule.items()
    ]
    if not rows:
        return {}
    added: dict[int, list[StoredMatch]] = {}
    for number, item, rule in sorted(tx.execute(_NEW, rows)):
        match = by_rule[item, rule]
        stored = StoredMatch(number, item, match, now, revision=revision, is_update=is_update)
        added.setdefault(item, []).append(stored)
    accounts.note(tx, list(added))
    return {item: tuple(stored) for item, stored in added.items()}


def move(tx: Transaction, match_id: int, match: Match, revision: int) -> None:
    """
    Let a match stand for the same rule's hits in another version of the text.

    Raises:
        StorageError: the rule fired for that version already, or the database failed.
    """
    found = {"hits": match.hits, "rule_set": match.rule_set, "revision": revision}
    tx.execute(update(matches).where(matches.c.id == match_id).values(found))


def of_items(tx: Transaction, item_ids: Sequence[int]) -> dict[int, tuple[StoredMatch, ...]]:
    """
    Return what fired for each of those items, oldest match first; () for an item without.

    Raises:
        StorageError: the database failed.
    """
    query = select(matches).where(matches.c.item_id.in_(listed(item_ids))).order_by(matches.c.id)
    fired: dict[int, list[StoredMatch]] = {item_id: [] for item_id in item_ids}
    for stored in map(_stored, tx.execute(query).all()):
        fired[stored.item_id].append(stored)
    return {item_id: tuple(found) for item_id, found in fired.items()}


def pending(
    tx: Transaction,
    digest: str,
    rules: Sequence[str],
    since: datetime,
    before: datetime,
    now: datetime,
    after: int | None = None,
) -> list[StoredMatch]:
    """
    Return the matches of *rules* that no digest of that name has told, oldest item first.

    They belong to items first seen in `[since, before)` that are not of a baseline, or that fired
    since then because their text was completed or had changed. *since* is a
    little before the end of its last window: an item can be committed after the window it was seen
    in was frozen, and must come in the next one. Matches with numbers *after* that of the newest
    one then belong to it too, whatever moment a clock that was set back gave them; so does what
    seems to have been seen after *now*. What was only applied to the past is not among them.

    Raises:
        StorageError: the database failed.
    """
    query = (
        select(matches)
        .join(items)
        .where(
            matches.c.rule.in_(rules),
            matches.c.is_applied.is_(False),
            or_(items.c.is_baseline.is_(False), matches.c.is_update),
            items.c.is_held.is_(False),
            or_(
                items.c.first_seen_at >= since,
                matches.c.created_at >= since,
                matches.c.id > (NEVER if after is None else after),
            ),
            or_(items.c.first_seen_at < before, items.c.first_seen_at > now + CLOCK_SLACK),
            ~_is_told(digest),
        )
        .order_by(items.c.first_seen_at, items.c.id, matches.c.id)
    )
    return [_stored(row) for row in tx.execute(query).all()]


def _is_told(digest: str) -> Exists:
    """Ask whether a digest of that name has told a match."""
    return exists().where(
        digest_matches.c.digest_name == digest, digest_matches.c.match_id == matches.c.id
    )


def told_before(tx: Transaction, digest: str, item: StoredItem, since: datetime) -> datetime | None:
    """
    Return when a digest of that name last told another item of the outlet with the same link.

    None when none did since *since*: the reader does not know the piece.

    Raises:
        StorageError: the database failed.
    """
    if not item.item.url:
        return None
    query = (
        select(func.max(digests.c.frozen_at))
        .select_from(digest_matches)
        .join(matches, matches.c.id == digest_matches.c.match_id)
        .join(items, items.c.id == matches.c.item_id)
        .join(digests, digests.c.id == digest_matches.c.digest_id)
        .where(
            items.c.url == item.item.url,
            items.c.outlet == item.item.outlet,
            items.c.id != item.id,
            digest_matches.c.digest_name == digest,
            digests.c.frozen_at >= since,
        )
    )
    return tx.execute(query).scalar()


def count_days(tx: Transaction, rules: Sequence[str], end: datetime, days: int) -> list[int]:
    """
    Return how many items fired any of *rules* in each of the *days* before *end*, oldest first.

    A day is 24 hours, `[start, end)` as the window of a digest, counted back from *end*; baselines
    do not count, nor does what was only applied to the past: it is what was told.

    Raises:
        StorageError: the database failed.
    """
    last = end.astimezone(UTC)  # else a day on the wall could have 23 hours
    starts = [last - timedelta(days=number) for number in range(days, 0, -1)]
    return [_count_fired(tx, rules, start, start + timedelta(days=1)) for start in starts]


def count_baseline(tx: Transaction, start: datetime, end: datetime) -> int:
    """
    Return how many items of baselines, first seen in `[start, end)`, fired any rule when read.

    Raises:
        StorageError: the database failed.
    """
    fired = exists().where(matches.c.item_id == items.c.id, matches.c.is_applied.is_(False))
    seen = items.c.first_seen_at
    query = select(func.count()).where(seen >= start, seen < end, items.c.is_baseline, fired)
    return tx.execute(query).scalar_one()


def _count_fired(tx: Transaction, rules: Sequence[str], start: datetime, end: datetime) -> int:
    fired = exists().where(
        matches.c.item_id == items.c.id,
        matches.c.rule.in_(rules),
        matches.c.is_applied.is_(False),
    )
    seen = items.c.first_seen_at
    query = select(func.count()).where(
        seen >= start, seen < end, items.c.is_baseline.is_(False), fired
    )
    return tx.execute(query).scalar_one()


def stored_match(
    number: int,
    item_id: int,
    rule: str,
    rule_set: str,
    hits: tuple[Hit, ...],
    created_at: datetime,
    revision: int = 0,
    *,
    is_update: bool = False,
    is_applied: bool = False,
) -> StoredMatch:
    """Put a match together from its columns."""
    match = Match(rule, rule_set, hits)
    return StoredMatch(number, item_id, match, created_at, revision, is_update, is_applied)


def _stored(row: Row[Any]) -> StoredMatch:
    return stored_match(
        row.id,
        row.item_id,
        row.rule,
        row.rule_set,
        row.hits,
        row.created_at,
        row.revision,
        is_update=row.is_update,
        is_applied=row.is_applied,
    )
