"""Hits in a text that was changed: which are new, and where the old ones stand now."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.changes import carried, new_hits
from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule
from model import Hit, Item, ItemKey

RULES = compile_rules([Rule("convoys", query="convoy OR رتل")], {})


def item(body: str, title: str = "") -> Item:
    """Make an item."""
    return Item("a", ItemKey(b"k" * 32), title, body, "", "en")


def hits(of: Item) -> tuple[Hit, ...]:
    """Return what the rule finds."""
    found = match(of, RULES)
    return found[0].hits if found else ()


def brought(old: str, new: str) -> list[str]:
    """Return the sentences of hits that the change brought."""
    before, after = item(old), item(new)
    found = new_hits(hits(before), before, hits(after), after)
    return [after.body[hit.sentence.start : hit.sentence.end].strip() for hit in found]


def test_the_same_text_brings_nothing() -> None:
    """Every sentence stood there before."""
    assert brought("A convoy came. A convoy left.", "A convoy came. A convoy left.") == []


def test_a_sentence_that_was_added_is_new() -> None:
    """Whatever stands around it."""
    assert brought("A convoy came.", "Update. A convoy came.\n\nThen one more convoy left.") == [
        "Then one more convoy left."
    ]


def test_a_sentence_that_was_edited_is_not_new() -> None:
    """A figure was put right."""
    assert brought("A convoy of 10 vehicles came.", "A convoy of 12 vehicles came.") == []


def test_another_sentence_in_its_place_is_new() -> None:
    """As many hits as before, and one of them is news."""
    assert brought("A convoy came from Iraq.", "Soldiers escorted another convoy at dusk.") == [
        "Soldiers escorted another convoy at dusk."
    ]


def test_a_sentence_that_is_repeated_counts_twice() -> None:
    """One of the two is new."""
    assert len(brought("A convoy came.", "A convoy came.\n\nA convoy came.")) == 1


def test_hits_move_with_their_sentences() -> None:
    """Offsets and sentences are right in the new text, from title to body too."""
    old = item("Quiet. A convoy came.", "رتل")
    new = item("New first. A convoy came. رتل", "Changed")

    moved = carried(hits(old), old, new)

    assert [new.body[hit.start : hit.end] for hit in moved] == ["رتل", "convoy"]
    assert all(hit.field == "body" for hit in moved)


def test_hits_whose_sentence_is_gone_are_left_out() -> None:
    """There is nothing to mark."""
    old, new = item("A convoy came."), item("Nothing came.")

    assert carried(hits(old), old, new) == ()


SENTENCES = st.lists(
    st.sampled_from(["A convoy came.", "It rained.", "رتل عسكري.", "Nothing.", "A convoy left."]),
    max_size=6,
).map("\n\n".join)


@given(SENTENCES, SENTENCES)
def test_carried_hits_always_mark_their_own_words(before: str, after: str) -> None:
    """Whatever was changed."""
    old, new = item(before), item(after)

    for hit in carried(hits(old), old, new):
        assert new.body[hit.start : hit.end] == hit.surface
        assert hit.sentence.start <= hit.start < hit.end <= hit.sentence.end


@given(SENTENCES)
def test_nothing_is_new_in_an_old_text(body: str) -> None:
    """However often a sentence stands in it."""
    same = item(body)

    assert new_hits(hits(same), same, hits(same), same) == ()
