"""Rules with one term more mean what they should."""

import pytest

from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule, Topic
from alerts.tuning.rewriting import adding, excluding, excluding_from_topic
from model import Item, ItemKey

RULES = (
    Rule("r", query="convoy"),
    Rule("r", query="convoy OR column"),
    Rule("r", query="convoy AND army"),
    Rule("r", query="convoy NEAR/s army"),
    Rule("r", query="(convoy OR column) AND when:recent"),
    Rule("r", query="convoy AND (army AND when:recent)"),
    Rule("r", any=("convoy", "column")),
    Rule("r", any=("convoy",), all=("army",), none=("snow",)),
    Rule("r", all=("convoy", "army")),
)
TEXTS = ("convoy", "column", "army convoy", "army convoy snow", "wedding", "wedding army convoy")


def fires(rule: Rule, text: str, topics: dict[str, Topic] | None = None) -> bool:
    """Say whether *rule* fires for *text*."""
    rules = compile_rules([rule], topics or {})
    return bool(match(Item("a", ItemKey(b""), text, "", "", "en"), rules))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", TEXTS)
def test_an_exclusion_takes_away_what_has_the_term_and_no_more(rule: Rule, text: str) -> None:
    """However the rule is written."""
    expected = fires(rule, text) and "wedding" not in text

    assert fires(excluding(rule, "wedding"), text) == expected


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", TEXTS)
def test_an_addition_adds_what_has_the_term_and_takes_nothing(rule: Rule, text: str) -> None:
    """However the rule is written; it stays a list where it can."""
    expected = fires(rule, text) or "wedding" in text

    assert fires(adding(rule, "wedding"), text) == expected


def test_an_exclusion_of_a_topic_cancels_the_hit_inside_it() -> None:
    """Of a topic built in, and of one's own; the item may fire by another hit."""
    rule = Rule("r", query="@convoy")
    once = excluding_from_topic({}, "convoy", "en", "mail convoy")
    twice = excluding_from_topic(once, "convoy", "en", "tea convoy")

    assert fires(rule, "a mail convoy of the army")
    assert not fires(rule, "a mail convoy of the army", once)
    assert fires(rule, "a mail convoy met a convoy of the army", once)
    assert not fires(rule, "a tea convoy of the army", twice)
    assert not fires(rule, "a mail convoy of the army", twice)
