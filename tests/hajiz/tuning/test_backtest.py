"""Rules held against the archive, and what live would have done."""

from dataclasses import replace
from pathlib import Path

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule
from hajiz.tuning.backtest import Firing, Period, firings
from storage import items, revisions
from tests.hajiz.desk import HOUR, START, desk, poll


def rules(**queries: str) -> RuleSet:
    """Compile *queries* by name."""
    return compile_rules([Rule(name, query=query) for name, query in queries.items()], {})


def told(found: list[Firing]) -> list[tuple[str, str, int]]:
    """Return rule, title and version of each."""
    return [(each.match.rule, each.item.item.title, each.item.revision) for each in found]


def test_the_newest_come_first_and_a_rule_fires_once_for_an_item(tmp_path: Path) -> None:
    """Also when several rules fire for one."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy", "nothing")
        poll(assembly, START + HOUR, "a convoy at a checkpoint")
        with assembly.database.read() as tx:
            found = list(firings(tx, rules(one="convoy", two="checkpoint"), Period()))
            late = list(firings(tx, rules(one="convoy"), Period(since=START + HOUR)))
            early = list(firings(tx, rules(one="convoy"), Period(until=START + HOUR)))

    both = "a convoy at a checkpoint"
    assert told(found) == [("one", both, 0), ("two", both, 0), ("one", "a convoy", 0)]
    assert told(late) == [("one", both, 0)]
    assert told(early) == [("one", "a convoy", 0)]


def test_a_version_that_is_gone_fires_too(tmp_path: Path) -> None:
    """As it did when it was read; the newest version that fires is the one shown."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        with assembly.database.write() as tx:
            (stored,) = items.search(tx)
            text = replace(stored.item, title="a checkpoint")
            revisions.revise(tx, stored, text, "feed", START + HOUR, START)
        with assembly.database.read() as tx:
            found = list(firings(tx, rules(one="convoy", two="checkpoint"), Period()))

    assert told(found) == [("one", "a convoy", 0), ("two", "a checkpoint", 1)]
