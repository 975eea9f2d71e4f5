"""What rules fire for live, they fire for on the archive, item for item; and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.rules.matcher import compile_rules
from alerts.rules.rule import Rule
from hajiz.assembly import Assembly
from hajiz.collect import record
from hajiz.pages import record_page
from hajiz.tuning.backtest import Period, firings
from model import Fresh, Item, ItemKey, OutletId, PageRead, Validators
from storage import items, matches, pages
from tests.alerts import rule_strategies
from tests.hajiz.desk import MINUTE, START, desk


@dataclass(frozen=True)
class Poll:
    """The feed is read, and says this of these items, by number."""

    found: Sequence[tuple[int, Item]]


@dataclass(frozen=True)
class Page:
    """The page of an item is read."""

    number: int
    text: Item


numbers = st.integers(0, 3)
polls = st.lists(
    st.tuples(numbers, rule_strategies.items),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each[0],
).map(Poll)
readings = st.builds(Page, numbers, rule_strategies.items)
stories = st.lists(st.one_of(polls, readings), min_size=1, max_size=6)
rule_sets = st.lists(rule_strategies.rules.map(lambda each: each[0]), min_size=1, max_size=4)


def happen(assembly: Assembly, story: Sequence[Poll | Page], example: int, at: datetime) -> None:
    """Let all of *story* happen, a minute apart."""
    keys = [ItemKey(sha256(f"{example}.{number}".encode()).digest()) for number in range(4)]
    for number, event in enumerate(story):
        now = at + number * MINUTE
        if isinstance(event, Poll):
            found = [
                replace(item, outlet="a", key=keys[each], url=item.url or "https://example.org/x")
                for each, item in event.found
            ]
            about = sha256(f"{example} {number}".encode()).digest()
            fresh = Fresh(OutletId("a"), tuple(found), Validators(), about, "http://a")
            record(assembly, fresh, now, 0.5)
        else:
            read_page(assembly, keys[event.number], event.text, now)


def read_page(assembly: Assembly, key: ItemKey, text: Item, now: datetime) -> None:
    """Record that the page of an item was read, if there is one with that key."""
    with assembly.database.write() as tx:
        for stored in items.search(tx, limit=4):
            if stored.item.key == key:
                if pages.task(tx, stored.id) is None:
                    pages.enqueue(tx, {stored.id: now})
                read = PageRead(
                    stored.id, text.title, text.body, Validators(), b"", author=text.author
                )
                record_page(tx, assembly, read, now)


def test_live_and_backtest_agree(tmp_path: Path) -> None:
    """Random rules, and texts that are read, changed, and completed by their pages."""
    examples = count()

    with desk(tmp_path) as assembly:

        @settings(max_examples=60, deadline=None, derandomize=True, database=None)
        @given(rule_sets, rule_strategies.topics, stories)
        def agree(rules: list[Rule], topics: dict, story: list[Poll | Page]) -> None:
            example = next(examples)
            named = [replace(rule, name=f"r{number}") for number, rule in enumerate(rules)]
            running = replace(assembly, rule_set=compile_rules(named, topics))
            at = START + example * 10 * MINUTE
            happen(running, story, example, at)
            with assembly.database.read() as tx:
                period = Period(since=at)
                found = firings(tx, running.rule_set, period)
                expected = {(each.item.id, each.match.rule) for each in found}
                there = [stored.id for stored in items.search(tx, since=at)]
                kept = {
                    (item, stored.match.rule)
                    for item, own in matches.of_items(tx, there).items()
                    for stored in own
                }
            assert kept == expected

        agree()
