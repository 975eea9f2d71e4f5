"""
Rules held against the archive: what they fire for among all that was ever read.

The index says which items are worth a look; the answer is that of the live matcher, item for item.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from alerts.rules import matcher
from alerts.rules.matcher import RuleSet
from alerts.rules.narrowing import narrowed
from alerts.tuning.figures import Figures, figures
from alerts.tuning.quality import Quality, quality
from hajiz.tuning.narrowing import Period, whole
from model import Match, StoredItem, Verdict
from storage import labels
from storage.database import Transaction

__all__ = ["Backtest", "Firing", "Period", "Tell", "backtest", "fired", "firings"]

Tell = Callable[[int, int], None]  # how many items were looked at, and of how many


@dataclass(frozen=True, slots=True)
class Firing:
    """An item that one rule fires for, with the version of its text that the hits are in."""

    item: StoredItem
    match: Match


@dataclass(frozen=True, slots=True)
class Backtest:
    """What one rule would have fired for."""

    figures: Figures
    quality: Quality  # by what people said of those items; what it misses is not counted
    samples: tuple[Firing, ...]  # the newest


def backtest(
    tx: Transaction,
    rules: RuleSet,
    period: Period,
    zone: tzinfo,
    samples: int,
    tell: Tell | None = None,
) -> Backtest:
    """
    Return what the one rule of *rules* would have fired for, counted, with some *samples*.

    Labels are those of the rule of that name; days are those of *zone*.

    Raises:
        StorageError: the database failed.
    """
    found = list(firings(tx, rules, period, tell))
    verdicts: dict[int, Verdict] = {
        label.item_id: label.verdict for label in labels.of_rule(tx, rules.rules[0])
    }
    ids = {each.item.id for each in found}
    return Backtest(
        figures(((each.item, each.match) for each in found), zone),
        quality(ids, {item: verdict for item, verdict in verdicts.items() if item in ids}),
        tuple(found[:samples]),
    )


def firings(
    tx: Transaction, rules: RuleSet, period: Period, tell: Tell | None = None
) -> Iterator[Firing]:
    """
    Yield what *rules* fire for in *period*, the newest items first, an item's rules in order.

    As live, a rule fires for an item when it does for any version of its text; the newest such
    version is the one given. Each item comes once for each rule. *tell* hears of every item that is
    worth a look.

    Raises:
        StorageError: the database failed.
    """
    stretch = whole(tx, narrowed(rules), period)
    for done, versions in enumerate(stretch.versions(tx), 1):
        if tell is not None:
            tell(done, stretch.total)
        yield from fired(versions, rules)


def fired(versions: Sequence[StoredItem], rules: RuleSet) -> list[Firing]:
    """Return what *rules* fire for in one item, given with all its *versions*, newest first."""
    found: dict[str, Firing] = {}
    for stored in versions:
        for match in matcher.match(stored.item, rules):
            found.setdefault(match.rule, Firing(stored, match))
    return [found[rule] for rule in rules.rules if rule in found]
