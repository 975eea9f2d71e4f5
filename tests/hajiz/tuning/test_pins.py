"""Pins held against rules."""

from dataclasses import replace
from pathlib import Path

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule
from hajiz.tuning.pins import broken
from model import Pin
from storage import items, pins, revisions
from storage.database import Transaction
from tests.hajiz.desk import HOUR, START, desk, poll


def rules(**queries: str) -> RuleSet:
    """Compile *queries* by name."""
    return compile_rules([Rule(name, query=query) for name, query in queries.items()], {})


def pin(tx: Transaction, item_id: int, rule: str, *, must: bool) -> None:
    """Pin an item."""
    pins.put(tx, Pin(item_id, rule, must, "anna", START))


def found(tx: Transaction, rule_set: RuleSet) -> list[tuple[str, str, str]]:
    """Return what is broken: rule, title and why."""
    return [(each.pin.rule, each.title, each.why) for each in broken(tx, rule_set)]


def test_what_must_fire_and_does_not_is_broken_and_the_other_way_round(tmp_path: Path) -> None:
    """Those that hold are not told."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy", "a parade")
        with assembly.database.write() as tx:
            for number, item in enumerate(items.search(tx)):
                pin(tx, item.id, "convoys", must=item.item.title == "a convoy")
                assert number < 2
            kept = found(tx, rules(convoys="convoy"))
            lost = found(tx, rules(convoys="parade"))

    assert kept == []
    assert sorted(lost) == [
        ("convoys", "a convoy", "convoys does not fire for it, and must"),
        ("convoys", "a parade", "convoys fires for it, and must not"),
    ]


def test_a_rule_that_is_gone_fires_for_nothing(tmp_path: Path) -> None:
    """Its promises to fire are broken, its promises to be silent kept."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        with assembly.database.write() as tx:
            pin(tx, 1, "convoys", must=True)
            pin(tx, 1, "parades", must=False)

            assert [each[0] for each in found(tx, rules(other="convoy"))] == ["convoys"]


def test_as_live_any_version_of_the_text_counts(tmp_path: Path) -> None:
    """A text that was edited away was read once; the title told is the one it has now."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        with assembly.database.write() as tx:
            (stored,) = items.search(tx)
            text = replace(stored.item, title="a correction")
            revisions.revise(tx, stored, text, "feed", START + HOUR, START)
            pin(tx, stored.id, "convoys", must=True)
            assert found(tx, rules(convoys="convoy")) == []

            pin(tx, stored.id, "convoys", must=False)
            assert [each[1] for each in found(tx, rules(convoys="convoy"))] == ["a correction"]
