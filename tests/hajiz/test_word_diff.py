"""What changed from one text to the next."""

from hypothesis import given
from hypothesis import strategies as st

from hajiz.word_diff import changes

TEXTS = st.text(alphabet="ab \n", max_size=60)


def test_words_are_taken_away_and_put_in() -> None:
    """Word by word, in the order of the new text."""
    found = [(each.kind, each.text) for each in changes("five trucks went", "six trucks went on")]

    assert found == [
        ("removed", "five"),
        ("added", "six"),
        ("same", " trucks went"),
        ("added", " on"),
    ]


@given(TEXTS, TEXTS, st.sampled_from([1, 20_000]))
def test_both_texts_can_be_read_off_the_changes(before: str, after: str, most: int) -> None:
    """By word as by line, nothing is lost or made up."""
    found = list(changes(before, after, most))

    assert "".join(each.text for each in found if each.kind != "added") == before
    assert "".join(each.text for each in found if each.kind != "removed") == after
