"""Words and phrases of a text, with those of the rule's hits left out."""

from alerts.tuning.phrases import phrases
from model import Hit, Item, ItemKey, Span


def item(title: str, body: str = "", language: str = "en") -> Item:
    """Make an item."""
    return Item("a", ItemKey(b""), title, body, "", language)


def hit(title: str, surface: str, topic: str = "") -> Hit:
    """Make a hit where *surface* stands in *title*."""
    start = title.index(surface)
    end = start + len(surface)
    return Hit(surface, "title", start, end, surface, Span(0, len(title)), topic)


def test_what_fired_is_left_out_but_not_what_stands_beside_it() -> None:
    """A phrase that touches a hit says whose hit it is."""
    title = "A Wedding convoy, long"

    found = phrases(item(title, "the road"), [hit(title, "convoy", "convoy")])

    assert set(found) == {
        "wedding",
        "long",
        "a wedding",
        "wedding convoy",
        "the",
        "road",
        "the road",
    }
    assert found["wedding convoy"].written == "Wedding convoy"
    assert found["wedding convoy"].topics == {"convoy"}
    assert found["wedding"].topics == frozenset()


def test_a_phrase_does_not_reach_over_signs_or_lines() -> None:
    """Only spaces and dashes join; single letters and numbers say nothing alone."""
    found = phrases(item("border-crossing. Closed", "12 x\nopen"))

    assert set(found) == {"border", "crossing", "closed", "border crossing", "open"}


def test_spellings_of_a_word_are_one() -> None:
    """Folded as the rules read; written as in the text."""
    found = phrases(item("قَافِلَةُ إغاثة", language="ar"))

    assert "قافله اغاثه" in found
    assert found["قافله اغاثه"].written == "قَافِلَةُ إغاثة"
