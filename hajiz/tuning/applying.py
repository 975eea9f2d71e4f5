"""
Rules applied to the past: matches for what they would have fired for, had they been there.

Nobody is told of them: neither a digest nor an alert. Matches there are already stay as they are,
also those of rules that would not fire any more: they may have been told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from alerts.rules.matcher import RuleSet
from hajiz.tuning.backtest import Firing, Period, Tell, firings
from hajiz.tuning.diff import part
from storage import applied, tallies
from storage.database import Database

AT_ONCE = 500  # matches in one transaction: those who poll write in between


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying one rule came to, in items of the period."""

    rule: str
    fires: int  # the rule fires for them
    added: int  # of those, the ones that had no match of the rule
    outdated: int  # have a match of the rule, and it would not fire for them any more


def apply(
    database: Database,
    rules: RuleSet,
    only: Sequence[str],
    period: Period,
    now: datetime,
    tell: Tell | None = None,
    *,
    is_dry: bool = False,
) -> tuple[Applied, ...]:
    """
    Keep matches of the rules *only* for the items of *period* that they fire for and have none.

    Stopped on the way, nothing is wrong: what is kept is whole, and the next call adds the rest.
    A second call adds nothing. *is_dry*: only says what would be added.

    Raises:
        StorageError: the database failed; what was added until then is kept.
    """
    with database.read() as tx:
        had = tallies.fired(tx, only, period.since, period.until)
        fires: dict[str, set[int]] = {name: set() for name in only}
        added: Counter[str] = Counter()
        new = _new(firings(tx, part(rules, only), period, tell), had, fires)
        for some in _lots(new):
            added += _kept(database, rules.version, some, now) if not is_dry else _counted(some)
    return tuple(
        Applied(name, len(fires[name]), added[name], len(had[name] - fires[name])) for name in only
    )


def _new(
    found: Iterable[Firing], had: dict[str, set[int]], fires: dict[str, set[int]]
) -> Iterator[Firing]:
    """Note in *fires* all that is *found*; yield what has no match."""
    for firing in found:
        rule, item = firing.match.rule, firing.item.id
        fires[rule].add(item)
        if item not in had[rule]:
            yield firing


def _kept(database: Database, version: str, some: Sequence[Firing], now: datetime) -> Counter[str]:
    found = [
        (each.item.id, each.item.revision, replace(each.match, rule_set=version)) for each in some
    ]
    with database.write() as tx:
        return Counter(applied.add(tx, found, now))


def _counted(some: Sequence[Firing]) -> Counter[str]:
    return Counter(each.match.rule for each in some)


def _lots(found: Iterator[Firing]) -> Iterator[list[Firing]]:
    while some := list(islice(found, AT_ONCE)):
        yield some
