"""What may be written in a rule or a topic, and what is said when it may not."""

import pytest

from alerts.rules.rule import Rule, Topic, check_rules, topic_name
from model import RuleError

CONVOY = Topic("convoy", {"en": ("convoy",), "ar": ("رتل",)})
CHECKPOINT = Topic("checkpoint", {"en": ("checkpoint",)})
TOPICS = {"convoy": CONVOY, "checkpoint": CHECKPOINT}


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
    assert error.reason == 'there is no topic "@convoi"; did you mean "@convoy"?'
    assert (error.text, error.offset) == ("@convoi", 0)


def test_an_unknown_topic_like_no_other_is_refused_with_all_there_are() -> None:
    """Nothing is guessed, but the choice is shown."""
    assert 'there are "@convoy", "@checkpoint"' in refusal(Rule("r", any=("@xyz",))).reason


def test_an_unknown_topic_where_there_are_none_is_refused_with_what_to_add() -> None:
    """The user may not know that topics are their own."""
    assert "[topics.convoy]" in refusal(Rule("r", all=("@convoy",)), topics={}).reason
    assert "[topics.NAME]" in refusal(Rule("r", none=("@",), any=("a",)), topics={}).reason


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


@pytest.mark.parametrize(("term", "offset"), [("con*voy", 3), ("*voy", 0), ("aid* convoy", 3)])
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
