"""
A search as the page asks for it: filters of people's words and days, beside those of the archive.

Finds what `hajiz.tuning.search` finds; where only items are wanted that fired or were labelled,
it looks at these, which are few, and asks the same matcher.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo

from alerts.rules.rule import Topic
from hajiz.tuning.backtest import fired
from hajiz.tuning.search import PATIENCE, Filters, Found, Results, compiled, search
from hajiz.web.views import asked
from model import StoredItem, Verdict
from storage import archive, items, matched
from storage.database import Transaction
from storage.matched import Labelled, Wanted

ANY = "*"  # fired any rule; no rule is called so
_AT_ONCE = 200  # candidates

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search is for, as the address says; *until* is the last day that counts."""

    query: str = ""
    outlet: str = ""
    language: str = ""
    since: date | None = None
    until: date | None = None
    rule: str = ""
    label: Labelled = ""

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything but the query leaves items out."""
        return bool(self.outlet or self.language or self.dated or self.rule or self.label)

    @property
    def dated(self) -> bool:
        """Say whether it is for certain days only."""
        return bool(self.since or self.until)

    def filters(self, zone: tzinfo) -> Filters:
        """Return the filters of the archive; days are those of *zone*."""
        return Filters(
            outlet=self.outlet,
            language=self.language,
            since=asked.begin(self.since, zone) if self.since else None,
            until=asked.end(self.until, zone) if self.until else None,
            rule="" if self.rule == ANY else self.rule,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a search goes on, and for how long at most."""

    before: int | None = None
    limit: int = 50
    patience: timedelta = PATIENCE
    clock: Clock = field(default=time.monotonic, compare=False)


def look(
    tx: Transaction, wanted: Asked, topics: Mapping[str, Topic], zone: tzinfo, place: Place
) -> Results:
    """
    Return the newest items that are as *wanted*, below *place*.

    Raises:
        RuleError: the query cannot be read; says where and why.
        StorageError: the database failed.
    """
    if not wanted.label and wanted.rule != ANY:
        return search(
            tx,
            wanted.query,
            topics,
            wanted.filters(zone),
            place.before,
            place.limit,
            patience=place.patience,
            clock=place.clock,
        )
    return _among_candidates(tx, wanted, topics, wanted.filters(zone), place)


def _among_candidates(
    tx: Transaction, wanted: Asked, topics: Mapping[str, Topic], filters: Filters, place: Place
) -> Results:
    rules = compiled(wanted.query, topics)
    deadline = place.clock() + place.patience.total_seconds()
    found: list[Found] = []
    looked = 0
    for versions in _candidates(tx, wanted, filters, place.before):
        looked += 1
        number = versions[0].id
        if _passes(versions[0], filters):
            firing = fired(versions, rules)[:1] if rules else ()
            found += [Found(each.item, each.match.hits) for each in firing]
            found += [] if rules else [Found(max(versions, key=lambda each: each.revision))]
        if len(found) == place.limit:
            return Results(tuple(found), number, looked)
        if place.clock() > deadline:
            return Results(tuple(found), number, looked, is_complete=False)
    return Results(tuple(found), None, looked)


def _candidates(
    tx: Transaction, wanted: Asked, filters: Filters, before: int | None
) -> Iterator[tuple[StoredItem, ...]]:
    """Yield the items that fired, or were labelled, as wanted; the newest first."""
    while numbers := _numbers(tx, wanted, filters, before):
        yield from archive.versions_of(tx, numbers)
        before = numbers[-1]


def _numbers(tx: Transaction, wanted: Asked, filters: Filters, before: int | None) -> list[int]:
    verdict = _verdict(wanted.label)
    if verdict is not None and wanted.rule != ANY:
        return matched.said_of(tx, verdict, filters.rule, before, _AT_ONCE)
    narrowed = Wanted(filters.rule, filters.outlet, wanted.label, filters.since, filters.until)
    return matched.page(tx, narrowed, before, _AT_ONCE)


def _verdict(label: Labelled) -> Verdict | None:
    return None if label in {"", "none"} else label  # type: ignore[return-value]


def _passes(stored: StoredItem, filters: Filters) -> bool:
    item, seen = stored.item, stored.first_seen_at
    language = item.language.casefold()
    return (
        filters.outlet.casefold() in {"", item.outlet.casefold()}
        and filters.language.casefold() in {"", language, language.partition("-")[0]}
        and (filters.since is None or seen >= filters.since)
        and (filters.until is None or seen < filters.until)
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """What was found on one day; None where nobody has counted."""

    date: date
    count: int | None


@dataclass(frozen=True, slots=True)
class Bars:
    """What was found day by day, the last is today."""

    days: tuple[Bar, ...]

    @property
    def most(self) -> int:
        """Return the largest count."""
        return max((bar.count or 0 for bar in self.days), default=0)

    @property
    def total(self) -> int:
        """Return how many were counted."""
        return sum(bar.count or 0 for bar in self.days)

    @property
    def is_begun(self) -> bool:
        """Say whether any day was counted."""
        return any(bar.count is not None for bar in self.days)

    @property
    def counted_since(self) -> date | None:
        """Return the first day that was counted in full; None when all of them were."""
        if all(bar.count is not None for bar in self.days):
            return None
        return next((bar.date for bar in self.days if bar.count is not None), self.days[-1].date)


def bars(
    tx: Transaction,
    wanted: Asked,
    topics: Mapping[str, Topic],
    zone: tzinfo,
    today: date,
    place: Place,
    days: int = 30,
) -> Bars:
    """
    Count what is found on each of the *days* up to *today*, whatever days are asked for.

    Counts back from today, no longer than *place* has patience; a day that was not counted in full
    has no count.

    Raises:
        RuleError: the query cannot be read.
        StorageError: the database failed.
    """
    first = today - timedelta(days=days - 1)
    if wanted == Asked():
        return _of_all(tx, zone, first, days)
    spread = Asked(
        wanted.query, wanted.outlet, wanted.language, first, today, wanted.rule, wanted.label
    )
    results = look(tx, spread, topics, zone, place)
    counts: dict[date, int] = {}
    for each in results.found:
        day = each.item.first_seen_at.astimezone(zone).date()
        counts[day] = counts.get(day, 0) + 1
    whole = _counted_from(tx, results, first, today, zone)
    each_day = (first + timedelta(days=number) for number in range(days))
    return Bars(
        tuple(Bar(day, counts.get(day, 0) if whole and day >= whole else None) for day in each_day)
    )


def uncounted(today: date, days: int = 30) -> Bars:
    """Return the bars of days that nobody has counted yet."""
    return Bars(tuple(Bar(today - timedelta(days=back), None) for back in range(days - 1, -1, -1)))


def _of_all(tx: Transaction, zone: tzinfo, first: date, days: int) -> Bars:
    """Count all items that were read, which needs no look at them."""
    each_day = [first + timedelta(days=number) for number in range(days)]
    spans = [(day, asked.begin(day, zone), asked.end(day, zone)) for day in each_day]
    return Bars(tuple(Bar(day, items.count_between(tx, *span)[0]) for day, *span in spans))


def _counted_from(
    tx: Transaction, results: Results, first: date, today: date, zone: tzinfo
) -> date | None:
    """Return the first day that was looked through to its end; None: not even today was."""
    if results.next is None:
        return first
    last = items.search(tx, limit=1, before_id=results.next + 1)
    if not last:
        return first
    after = last[0].first_seen_at.astimezone(zone).date() + timedelta(days=1)
    return max(first, after) if after <= today else None
