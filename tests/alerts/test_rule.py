"""What may be written in a rule or a topic, and what is said when it may not."""

from dataclasses import replace
from typing import Any

import pytest

from alerts.rules.names import Names
from alerts.rules.rule import Rule, Topic, check_rules, flaws_of_rule, flaws_of_topic, topic_name
from model import RuleError

CONVOY = Topic("convoy", {"en": ("convoy",), "ar": ("رتل",)})
CHECKPOINT = Topic("checkpoint", {"en": ("checkpoint",)})
TOPICS = {"convoy": CONVOY, "checkpoint": CHECKPOINT}
WHOLE = Topic(
    "traffic",
    terms={"en": ("traffic",)},
    weak={"en": ("column",), "any": ("MRAP*",)},
    context={"en": ("army", "@checkpoint")},
    exclude={"en": ("newspaper column",)},
    unless={"en": ("shot", "@convoy")},
)
NAMES = Names(["weddings"])


def refusal(*rules: Rule, topics: dict[str, Topic] = TOPICS) -> RuleError:
    """Return the error with which *rules* are refused."""
    with pytest.raises(RuleError) as refused:
        check_rules(rules, topics)
    return refused.value


def test_a_rule_of_terms_and_topics_is_accepted() -> None:
    """The shapes the documentation shows."""
    rule = Rule("r", any=("@convoy", "military column"), all=("Qamişlo*",), none=("wedding",))

    check_rules([rule, Rule("s", all=(" @checkpoint ",))], TOPICS)


def test_an_entry_that_begins_with_an_at_sign_names_a_topic() -> None:
    """Everything else is a term."""
    assert topic_name("@convoy") == "convoy"
    assert topic_name("convoy@example") is None


def test_an_unknown_topic_is_refused_with_the_one_that_was_meant() -> None:
    """A slip of the pen is the usual reason."""
    error = refusal(Rule("roads", any=("convoy", "@convoi")))

    assert error.rule == "roads"
    assert error.reason == "unknown topic @convoi – did you mean @convoy?"
    assert (error.text, error.offset) == ("@convoi", 0)


def test_an_unknown_topic_like_no_other_is_refused_with_some_there_are() -> None:
    """Nothing is guessed, but the choice is shown, and how to make it larger."""
    reason = refusal(Rule("r", any=("@zzzzzz",))).reason

    assert "there are @" in reason
    assert "[topics.NAME]" in reason


def test_an_at_sign_alone_is_refused() -> None:
    """The name was parted from it by a blank, or forgotten."""
    assert 'right behind "@"' in refusal(Rule("r", none=("@",), any=("a",))).reason


def test_built_in_topics_and_places_can_be_used_without_being_defined() -> None:
    """Also when the user has topics of their own."""
    check_rules([Rule("r", any=("@airstrike", "@qamishli")), Rule("s", query="@patrol")], TOPICS)


def test_a_rule_with_only_exclusions_is_refused() -> None:
    """It would fire for all the news there is."""
    assert 'only "none"' in refusal(Rule("r", none=("wedding",))).reason


def test_a_rule_without_terms_is_refused() -> None:
    """It would never fire, and nobody would know."""
    assert "has no terms" in refusal(Rule("r")).reason


def test_two_rules_of_one_name_are_refused() -> None:
    """Digests and matches know a rule by its name."""
    assert "two rules" in refusal(Rule("r", any=("a",)), Rule("r", any=("b",))).reason


@pytest.mark.parametrize("term", ["", "  ", "\u200c"])
def test_an_empty_term_is_refused(term: str) -> None:
    """It would be found everywhere."""
    assert refusal(Rule("r", any=(term,))).rule == "r"


@pytest.mark.parametrize("term", ["ـ", "\u064b", "—", "?!", "*", "**", "-*", "\u200f*"])
def test_a_term_of_which_folding_leaves_no_letter_is_refused(term: str) -> None:
    """There would be nothing to look for."""
    error = refusal(Rule("r", any=(term,)))

    assert term in error.reason
    assert error.text == term


@pytest.mark.parametrize(("term", "offset"), [("con*voy", 3), ("*voy", 0), ("aid con*voy", 7)])
def test_a_star_that_is_not_the_end_is_refused(term: str, offset: int) -> None:
    """The error points at it."""
    error = refusal(Rule("r", none=(term,), any=("a",)))

    assert '"word*"' in error.reason
    assert error.offset == offset


