"""Live, from the archive and explained: the same item and rules give the same matches."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from alerts.rules.explain import explain
from alerts.rules.matcher import match
from hajiz.assembly import Assembly, assemble
from hajiz.collect import record
from hajiz.config.read import load
from model import Fresh, Item, ItemKey, Match, OutletId, StoredItem, Validators
from storage import items, matches
from tests.alerts.test_rule_agreement import QUERIES, some_items
from tests.hajiz.conftest import WriteConfig

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TOPICS = """
[topics.first]
any = ["convoy aid"]
[topics.first.weak]
any = ["aid", "رتل"]
[topics.first.context]
en = ["Sana", "@second"]
[topics.first.exclude]
any = ["aid aid"]
[topics.first.unless]
any = ["колонна"]

[topics.second]
tr = ["Kamışlı"]
ar = ["قافلة"]
"""
Kept = list[tuple[StoredItem, tuple[Match, ...]]]


@pytest.fixture
def config(write_config: WriteConfig) -> Path:
    """Write a configuration with every kind of rule."""
    rules = "".join(
        f"[[rules]]\nname = \"r{number}\"\nquery = '''{query}'''\n"
        for number, query in enumerate(QUERIES)
    )
    return write_config({"a": "http://127.0.0.1:9/feed"}, TOPICS + rules)


def distinct() -> tuple[Item, ...]:
    """Return items with a key each."""
    return tuple(
        Item("a", ItemKey(sha256(bytes([n])).digest()), i.title, i.body, i.url, i.language)
        for n, i in enumerate(some_items())
    )


def collected(assembly: Assembly, found: tuple[Item, ...]) -> Kept:
    """Let a poll bring *found*; return what the database has of it."""
    fresh = Fresh(OutletId("a"), found, Validators(etag=b"1"), b"x" * 32, "http://a")
    record(assembly, fresh, NOW, 0.5)
    with assembly.database.read() as tx:
        stored = [items.get(tx, number) for number in range(1, len(found) + 1)]
        known = [each for each in stored if each is not None]
        fired = matches.of_items(tx, [each.id for each in known])
    return [(each, tuple(own.match for own in fired[each.id])) for each in known]


def test_what_was_matched_live_is_matched_again_from_the_archive(config: Path) -> None:
    """Rule for rule and hit for hit, and as before the item was stored."""
    found = distinct()
    with assemble(load(config, {}), NOW) as assembly:
        kept = collected(assembly, found)

        assert len(kept) == len(found)
        assert sum(len(live) for _, live in kept) > len(found)
        before = {item.key: match(item, assembly.rule_set) for item in found}
        for stored, live in kept:
            assert live == match(stored.item, assembly.rule_set) == before[stored.item.key]


def test_an_explanation_of_a_stored_item_says_what_was_matched_live(config: Path) -> None:
    """`rules explain` never tells of a match that is not there, nor hides one."""
    with assemble(load(config, {}), NOW) as assembly:
        for stored, live in collected(assembly, distinct()):
            fired = {each.rule: each.hits for each in live}
            for rule in assembly.rule_set.rules:
                explained = explain(stored.item, assembly.rule_set, rule)
                assert explained.fires == (rule in fired)
                assert not explained.fires or set(fired[rule]) <= set(explained.hits)
