"""Whoever asks, and wherever, gets the answer of the matcher: explanations, threads, processes."""

import random as chance
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.explain import explain
from alerts.rules.explained import lines
from alerts.rules.matcher import RuleSet, compile_rules, match
from alerts.rules.narrowing import narrowed
from alerts.rules.query.syntax import Node
from alerts.rules.rule import Rule, Topic
from alerts.text import fold
from model import Item, ItemKey, Match
from tests.alerts import rule_strategies as random
from tests.alerts.narrowing import may_have
from tests.alerts.test_rule_properties import often

OWN = {
    "first": Topic(
        "first",
        {"any": ("convoy aid",)},
        weak={"any": ("aid", "رتل")},
        context={"en": ("Sana", "@second")},
        exclude={"any": ("aid aid",)},
        unless={"any": ("колонна",)},
    ),
    "second": Topic("second", {"tr": ("Kamışlı",), "ar": ("قافلة",)}),
}
QUERIES = (
    *("@first", "@second", "@first NEAR/s @second", "convoy NEAR/3 aid", "title:con* AND NOT aid"),
    *('"aid ~2 convoy"', "@convoy", "@checkpoint AND area:syria", "language:ar AND قافلة"),
)


def some_items() -> list[Item]:
    """Return items of the vocabulary of the random rules, the same in every run."""
    dice = chance.Random(8)
    return [
        Item(
            "a",
            ItemKey(b"key"),
            _text(dice, 4),
            _text(dice, 30),
            "https://example.org/aid",
            dice.choice(random.LANGUAGES),
        )
        for _ in range(60)
    ]


def _text(dice: chance.Random, words: int) -> str:
    signs = random.SPACED + random.ENDED
    return "".join(dice.choice(random.SPELLINGS) + dice.choice(signs) for _ in range(words))


def all_matches(task: tuple[RuleSet, Sequence[Item]]) -> list[tuple[Match, ...]]:
    """Match items in another process."""
    rule_set, items = task
    return [match(item, rule_set) for item in items]


RULE_SET = compile_rules([Rule(f"r{n}", query=query) for n, query in enumerate(QUERIES)], OWN)


def test_eight_threads_that_share_a_rule_set_get_the_same_answers() -> None:
    """Also when all begin with a rule set that nobody has used."""
    items = some_items()
    expected = all_matches((RULE_SET, items))
    unused = compile_rules(RULE_SET.definitions, RULE_SET.topics)

    with ThreadPoolExecutor(8) as pool:
        tasks = [pool.submit(all_matches, (unused, items)) for _ in range(8)]
        assert all(task.result() == expected for task in tasks)
    assert sum(map(len, expected)) > 60


def test_a_rule_set_sent_to_other_processes_gives_the_same_answers() -> None:
    """Pickled, unpickled and compiled anew."""
    items = some_items()

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        answers = list(pool.map(all_matches, [(RULE_SET, items)] * 2))

    assert answers == [all_matches((RULE_SET, items))] * 2


def places(hits: Sequence[object]) -> set[tuple[object, ...]]:
    """Return where hits are and of what, each once."""
    return {(h.field, h.start, h.end, h.topic or h.term) for h in hits}  # type: ignore[attr-defined]


@often
@given(rule=random.rules, topics=random.topics, item=random.items)
def test_an_explanation_says_match_just_when_the_rule_fires_and_by_the_same_hits(
    rule: tuple[Rule, Node | None], topics: dict[str, Topic], item: Item
) -> None:
    """What a reader is told of a rule is what the rule does."""
    rule_set = compile_rules([rule[0]], topics)
    explained = explain(item, rule_set, "r")
    found = match(item, rule_set)

    assert explained.fires == bool(found)
    assert lines(explained)[0] == ("r: match" if found else "r: no match")
    if found:
        assert places(explained.hits) == places(found[0].hits)
    else:
        assert explained.missing


@often
@given(
    rules=st.lists(random.rules, min_size=1, max_size=3), topics=random.topics, item=random.items
)
def test_every_hit_is_shown_as_it_was_written_and_within_its_sentence(
    rules: list[tuple[Rule, Node | None]], topics: dict[str, Topic], item: Item
) -> None:
    """Offsets are those of the item's own field; the surface holds the words of the term."""
    numbered = [Rule(f"r{n}", r.any, r.all, r.none, r.query) for n, (r, _) in enumerate(rules)]
    for found in match(item, compile_rules(numbered, topics)):
        assert found.hits
        for hit in found.hits:
            text = field_of(item, hit.field)
            assert text[hit.start : hit.end] == hit.surface
            assert 0 <= hit.sentence.start <= hit.start < hit.end <= hit.sentence.end <= len(text)
            assert holds(hit.surface, hit.term)


def field_of(item: Item, field: str) -> str:
    """Return the text that offsets of *field* are into."""
    return "\n\n".join(item.categories) if field == "category" else getattr(item, field)


def holds(surface: str, term: str) -> bool:
    """Say whether every word of *term* is in *surface*, in order, both folded."""
    words = [each for each in term.lstrip("=^").replace("-", " ").split() if each[0] != "~"]
    place = 0
    folded = fold(surface).text
    for word in words:
        place = folded.find(fold(word.rstrip("*")).text, place)
        if place < 0:
            return False
    return True


def test_a_rule_alone_and_among_others_gives_the_same_answer() -> None:
    """What other rules ask for never decides about this one."""
    items = some_items()
    alone = [compile_rules([rule], OWN) for rule in RULE_SET.definitions]

    for item in items:
        expected = [(m.rule, m.hits) for each in alone for m in match(item, each)]
        assert [(m.rule, m.hits) for m in match(item, RULE_SET)] == expected


@often
@given(rule=random.recent, topics=random.topics, item=random.items, past=random.pasts)
def test_an_explanation_of_a_recent_rule_gives_its_answer_and_says_what_the_past_took(
    rule: tuple[Rule, Node], topics: dict[str, Topic], item: Item, past: random.Stretches
) -> None:
    """Also that when:recent holds wherever the rule does."""
    rule_set = compile_rules([rule[0]], topics, past)
    explained = explain(item, rule_set, "r")
    found = match(item, rule_set)

    assert explained.fires == bool(found)
    (when,) = (part for part in explained.tree.parts if part.kind == "when")
    if found:
        assert when.holds
        assert places(explained.hits) == places(found[0].hits)
    else:
        assert explained.missing
    assert when.holds or when.past


@often
@given(rule=random.recent, topics=random.topics, item=random.items, past=random.pasts)
def test_the_index_names_every_item_a_recent_rule_fires_for(
    rule: tuple[Rule, Node], topics: dict[str, Topic], item: Item, past: random.Stretches
) -> None:
    """What is asked of the archive is not narrowed by what is recent."""
    rule_set = compile_rules([rule[0]], topics, past)

    if match(item, rule_set):
        assert may_have(item, narrowed(rule_set))
