"""Explanations: the same answer as matching, and what was missing."""

import pytest

from alerts.rules.explain import explain
from alerts.rules.explained import Explained, lines
from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule, Topic
from model import Item, ItemKey

COLUMN = Topic(
    "column",
    {"en": ("military column",)},
    weak={"en": ("column",)},
    context={"en": ("army",)},
    exclude={"en": ("newspaper column",)},
)


def item(text: str, title: str = "") -> Item:
    """Make an English item."""
    return Item("sana-en", ItemKey(b""), title, text, "https://example.org/a", "en")


def explained(query: str, text: str) -> Explained:
    """Explain one rule for one text."""
    rule_set = compile_rules([Rule("r", query=query)], {"column": COLUMN})
    return explain(item(text), rule_set, "r")


@pytest.mark.parametrize(
    ("query", "text", "fires"),
    [
        ("tank AND army", "A tank of the army.", True),
        ("tank AND army", "A tank.", False),
        ("tank OR army", "The army.", True),
        ("tank AND NOT army", "A tank of the army.", False),
        ("tank NEAR/2 army", "A tank of the army.", True),
        ("tank BEFORE/2 army", "The army has a tank.", False),
        ("title:tank", "A tank.", False),
        ("@column", "A column of the army.", True),
        ("@column", "A column of print.", False),
        ("@column", "His newspaper column on the army.", False),
        ("outlet:sana-en AND tank", "A tank.", True),
    ],
)
def test_an_explanation_gives_the_answer_that_matching_gives(
    query: str, text: str, fires: bool
) -> None:
    """It asks the same nodes; a difference would make every explanation a lie."""
    rule_set = compile_rules([Rule("r", query=query)], {"column": COLUMN})
    matches = match(item(text), rule_set)

    found = explain(item(text), rule_set, "r")

    assert found.fires == bool(matches) == fires
    if fires:
        assert {hit.surface for hit in found.hits} >= {hit.surface for hit in matches[0].hits}
        assert not found.missing


def test_every_part_of_the_tree_says_whether_it_holds() -> None:
    """True and false at each node, with the words that decided."""
    found = explained("(tank OR convoy) AND army", "A convoy.")

    shown = lines(found)

    assert shown[0] == "r: no match"
    assert "  ✗ all of" in shown
    assert "    ✓ any of" in shown
    assert "      ✓ convoy  «convoy» (body)" in shown
    assert "    ✗ army" in shown


def test_the_fewest_missing_parts_are_named() -> None:
    """Of two ways to fire, the one that lacks less."""
    found = explained("(tank AND army AND navy) OR (convoy AND police)", "A convoy.")

    assert found.missing == ("police: does not occur",)


def test_what_is_near_but_not_near_enough_is_said() -> None:
    """Both occur: only the distance is wrong."""
    found = explained("tank NEAR/1 army", "A tank that belongs to an army.")

    assert found.missing == ("tank NEAR/1 army: both occur, but not so near: 4 words in between",)


def test_a_cancelled_hit_names_its_exclusion() -> None:
    """The reader sees which phrase took it away."""
    found = explained("@column", "His newspaper column on the army.")

    assert "«column» does not count: «newspaper column»" in "\n".join(lines(found))


def test_a_weak_hit_names_the_context_it_lacks() -> None:
    """With the nearest one there is, or that there is none."""
    far = "A column of print. " + "Words and more words stand here in between. " * 3 + "An army."
    alone = lines(explained("@column", "A column of print."))
    distant = lines(explained("@column", far))

    assert any("there is none in the body" in line for line in alone)
    assert any("the nearest is «army», 27 words away" in line for line in distant)


def test_what_a_rule_forbids_is_shown_where_it_occurs() -> None:
    """A NOT that failed says by which word."""
    found = explained("tank AND NOT army", "A tank of the army.")

    assert found.missing == ("NOT army: it does occur («army» (body))",)
