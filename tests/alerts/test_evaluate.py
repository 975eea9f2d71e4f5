"""Precision and recall, counted by hand on a few labels."""

from alerts.rules.evaluate import ALL_LANGUAGES, Label, evaluate
from alerts.rules.matcher import compile_rules
from alerts.rules.rule import Rule

RULE_SET = compile_rules([Rule("apples", any=("apple",))], {})


def label(number: int, text: str, expected: bool, *, soft: bool = False) -> Label:
    """Make a label for the rule."""
    return Label(str(number), "en", "", text, {"apples": expected}, soft)


def test_hits_misses_and_false_alarms_are_counted() -> None:
    """Two of three that fired should have; two of four that should have did."""
    labels = [
        label(1, "an apple", True),
        label(2, "apples", True),
        label(3, "an apple computer", False),
        label(4, "a pear", True),
        label(5, "fruit", True),
        label(6, "nothing", False),
    ]

    found = evaluate(labels, RULE_SET)

    tally = found.hard["apples", ALL_LANGUAGES]
    assert (tally.hits, tally.false_alarms, tally.misses, tally.rightly_silent) == (2, 1, 2, 1)
    assert (tally.precision, tally.recall) == (2 / 3, 2 / 4)
    assert tally.f1 == 4 / 7
    assert [(each.id, each.surfaces) for each in found.mistakes] == [
        ("3", ("apple",)),
        ("4", ()),
        ("5", ()),
    ]


def test_arguable_labels_are_counted_apart() -> None:
    """They say something about people, not about the rules."""
    found = evaluate([label(1, "an apple", False, soft=True)], RULE_SET)

    assert found.hard == {}
    assert found.soft["apples", "en"].false_alarms == 1


def test_a_rule_that_is_not_there_never_fires() -> None:
    """A label may expect what nobody has written a rule for."""
    found = evaluate([Label("1", "en", "", "an apple", {"pears": True})], RULE_SET)

    assert found.hard["pears", "en"].misses == 1


def test_figures_that_mean_nothing_are_none() -> None:
    """No share of nothing."""
    found = evaluate([label(1, "a pear", False)], RULE_SET)

    tally = found.hard["apples", "en"]
    assert (tally.precision, tally.recall, tally.f1) == (None, None, None)
