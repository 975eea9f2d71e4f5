"""
How often rules fired, when, by which of their terms, and what was said of it: counted.

Items count by the moment they were first seen. Knows no rule's text.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Float, Integer, Text, cast, column, func, select, true

from model import Verdict
from storage.connection import Transaction
from storage.schema import items, labels, matches

_SECONDS_A_DAY = 86_400


def fired(
    tx: Transaction,
    rules: Sequence[str],
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, set[int]]:
    """
    Return the items first seen in `[since, until)` that each of *rules* fired for, by number.

    What was only applied to the past is among them.

    Raises:
        StorageError: the database failed.
    """
    query = select(matches.c.rule, matches.c.item_id).where(matches.c.rule.in_(rules))
    query = query.join(items).where(_newer(matches.c.item_id, since), *_within(since, until))
    found: dict[str, set[int]] = {rule: set() for rule in rules}
    for rule, item in tx.execute(query):
        found[rule].add(item)
    return found


def rules_that_fired(tx: Transaction) -> list[str]:
    """
    Return the names of all rules there are matches of, also of rules that are gone.

    Raises:
        StorageError: the database failed.
    """
    # one step a rule along the index, however many matches there are
    first = select(func.min(matches.c.rule).label("rule")).cte("names", recursive=True)
    after = select(func.min(matches.c.rule)).where(matches.c.rule > first.c.rule)
    names = first.union_all(select(after.scalar_subquery()).where(first.c.rule.is_not(None)))
    query = select(names.c.rule).where(names.c.rule.is_not(None))
    return list(tx.execute(query).scalars())


def verdicts(
    tx: Transaction, rule: str, since: datetime | None = None, until: datetime | None = None
) -> dict[int, Verdict]:
    """
    Return what is said of *rule* and items first seen in `[since, until)`, by their numbers.

    Raises:
        StorageError: the database failed.
    """
    query = select(labels.c.item_id, labels.c.verdict).where(labels.c.rule == rule)
    query = query.join(items, items.c.id == labels.c.item_id).where(*_within(since, until))
    return {row.item_id: row.verdict for row in tx.execute(query)}


def by_day(
    tx: Transaction, rules: Sequence[str], end: datetime, days: int
) -> dict[str, tuple[int, ...]]:
    """
    Return how many items each of *rules* fired for in each of the *days* before *end*.

    The oldest day comes first; a day is 24 hours, `[start, end)`, counted back from *end*.

    Raises:
        StorageError: the database failed.
    """
    start = end.astimezone(UTC) - timedelta(days=days)
    age = (_unix(items.c.first_seen_at) - start.timestamp()) / _SECONDS_A_DAY
    day = cast(age, Integer).label("day")
    counted = func.count(matches.c.item_id.distinct())
    query = select(matches.c.rule, day, counted).join(items).group_by(matches.c.rule, day)
    query = query.where(
        matches.c.rule.in_(rules), _newer(matches.c.item_id, start), *_within(start, end)
    )
    found = {rule: [0] * days for rule in rules}
    for rule, number, count in tx.execute(query):
        found[rule][min(max(number, 0), days - 1)] += count
    return {rule: tuple(counts) for rule, counts in found.items()}


def last_seen(tx: Transaction, rules: Sequence[str]) -> dict[str, datetime]:
    """
    Return when the newest item that each of *rules* fired for was first seen.

    A rule that never fired is left out.

    Raises:
        StorageError: the database failed.
    """
    found = {}
    for rule in rules:
        newest = select(func.max(matches.c.item_id)).where(matches.c.rule == rule)
        query = select(items.c.first_seen_at).where(items.c.id == newest.scalar_subquery())
        if (moment := tx.execute(query).scalar()) is not None:
            found[rule] = moment
    return found


def terms(tx: Transaction, rule: str, since: datetime | None = None) -> set[tuple[str, str]]:
    """
    Return the terms that made *rule* fire for items first seen since then: pairs of topic and term.

    The topic is "" for a term of the rule itself.

    Raises:
        StorageError: the database failed.
    """
    hit = func.json_each(matches.c.hits).table_valued(column("value", Text)).alias("hit")
    topic, term = (func.json_extract(hit.c.value, f"$.{key}") for key in ("topic", "term"))
    query = select(topic, term).distinct().select_from(matches).join(items)
    query = query.join(hit, onclause=matches.c.id == matches.c.id)  # the hits of each row
    query = query.where(
        matches.c.rule == rule, _newer(matches.c.item_id, since), *_within(since, None)
    )
    return {(topic, term) for topic, term in tx.execute(query)}


def _newer(item: ColumnElement[int], since: datetime | None) -> ColumnElement[bool]:
    """
    Leave out numbers below that of every item first seen since then.

    It says nothing that the moments do not; but it is known from indexes, and to read the moment of
    an item means to find the item.
    """
    if since is None:
        return true()
    number = items.c.id + 0  # else SQLite looks through all items for the first that is new enough
    oldest = select(func.min(number)).where(items.c.first_seen_at >= since)
    return item >= oldest.scalar_subquery()


def _within(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    seen = items.c.first_seen_at
    bounds = []
    if since is not None:
        bounds.append(seen >= since)
    if until is not None:
        bounds.append(seen < until)
    return bounds


def _unix(moment: ColumnElement[datetime]) -> ColumnElement[float]:
    """Return the seconds since 1970, with their fractions, of a moment as we store it."""
    seconds = cast(func.strftime("%s", func.substr(moment, 1, 19)), Float)
    return seconds + cast(func.substr(moment, 20, 7), Float)
