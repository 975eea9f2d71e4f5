"""
Which places items name: a place is named when a rule that asks for it would fire.

So a figure here is what a search for `@place` finds among the same items.
"""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.rules.lexicon.places import places
from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule, Topic
from hajiz.tuning.backtest import fired
from model import StoredItem
from storage import archive, matched
from storage.database import Transaction
from storage.matched import Wanted

MOST = 2_000  # items looked at, the newest; naming places takes a second for 5,000
_KEPT = 20_000  # items whose places are remembered


@dataclass(frozen=True, slots=True)
class Named:
    """How many matched items name each place, by its id."""

    counts: Mapping[str, int]
    looked: int  # at so many matched items
    matched: int  # of so many


class PlacesNamed:
    """Counts places, and remembers what it has read."""

    def __init__(self) -> None:
        self._rules: tuple[Mapping[str, Topic], RuleSet] | None = None
        self._known: OrderedDict[tuple[str, int, int], tuple[str, ...]] = OrderedDict()

    def count(self, tx: Transaction, wanted: Wanted, topics: Mapping[str, Topic]) -> Named:
        """
        Count the places that the matched items as *wanted* name; *topics* are the user's own.

        Raises:
            StorageError: the database failed.
        """
        numbers = matched.page(tx, wanted, limit=MOST)
        total = matched.count(tx, wanted) if len(numbers) == MOST else len(numbers)
        if not numbers:
            return Named({}, 0, 0)
        rules = self._compiled(topics)
        counts = Counter[str]()
        for versions in archive.versions_of(tx, numbers):
            counts.update(self._named(versions, rules))
        return Named(counts, len(numbers), total)

    def _named(self, versions: Sequence[StoredItem], rules: RuleSet) -> tuple[str, ...]:
        key = (rules.version, versions[0].id, len(versions))
        if key not in self._known:
            self._known[key] = tuple(each.match.rule for each in fired(versions, rules))
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[key]

    def _compiled(self, topics: Mapping[str, Topic]) -> RuleSet:
        if self._rules is None or self._rules[0] is not topics:
            asked = [Rule(place, query=f"@{place}") for place in places()]
            self._rules = (topics, compile_rules(asked, topics))
        return self._rules[1]