def test_a_star_behind_a_space_is_refused() -> None:
    """A phrase with any next word is not what "*" means."""
    assert "right behind" in refusal(Rule("r", any=("aid *",))).reason


def test_a_topic_without_terms_is_refused() -> None:
    """A rule with it could never fire."""
    error = refusal(topics={"empty": Topic("empty", {"en": ()})})

    assert error.rule == "@empty"
    assert "no terms" in error.reason


def test_a_bad_term_of_a_topic_is_refused_even_when_no_rule_uses_it() -> None:
    """It will be used one day."""
    error = refusal(topics={"odd": Topic("odd", {"ar": ("رتل", "ـ")})})

    assert (error.rule, error.text) == ("@odd", "ـ")


def test_a_topic_in_a_topic_is_refused() -> None:
    """It would be looked for as a word."""
    error = refusal(topics=TOPICS | {"both": Topic("both", {"en": ("@convoy",)})})

    assert "topic inside a topic" in error.reason


def test_a_rule_may_be_a_query() -> None:
    """Instead of lists."""
    check_rules([Rule("r", query="@convoy NEAR/8 (patrol* OR @qamishli)")], TOPICS)


def test_a_mistake_in_a_query_is_pointed_at() -> None:
    """Whether it cannot be read or cannot be used."""
    for query, offset in (("@convoy AND", 11), ("@convoy AND @checkpont", 12)):
        error = refusal(Rule("r", query=query))
        assert (error.rule, error.text, error.offset) == ("r", query, offset)


def test_a_rule_with_a_query_and_lists_is_refused() -> None:
    """Nobody could say how they go together."""
    assert "keep one of the two" in refusal(Rule("r", query="a", none=("b",))).reason


def test_every_flaw_of_a_rule_is_told_with_its_place() -> None:
    """So that all can be mended at once."""
    rule = Rule("r", any=("a", "b*c"), all=("@convoi",), none=("",), query="NOT a")

    flaws = list(flaws_of_rule(rule, NAMES))

    assert [flaw.path for flaw in flaws] == [
        ("query",),
        ("query",),
        ("any", 1),
        ("all", 0),
        ("none", 0),
    ]


def test_a_topic_of_all_parts_is_accepted() -> None:
    """Weak terms with context, exclusions with what lifts them, topics where they may stand."""
    check_rules([], TOPICS | {"traffic": WHOLE})


def test_a_topic_may_have_weak_terms_alone() -> None:
    """None of its words counts by itself."""
    check_rules([], {"t": Topic("t", {}, weak={"en": ("column",)}, context={"en": ("army",)})})


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"context": {}}, ("weak",), "add [topics.traffic.context]"),
        ({"weak": {}}, ("context",), "move those that do to [topics.traffic.weak]"),
        ({"exclude": {}}, ("unless",), "add [topics.traffic.exclude]"),
        ({"terms": {}, "weak": {}, "context": {}}, (), "has no terms"),
        ({"terms": {"ar": ("a", "ـ")}}, ("ar", 1), "no letter"),
        ({"terms": {"ar": ("@convoy",)}}, ("ar", 0), "topic inside a topic"),
        ({"weak": {"en": ("@convoy",)}}, ("weak", "en", 0), "topic inside a topic"),
        ({"exclude": {"en": ("@convoy",)}}, ("exclude", "en", 0), "topic inside a topic"),
        ({"exclude": {"en": ("a*b",)}}, ("exclude", "en", 0), '"word*"'),
        ({"context": {"en": ("@convoi",)}}, ("context", "en", 0), "did you mean @convoy?"),
        ({"unless": {"en": ("@raqa",)}}, ("unless", "en", 0), "did you mean @raqqa?"),
        ({"extends": "convoi"}, ("extends",), 'did you mean "convoy"?'),
        ({"extends": "weddings"}, ("extends",), 'no built-in topic "weddings"'),
    ],
)
def test_a_flaw_of_a_topic_is_told_with_its_place(
    change: dict[str, Any], path: tuple[str | int, ...], words: str
) -> None:
    """The part, the language and the number of the entry."""
    topic = replace(WHOLE, **change)

    (flaw,) = flaws_of_topic(topic, NAMES)

    assert flaw.path == path
    assert flaw.error.rule == "@traffic"
    assert words in flaw.error.reason


def test_a_topic_that_extends_another_needs_no_companions() -> None:
    """They are in what it adds to."""
    topic = Topic("convoy", {}, weak={"en": ("column",)}, unless={"en": ("x",)}, extends="convoy")

    assert list(flaws_of_topic(topic, NAMES)) == []
