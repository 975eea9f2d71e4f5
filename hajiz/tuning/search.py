"""
The archive searched in the language of the rules: what a rule that asks for it would fire for.

Knows filters, pages of results and how long anybody may wait; what a query means is the matcher's.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.query.joining import joined
from alerts.rules.rule import Rule, Topic
from hajiz.tuning.backtest import fired
from model import Hit, RuleError, StoredItem
from storage import archive, matches
from storage.database import Transaction

NAME = "search"  # of the rule that a query becomes
PATIENCE = timedelta(seconds=2)  # after which a search gives what it has
_KEPT = 32  # queries that stay compiled: the next page of results asks for the same one


@dataclass(frozen=True, slots=True)
class Filters:
    """
    Which items are looked at; what is empty or None leaves all in.

    *since* and *until* are of the moment an item was first seen: `[since, until)`. *rule* is one
    that the item has a match of.
    """

    outlet: str = ""
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An item, as the newest version that has what was asked for; no hits when nothing was."""

    item: StoredItem
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """
    Items found, the newest first.

    The search goes on below the number *next*; None: there is nothing more. *is_complete* is False
    when it took too long and was left off, so that there may be fewer than were asked for.
    """

    found: tuple[Found, ...]
    next: int | None
    looked: int  # at so many items
    is_complete: bool = True


def search(
    tx: Transaction,
    query: str,
    topics: Mapping[str, Topic],
    filters: Filters | None = None,
    before: int | None = None,
    limit: int = 50,
    *,
    patience: timedelta = PATIENCE,
    clock: Callable[[], float] = time.monotonic,
) -> Results:
    """
    Return the newest items that *query* finds among those that *filters* let through.

    The query is one as rules have it; words side by side must all occur, and an empty one finds
    everything. *topics* are the user's own. *before* continues a search below that number.

    Raises:
        RuleError: the query cannot be read; says where and why.
        StorageError: the database failed.
    """
    rules = compiled(query, topics)
    filters = filters or Filters()
    deadline = clock() + patience.total_seconds()
    found: list[Found] = []
    looked = 0
    for versions in _walk(tx, filters, before):
        looked += 1
        if each := _found(versions, rules):
            found.append(each)
        if len(found) == limit:
            return Results(tuple(found), versions[0].id, looked)
        if clock() > deadline:
            return Results(tuple(found), versions[0].id, looked, is_complete=False)
    return Results(tuple(found), None, looked)


def compiled(query: str, topics: Mapping[str, Topic]) -> RuleSet | None:
    """
    Return *query* as a rule set of one rule, None when it asks for nothing.

    Raises:
        RuleError: the query cannot be read; says where and why.
    """
    return _compiled(query, _Own(topics)) if query.strip() else None


class _Own:
    """The user's topics, known again while they are the very same."""

    def __init__(self, topics: Mapping[str, Topic]) -> None:
        self.topics = topics

    def __hash__(self) -> int:
        return id(self.topics)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Own) and self.topics is other.topics


@lru_cache(maxsize=_KEPT)
def _compiled(query: str, own: _Own) -> RuleSet:
    whole = joined(query)
    try:
        return compile_rules([Rule(NAME, query=whole.query)], own.topics)
    except RuleError as error:
        raise whole.moved(error) from None


def _walk(
    tx: Transaction, filters: Filters, before: int | None
) -> Iterator[tuple[StoredItem, ...]]:
    for versions in archive.versions(tx, filters.since, filters.until, before):
        item = versions[0].item
        if filters.outlet and item.outlet.casefold() != filters.outlet.casefold():
            continue
        if filters.language and not _is_in(item.language, filters.language):
            continue
        if filters.rule and not _has_match(tx, versions[0].id, filters.rule):
            continue
        yield versions


def _is_in(language: str, wanted: str) -> bool:
    own, asked = language.casefold(), wanted.casefold()
    return asked in {own, own.partition("-")[0]}


def _has_match(tx: Transaction, item_id: int, rule: str) -> bool:
    fired = matches.of_items(tx, [item_id]).get(item_id, ())
    return any(each.match.rule == rule for each in fired)


def _found(versions: tuple[StoredItem, ...], rules: RuleSet | None) -> Found | None:
    if rules is None:
        return Found(max(versions, key=lambda each: each.revision))
    for firing in fired(versions, rules):
        return Found(firing.item, firing.match.hits)
    return None
