"""`when:recent` live, on the archive with and without an index, searched, explained: one answer."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import product
from pathlib import Path

from alerts.rules.explain import explain
from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule
from hajiz.assembly import Assembly
from hajiz.collect import record
from hajiz.tuning.backtest import Period, firings
from hajiz.tuning.diff import diff
from hajiz.tuning.indexing import index_all
from hajiz.tuning.search import search
from model import Fresh, Item, ItemKey, OutletId, Validators
from storage import archive, items, matches
from tests.alerts.test_recent import LANGUAGES, LAST_WEEK, NEWS, NOW, OLDER, OTHER_NEWS, UNDATED
from tests.hajiz.desk import START, desk

QUERIES = (
    "@convoy AND area:qamishli AND when:recent",
    "(@convoy OR @patrol) AND NOT @airstrike AND when:recent",
    "@convoy AND area:qamishli",
)
RULES = compile_rules([Rule(f"r{n}", query=query) for n, query in enumerate(QUERIES)], {})
Fired = set[tuple[int, str]]


def texts() -> tuple[Item, ...]:
    """Return items of one or two paragraphs, with and without a day of publication."""
    paragraphs = (NEWS, OLDER, OTHER_NEWS, LAST_WEEK, UNDATED)
    made = [
        Item("a", ItemKey(b""), "", f"{first[each]}\n\n{second[each]}", "", each, published_at=at)
        for first, second in product(paragraphs, paragraphs)
        for each in LANGUAGES
        for at in (NOW, None)
    ]
    return tuple(
        replace(each, key=ItemKey(sha256(bytes([n % 256, n // 256])).digest()), title=f"Report {n}")
        for n, each in enumerate(made)
    )


def collected(assembly: Assembly) -> Fired:
    """Let a poll bring all texts; return what fired live."""
    fresh = Fresh(OutletId("a"), texts(), Validators(), b"x" * 32, "http://a")
    record(assembly, fresh, START, 0.5)
    with assembly.database.read() as tx:
        there = [stored.id for stored in items.search(tx, limit=1000)]
        kept = matches.of_items(tx, there)
    assert len(there) == len(texts())
    return {(item, own.match.rule) for item, found in kept.items() for own in found}


def backtested(assembly: Assembly) -> Fired:
    """Return what the rules fire for on the archive."""
    with assembly.database.read() as tx:
        found = firings(tx, RULES, Period(since=START))
        return {(each.item.id, each.match.rule) for each in found}


def test_every_way_to_ask_gives_one_answer(tmp_path: Path) -> None:
    """And the rules differ, so that the answer means something."""
    with desk(tmp_path) as running:
        assembly = replace(running, rule_set=RULES)
        live = collected(assembly)

        assert backtested(assembly) == live
        index_all(assembly.database)
        assert backtested(assembly) == live
        with assembly.database.read() as tx:
            everything = [each for (each,) in archive.versions(tx, START, None)]
        scanned = {(s.id, m.rule) for s in everything for m in match(s.item, RULES)}
        explained = {
            (stored.id, rule)
            for stored in everything
            for rule in RULES.rules
            if explain(stored.item, RULES, rule).fires
        }

    by_rule = [{item for item, rule in live if rule == f"r{n}"} for n in range(len(QUERIES))]
    assert scanned == explained == live
    assert by_rule[0] < by_rule[2]
    assert len(by_rule[0]) > 100
    assert len(by_rule[2] - by_rule[0]) > 20


def test_a_search_finds_what_the_rule_fires_for(tmp_path: Path) -> None:
    """Also with words side by side, as people search."""
    with desk(tmp_path) as running:
        live = collected(replace(running, rule_set=RULES))
        index_all(running.database)

        with running.database.read() as tx:
            query, however_long = "@convoy area:qamishli when:recent", timedelta(minutes=5)
            found = search(tx, query, {}, limit=1000, patience=however_long)

    assert {each.item.id for each in found.found} == {item for item, rule in live if rule == "r0"}


def test_a_difference_counts_what_the_past_takes_away(tmp_path: Path) -> None:
    """What an editor sees before saving."""
    with desk(tmp_path) as running:
        live = collected(replace(running, rule_set=RULES))
        before = compile_rules([Rule("r", query=QUERIES[2])], {})
        after = compile_rules([Rule("r", query=QUERIES[0])], {})
        with running.database.read() as tx:
            (found,) = diff(tx, before, after, Period(since=START)).rules

    was, will = ({item for item, rule in live if rule == name} for name in ("r2", "r0"))
    assert {each.item.id for each in found.lost} == was - will
    assert not found.gained
