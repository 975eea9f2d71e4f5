"""Long texts in pieces."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.pieces import in_pieces

WORDS = st.sampled_from(
    [
        "convoy",
        "رتل",
        "عند",
        "https://north.example/a?b=1&c=2",
        "(1/3)",
        "x",
        "،",
        "😀",
        "\u2068a\u2069",
    ]
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", "\n\n", "\n\n\n"])), max_size=80)


def joined(pieces: list[str]) -> list[str]:
    """Return the words of all pieces, without the numbers we put before them."""
    if len(pieces) > 1:
        pieces = [piece.partition("\n")[2] for piece in pieces]
    return " ".join(pieces).split()


@given(TEXTS, st.integers(45, 300))
def test_nothing_is_lost_and_no_link_is_cut(parts: list[tuple[str, str]], room: int) -> None:
    """Every word is there, in order and whole, and no piece is longer than allowed."""
    text = "".join(word + space for word, space in parts)

    pieces = in_pieces(text, room)

    assert joined(pieces) == text.split()
    assert all(len(piece) <= room for piece in pieces)


@given(st.text(min_size=1), st.integers(15, 60))
def test_a_word_longer_than_a_piece_is_cut_and_nothing_lost(text: str, room: int) -> None:
    """Whatever characters it is made of."""
    pieces = in_pieces(text, room)

    assert all(len(piece) <= room for piece in pieces)
    bare = pieces if len(pieces) == 1 else [piece.partition("\n")[2] for piece in pieces]
    assert re.sub(r"[ \n]", "", "".join(bare)) == re.sub(
        r"[ \n]", "", text.strip() if len(pieces) > 1 else text
    )


def test_paragraphs_are_kept_together() -> None:
    """A headline and its link stand in one piece, numbered on a line of its own."""
    items = [f"Headline {number} of the day\nhttps://x.example/{number}" for number in range(4)]

    pieces = in_pieces("\n\n".join(items), 110)

    assert pieces == [
        f"(1/2)\n{items[0]}\n\n{items[1]}",
        f"(2/2)\n{items[2]}\n\n{items[3]}",
    ]


def test_a_short_text_is_left_as_it_is() -> None:
    """No number, no change."""
    assert in_pieces("one\n\ntwo", 8) == ["one\n\ntwo"]


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_an_empty_text_is_one_piece(text: str) -> None:
    """The caller decides what to do with it."""
    assert in_pieces(text, 40) == [text]
