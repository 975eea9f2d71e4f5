"""Hostile texts cost no more the longer they are: work is counted, never timed (see bench/)."""

import pytest

from alerts.rules.matcher import compile_rules, match
from alerts.rules.matching.passages import Passages
from alerts.rules.rule import Rule, Topic
from bench.hostile_texts import TEXTS
from model import Item, ItemKey
from tests.alerts import naive_text
from tests.alerts.counted_calls import calls_of
from tests.alerts.naive_text import Place

QUERIES = {
    "a topic": "@checkpoint",
    "an own topic": "@own",
    "near": "convoy NEAR/8 army",
    "near, far": "convoy NEAR/999 army",
    "a sentence": "con* NEAR/s ar*",
    "a phrase": '"military ~3 convoy ~3 attack"',
}
OWN = {
    "own": Topic(
        "own",
        {"any": ("convoy of trucks",)},
        weak={"any": ("column", "رتل", "convoy")},
        context={"any": ("army of the north", "column of the north", "@checkpoint")},
        exclude={"any": ("newspaper column", "column of smoke")},
        unless={"any": ("attack",)},
    )
}
RULE_SET = compile_rules([Rule(name, query=query) for name, query in QUERIES.items()], OWN)
MOST_CALLS = 120_000  # for one rule on any text; a search without bounds takes many millions


@pytest.mark.parametrize("name", TEXTS)
def test_fm_058_a_rule_costs_little_whatever_a_text_repeats(name: str) -> None:
    """Every kind of rule on 256 KB of every kind of text."""
    subject = RULE_SET.index.subject(Item("a", ItemKey(b""), "", TEXTS[name], "", "und"))
    for layer in subject.main.layers:
        layer.folded.place(0, 1)  # the way back to the original is found once for all rules

    for rule in RULE_SET.index.rules:
        subject.main.values.clear()
        assert calls_of(lambda rule=rule: rule.hits(subject)) < MOST_CALLS, rule.name  # type: ignore[misc]


def test_fm_059_five_thousand_keywords_cost_little() -> None:
    """One look through a text finds all of them: next to nothing where none is in it."""
    words = [f"keyword{number}" for number in range(5_000)]
    rule_set = compile_rules([Rule("many", query=" OR ".join(f"={word}" for word in words))], {})
    texts = ("words of a text, none of them sought " * 30, "keyword4 among others " * 30)
    nothing, something = (Item("a", ItemKey(b""), "A title", text, "", "en") for text in texts)
    match(nothing, rule_set)

    assert calls_of(lambda: match(nothing, rule_set)) < 1_000
    assert calls_of(lambda: match(something, rule_set)) < 6 * len(words)


def test_a_key_is_searched_once_for_all_phrases_that_have_it() -> None:
    """Dozens of exclusions begin with the same word: a long text is gone through for the first."""
    others = [f"other{number}" for number in range(12)]
    text = "convoy " * 30_000 + " ".join(others)

    def calls(phrases: int) -> int:
        words = tuple(f"convoy ~1 {word}" for word in others[:phrases])
        rule_set = compile_rules([Rule("r", any=("@t",))], {"t": Topic("t", {"en": words})})
        subject = rule_set.index.subject(Item("a", ItemKey(b""), "", text, "", "en"))
        return calls_of(lambda: rule_set.index.rules[0].hits(subject))

    calls(12)  # what is made of phrases once is not counted
    assert calls(12) < 2 * calls(1)


def test_words_far_apart_are_counted_once_for_all_pairs() -> None:
    """However many pairs ask, each stretch of a text is read for the first of them."""
    passages = Passages("word " * 20_000)

    def ask(pairs: int) -> int:
        return calls_of(lambda: [passages.words_between(n, n + 5_000, 999) for n in range(pairs)])

    ask(500)
    assert ask(500) < 500 * 40


@pytest.mark.parametrize("most", [60, 200, 999])
def test_counting_by_stretches_counts_the_same_words(most: int) -> None:
    """The fast way is never another way."""
    text = "Kamışlı'nın yolu two-vehicle, d’Alep؟نعم " * 400
    starts = [place for place in range(1, len(text)) if text[place - 1] == " "]
    passages, slowly = Passages(text), naive_text.read("body", text)

    for start in starts[600:610]:
        end = start - 3_000
        first, second = Place("body", 0, end), Place("body", start, len(text))
        counted = naive_text.words_between(slowly, first, second)
        assert passages.words_between(end, start, most) == min(most + 1, counted)


@pytest.mark.parametrize("most", [0, 1, 2, 5, 12, 13])
@pytest.mark.parametrize("text", ["a b c-d e'f g " * 20, "Kamışlı'nın yolu، d’Alep؟نعم " * 20])
def test_what_is_too_near_for_more_words_is_not_counted(text: str, most: int) -> None:
    """The short cut is never another answer; and no distance goes over an empty line."""
    passages = Passages(text, border=100)
    for end in range(60, 140):
        for start in range(end, min(end + 60, len(text))):
            is_within = passages.words_between(end, start, most) <= most
            assert passages.is_within(end, start, most) == is_within, text[end:start]
