"""
The archive searched in the language of the rules: what a rule that asks for it would fire for.

Knows filters, pages of results and how long anybody may wait; what a query means is the matcher's.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.narrowing import all_of, narrowed, value
from alerts.rules.query.joining import joined
from alerts.rules.rule import Rule, Topic
from hajiz.tuning.backtest import fired
from hajiz.tuning.narrowing import Period, Stretch, newest_first
from model import EVERYTHING, Condition, Hit, RuleError, StoredItem
from storage.database import Transaction

NAME = "search"  # of the rule that a query becomes
PATIENCE = timedelta(seconds=2)  # after which a search gives what it has
_KEPT = 32  # queries that stay compiled: the next page of results asks for the same one


@dataclass(frozen=True, slots=True)
class Filters:
    """
    Which items are looked at; what is empty or None leaves all in.

    *since* and *until* are of the moment an item was first seen: `[since, until)`. *rule* is one
    that the item has a match of; *label* what somebody said of it, and of *rule* if one is given.
    """

    outlet: str = ""
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None
    rule: str = ""
    label: str = ""  # relevant, noise, unsure


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
    looking = _Looking(tx, rules, filters, limit, clock, clock() + patience.total_seconds())
    period = Period(filters.since, filters.until)
    condition = _condition(rules, filters)
    for stretch in newest_first(tx, condition, period, before, filters.rule, filters.label):
        if results := looking.through(stretch):
            return results
    return looking.results(None)


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


@dataclass(slots=True)
class _Looking:
    """A search under way."""

    tx: Transaction
    rules: RuleSet | None
    filters: Filters
    limit: int
    clock: Callable[[], float]
    deadline: float
    found: list[Found] = field(default_factory=list)
    looked: int = 0

    def through(self, stretch: Stretch) -> Results | None:
        """Look through *stretch*; return the results when that is enough, or took too long."""
        for versions in stretch.versions(self.tx):
            self.looked += 1
            if _passes(versions[0], self.filters) and (each := _found(versions, self.rules)):
                self.found.append(each)
                if len(self.found) == self.limit:
                    return self.results(versions[0].id)
            if self.clock() > self.deadline:
                return self.results(versions[0].id, is_complete=False)
        if self.clock() > self.deadline:
            return self.results(stretch.low, is_complete=False)
        return None

    def results(self, last: int | None, *, is_complete: bool = True) -> Results:
        """Return what was found so far, to be continued below the number *last*."""
        return Results(tuple(self.found), last, self.looked, is_complete)


@lru_cache(maxsize=_KEPT)
def _narrowed(rules: RuleSet) -> Condition:
    return narrowed(rules)


def _condition(rules: RuleSet | None, filters: Filters) -> Condition:
    wanted = EVERYTHING if rules is None else _narrowed(rules)
    values = (("outlet", filters.outlet), ("language", filters.language))
    return all_of([wanted, *(value(name, text) for name, text in values if text)])


def _passes(stored: StoredItem, filters: Filters) -> bool:
    item = stored.item
    outlet, language = item.outlet.casefold(), item.language.casefold()
    is_from = filters.outlet.casefold() in {"", outlet}
    return is_from and filters.language.casefold() in {"", language, language.partition("-")[0]}


def _found(versions: tuple[StoredItem, ...], rules: RuleSet | None) -> Found | None:
    if rules is None:
        return Found(max(versions, key=lambda each: each.revision))
    for firing in fired(versions, rules):
        return Found(firing.item, firing.match.hits)
    return None
