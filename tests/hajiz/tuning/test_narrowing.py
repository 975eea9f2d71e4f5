"""A backtest that looks at few items gives the answer of the matcher looking at all."""

import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.rules.lexicon.load import builtin_topics, places
from alerts.rules.matcher import RuleSet, compile_rules, match
from alerts.rules.query.syntax import Node
from alerts.rules.rule import Rule, Topic
from hajiz.tuning.backtest import Period
from hajiz.tuning.indexing import index_all, prepare, step
from model import Item, ItemKey, RuleError
from storage import archive
from storage.database import Database
from tests.alerts import rule_strategies
from tests.hajiz.desk import HOUR, START
from tests.hajiz.tuning.archives import (
    a_text,
    an_item,
    keep,
    keep_beside,
    looked_at,
    narrowed,
    revise,
    whole,
)

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("HAJIZ_CORPUS", ROOT.parent / "shared" / "corpus" / "dev"))
STREAMS = CORPUS / "articles" / "streams"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Return an archive with all there may be: versions, some indexed, some late, some not."""
    dice = random.Random(11)
    database = Database.open(tmp_path_factory.mktemp("archive") / "hajiz.db", START)
    keep(database, [an_item(dice, number) for number in range(240)])
    change(database, dice, range(1, 240, 3))
    prepare(database)
    step(database, 200)
    change(database, dice, range(1, 240, 5))
    step(database, 10)
    keep(database, [an_item(dice, number) for number in range(240, 270)], hours=2)
    yield database
    database.close()


def change(database: Database, dice: random.Random, numbers: range) -> None:
    """Change texts, and keep further ones beside some."""
    for number in numbers:
        revise(database, number, a_text(dice, 4), a_text(dice, 6), dice.choice(("", "Aid")))
        if number % 2:
            keep_beside(database, number, a_text(dice, 4))


@settings(max_examples=150, deadline=None)
@given(
    rules=st.lists(rule_strategies.rules, min_size=1, max_size=2),
    topics=rule_strategies.topics,
    hours=st.sampled_from((None, 1)),
)
def test_the_answer_is_that_of_the_matcher_looking_at_everything(
    full: Database,
    rules: list[tuple[Rule, Node | None]],
    topics: dict[str, Topic],
    hours: int | None,
) -> None:
    """Whatever the rules, and whatever the index has."""
    numbered = [Rule(f"r{n}", r.any, r.all, r.none, r.query) for n, (r, _) in enumerate(rules)]
    rule_set = compile_rules(numbered, topics)
    period = Period(since=None if hours is None else START + hours * HOUR)

    assert narrowed(full, rule_set, period) == whole(full, rule_set, period)


def test_few_items_are_looked_at_for_a_rare_word(tmp_path: Path) -> None:
    """That is what the index is for."""
    dice = random.Random(3)
    database = Database.open(tmp_path / "hajiz.db", START)
    keep(database, [an_item(dice, number, "en") for number in range(1_200)])
    keep(database, [Item("a", ItemKey(b"rare"), "a rare word", "", "", "en")])
    index_all(database)

    assert looked_at(database, one("rare")) == 1
    assert looked_at(database, one("rare OR (word AND NOT convoy)")) == 1
    assert looked_at(database, one("outlet:a")) == 1
    database.close()


def one(query: str) -> RuleSet:
    """Compile a rule."""
    return compile_rules([Rule("r", query=query)], {})


@pytest.mark.skipif(not STREAMS.exists(), reason="no corpus of real texts at hand (HAJIZ_CORPUS)")
def test_live_and_backtest_agree_on_real_texts(tmp_path: Path) -> None:
    """Two hundred random rules of topics, places and the texts' own words."""
    texts = list(real_items())
    rules = list(random_rules(texts))
    rule_set = compile_rules(rules, {})
    database = Database.open(tmp_path / "hajiz.db", START)
    for start in range(0, len(texts), 1_000):
        keep(database, texts[start : start + 1_000])
    index_all(database)
    live: dict[str, set[int]] = {rule.name: set() for rule in rules}
    with database.read() as tx:
        for (stored,) in archive.versions(tx):
            for found in match(stored.item, rule_set):
                live[found.rule].add(stored.id)

    for rule in rules:
        told = narrowed(database, compile_rules([rule], {}))
        assert {item_id for _, item_id, _ in told} == live[rule.name], rule.query

    assert len(rules) == 200
    assert sum(map(bool, live.values())) > 100
    database.close()


def real_items() -> Iterator[Item]:
    """Yield the texts of the corpus as items."""
    for file in sorted(STREAMS.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            record = json.loads(line)
            yield Item(
                outlet=str(record.get("source") or file.stem),
                key=ItemKey(str((file.stem, len(line), line[:400])).encode()),
                title=str(record.get("title") or ""),
                body=str(record.get("description") or record.get("text") or ""),
                url=str(record.get("link") or record.get("url") or ""),
                language=str(record.get("language") or "und"),
            )


def random_rules(texts: list[Item]) -> Iterator[Rule]:
    """Yield two hundred rules, the same in every run."""
    dice = random.Random(5)
    names = [f"@{name}" for name in builtin_topics()]
    areas = [f"area:{place}" for place in places()]
    count = 0
    while count < 200:
        query = a_query(dice, dice.choice(texts).body, [*names, *areas], depth=2)
        try:
            compile_rules([Rule("r", query=query)], {})
        except RuleError:
            continue
        yield Rule(f"r{count}", query=query)
        count += 1


def a_query(dice: random.Random, text: str, names: list[str], depth: int) -> str:
    """Write a query: a name, a word of *text*, a word's beginning, a phrase, or two joined."""
    if depth and dice.random() < 0.6:
        left, right = (a_query(dice, text, names, depth - 1) for _ in range(2))
        joint = dice.choice(("AND", "OR", "OR", "AND NOT", "NEAR/8", "NEAR/s", "BEFORE/20"))
        return f"({left} {joint} {right})"
    if dice.random() < 0.3:
        return dice.choice(names)
    words = re.findall(r"[^\W\d_]+", text) or ["Syria"]
    place = dice.randrange(len(words))
    field = dice.choice(("", "", "", "title:", "url:"))
    kind = dice.randrange(4)
    if kind == 0 and len(words[place]) > 3:
        return f"{field}{words[place][:4].lower()}*"
    if kind == 1:
        return f'{field}"{" ".join(words[place : place + 2])}"'
    return f'{field}{dice.choice(("", "="))}"{words[place]}"'
