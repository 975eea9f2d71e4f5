"""What is proposed for a rule, by what people said of its items."""

from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule, Topic
from alerts.tuning.suggestions import Judged, additions, exclusions
from model import Item, ItemKey

TOPIC = Rule("r", query="@convoy")
PLAIN = Rule("r", query="convoy OR column")


def judged(rule: Rule, *titles: str, language: str = "en") -> list[Judged]:
    """Make items that *rule* may fire for, with its hits."""
    rules = compile_rules([rule], {})
    made = [Item("a", ItemKey(b""), title, "", "", language) for title in titles]
    return [Judged(each, tuple(h for m in match(each, rules) for h in m.hits)) for each in made]


def test_a_phrase_around_a_topics_word_becomes_its_exclusion() -> None:
    """Under the language of the items; it cancels that hit only."""
    noise = judged(TOPIC, *[f"mail convoy {n} of the army arrived" for n in range(4)])
    relevant = judged(TOPIC, *[f"big convoy {n} of the army stopped" for n in range(6)])

    first = exclusions(TOPIC, {}, noise, relevant)[0]

    assert (first.kind, first.term, first.topic, first.language) == (
        "exclude from topic",
        "mail convoy",
        "convoy",
        "en",
    )
    assert first.rule == TOPIC
    assert first.topics["convoy"] == Topic(
        "convoy", {}, exclude={"en": ("mail convoy",)}, extends="convoy"
    )


def test_any_other_phrase_becomes_a_not_of_the_rule() -> None:
    """Also one around a word of the rule's own."""
    noise = judged(PLAIN, *[f"a newspaper column {n}" for n in range(4)])
    relevant = judged(PLAIN, *[f"a column on the road {n}" for n in range(6)])

    first = exclusions(PLAIN, {}, noise, relevant)[0]

    assert (first.kind, first.term) == ("exclude", "newspaper column")
    assert first.rule.query == '(convoy OR column) AND NOT "newspaper column"'


def test_few_labels_give_no_exclusion() -> None:
    """Two against many, or many against two: nothing is sure."""
    some = judged(PLAIN, "mail convoy", "mail convoy")
    many = judged(PLAIN, *["army convoy"] * 20)

    assert exclusions(PLAIN, {}, some, many) == []
    assert exclusions(PLAIN, {}, many, some) == []


def test_what_missed_items_have_in_common_is_added() -> None:
    """Unlike what the news usually says."""
    missed = judged(PLAIN, "the armoured vehicles came", "more armoured vehicles")
    usual = judged(PLAIN, *[f"the budget {n} more" for n in range(50)])

    found = additions(PLAIN, {}, missed, usual)

    assert [(each.kind, each.term) for each in found] == [("add", "armoured vehicles")]
    assert found[0].rule.query == 'convoy OR column OR "armoured vehicles"'
