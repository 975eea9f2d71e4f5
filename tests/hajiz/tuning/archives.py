"""Archives to search: items with versions of their own making, and the answer without an index."""

import random
from collections.abc import Sequence
from dataclasses import replace

from alerts.rules.matcher import RuleSet, match
from hajiz.tuning.backtest import Period, firings
from model import Item, ItemKey
from storage import archive, items, revisions
from storage.database import Database
from tests.alerts.rule_strategies import ENDED, LANGUAGES, SPACED, SPELLINGS
from tests.hajiz.desk import HOUR, START

Told = list[tuple[str, int, int]]  # rule, item and version


def an_item(dice: random.Random, number: int, language: str = "") -> Item:
    """Make an item of the vocabulary of the random rules, as a rule now and then fires for."""
    return Item(
        outlet=dice.choice(("heron-en", "Sana-AR")),
        key=ItemKey(str(number).encode()),
        title=a_text(dice, 3),
        body=a_text(dice, 9),
        url=dice.choice(("", f"https://example.org/aid-{number}", "https://x.org/m4/convoy_sana")),
        language=language or dice.choice(LANGUAGES),
        author=dice.choice(("", "Sana", "Aid Karwan")),
        categories=dice.choice(((), ("convoy", "aid-M4"))),
    )


def a_text(dice: random.Random, words: int) -> str:
    """Make a text of up to so many words."""
    signs = SPACED + ENDED
    count = dice.randrange(words + 1)
    return "".join(dice.choice(SPELLINGS) + dice.choice(signs) for _ in range(count))


def keep(database: Database, made: Sequence[Item], hours: int = 0) -> None:
    """Keep items, the last first."""
    with database.write() as tx:
        items.add_new(tx, made, START + hours * HOUR, False)


def revise(database: Database, item_id: int, title: str, body: str = "", author: str = "") -> None:
    """Give an item another text; what its author is may be known only now."""
    with database.write() as tx:
        stored = items.get(tx, item_id)
        assert stored is not None
        text = replace(stored.item, title=title, body=body, author=author)
        revisions.revise(tx, stored, text, "page", START + HOUR, START)


def keep_beside(database: Database, item_id: int, title: str) -> None:
    """Keep what the feed says now of an item whose text is its page's."""
    with database.write() as tx:
        stored = items.get(tx, item_id)
        assert stored is not None
        text = replace(stored.item, title=title)
        revisions.keep_beside(tx, stored, text, START + HOUR, START)


def narrowed(database: Database, rules: RuleSet, period: Period | None = None) -> Told:
    """Return what a backtest finds, in its order."""
    with database.read() as tx:
        found = firings(tx, rules, period or Period())
        return [(each.match.rule, each.item.id, each.item.revision) for each in found]


def whole(database: Database, rules: RuleSet, period: Period | None = None) -> Told:
    """Return what the matcher finds that looks at every version of every item."""
    found: Told = []
    period = period or Period()
    with database.read() as tx:
        every = list(archive.versions(tx, period.since, period.until))
    for versions in every:
        for rule in rules.rules:
            fired = [
                stored.revision
                for stored in versions
                if rule in {each.rule for each in match(stored.item, rules)}
            ]
            if fired:
                found.append((rule, versions[0].id, fired[0]))
    return found


def looked_at(database: Database, rules: RuleSet) -> int:
    """Return how many items a backtest looks at."""
    counts = [0]
    with database.read() as tx:
        for _ in firings(tx, rules, Period(), lambda done, _total: counts.append(done)):
            pass
    return max(counts)
