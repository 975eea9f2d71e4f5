"""Exclusions: what they cancel, and what lifts them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule, Topic
from model import Item, ItemKey
from tests.alerts.naive_rules import evidence
from tests.alerts.naive_text import Place
from tests.alerts.naive_topics import World

OWN = Topic(  # "=": the slow reading knows no inflection
    "own",
    {"en": ("=army convoy",)},
    weak={"en": ("=convoy", "=column")},
    context={"en": ("=police", "=border")},
    exclude={"en": ("=wedding convoy", "=newspaper column", "=wedding ~4 convoy")},
    unless={"en": ("=shot",)},
    never={"en": ("=toy convoy",)},
)
RULE = Rule("r", any=("@own",))


def item(title: str, body: str) -> Item:
    """Return an item in English."""
    return Item("outlet", ItemKey(b"key"), title, body, "https://example.org/", "en")


def places(found: Item, topic: Topic = OWN) -> set[Place] | None:
    """Return where the topic has hits in an item; None where it has none."""
    matches = match(found, compile_rules([RULE], {"own": topic}))
    return {Place(hit.field, hit.start, hit.end) for each in matches for hit in each.hits} or None


def fires(body: str, title: str = "", topic: Topic = OWN) -> bool:
    """Say whether the topic has a hit."""
    return places(item(title, body), topic) is not None


@pytest.mark.parametrize(
    "text",
    [
        "A funeral convoy left Kobani. Turkish drones targeted the convoy, killing three.",
        "A wedding convoy left Kobani. SDF troops blocked the convoy and detained ten people.",
        "The troops said their convoy crossed. On Friday a wedding convoy celebrated.",
    ],
)
def test_an_exclusion_says_nothing_of_the_word_beside_it(text: str) -> None:
    """What became of a wedding's convoy is not told by what it was."""
    assert match(item("", text), compile_rules([Rule("r", any=("@convoy",))], {}))


def test_a_word_in_the_gap_of_an_exclusion_lifts_it() -> None:
    """The exclusion is long enough to hold what says that it must not."""
    assert not fires("A wedding passed in convoy police had stopped.")
    assert fires("A wedding party shot at in convoy called police.")


USUAL = (
    "wedding",
    "wedding convoy",
    "convoy",
    "newspaper column",
    "column",
    "toy convoy",
    "police",
)
words = st.sampled_from(
    [*USUAL * 3, "army convoy", "shot", "road", "a", "another", "so it goes on and on " * 6]
)
texts = st.lists(
    st.tuples(words, st.sampled_from([" ", " ", " ", ". ", ".\n\n"])), min_size=2, max_size=9
).map(lambda pieces: "".join(word + sign for word, sign in pieces).strip())


@settings(max_examples=400, deadline=None)
@given(title=texts, body=texts)
def test_random_texts_are_read_as_the_manual_says(title: str, body: str) -> None:
    """The matcher and a slow reading agree on every hit."""
    found = item(title, body)
    expected = evidence(RULE, None, World(found, {"own": OWN}))

    assert places(found) == (set(expected) if expected else None)
