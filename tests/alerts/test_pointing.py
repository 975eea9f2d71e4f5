"""Where a mistake is: a line of the query, and a caret below."""

from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.query.pointing import pointed
from model import RuleError

MARKS = "\u200e\u200f"


def shown(text: str, offset: int, width: int = 76) -> tuple[str, str]:
    """Return the two lines for a mistake at *offset* of *text*, without marks of direction."""
    line, caret = pointed(RuleError("r", "wrong", text, offset), width).split("\n")
    return line.translate(dict.fromkeys(map(ord, MARKS))), caret.translate(
        dict.fromkeys(map(ord, MARKS))
    )


def cells(text: str) -> int:
    """Return how many columns of a terminal *text* takes."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def test_the_caret_stands_under_the_mistake() -> None:
    """The query as it is written, and nothing but blanks before the caret."""
    error = RuleError("r", "unknown topic", "area:hasakah AND @convoys", 17)

    assert pointed(error) == "area:hasakah AND @convoys\n                 ^"


@pytest.mark.parametrize(
    ("text", "offset", "caret"),
    [
        ("a AND", 5, 5),  # behind the end
        ("a AND", 2, 2),
        ("\ta b", 3, 3),  # a tab is one blank
        ("漢字 b", 3, 5),  # two columns each
        ("e\u0301\u0301 b", 4, 2),  # signs on a letter take none
        ("a\u200bx b", 4, 3),  # nor does what nobody sees
        ("کار\u200cوان b", 8, 7),
        ("רתל b", 4, 4),
        ("رتل AND @حاجز", 8, 8),
        ("قَافِلَة b", 9, 6),
        ("a\x00 b", 3, 3),
    ],
)
def test_columns_are_those_of_a_terminal(text: str, offset: int, caret: int) -> None:
    """Whatever takes two columns, one or none."""
    assert shown(text, offset)[1].index("^") == caret


def test_a_sign_that_is_part_of_a_letter_is_pointed_at_with_it() -> None:
    """There is no column of its own."""
    assert shown("a e\u0301", 3) == ("a e\u0301", "  ^")


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("a\n  AND b c\nOR d", 10, ("  AND b c", "        ^")),
        ("a\r\nb c", 5, ("b c", "  ^")),
        ("a\nb AND\n\n", 9, ("b AND", "     ^")),
        ("a b\nc", 2, ("a b", "  ^")),
    ],
)
def test_of_several_lines_the_one_with_the_mistake_is_shown(
    text: str, offset: int, expected: tuple[str, str]
) -> None:
    """Where nothing follows, it is the last that says something."""
    assert shown(text, offset) == expected


def test_a_long_query_is_cut_around_the_mistake() -> None:
    """Dots stand for what is left out on either side."""
    text = f"{'a' * 500}!{'b' * 500}"

    assert shown(text, 500, width=21) == ("…aaaaaaaaaa!bbbbbbbb…", " " * 11 + "^")
    assert shown(text, 0, width=21)[0] == "a" * 19 + "…"
    assert shown(text, 1001, width=21)[0] == "…" + "b" * 18


@pytest.mark.parametrize(
    "error",
    [RuleError("r", "no terms"), RuleError("r", "empty", "", 0), RuleError("r", "empty", " \n", 0)],
)
def test_nothing_is_shown_where_there_is_nothing_to_point_at(error: RuleError) -> None:
    """Some mistakes are about a rule as a whole."""
    assert pointed(error) == ""


def test_a_line_that_may_be_turned_has_a_caret_line_that_turns_alike() -> None:
    """Marks show a terminal which blanks stand below Arabic, and which below a number in it."""
    line, caret = pointed(RuleError("r", "wrong", "a AND رتل 12 حاجز", 13)).split("\n")

    assert line == "\u200ea AND رتل 12 حاجز"
    assert caret == (
        "\u200e\u200e      \u200e"  # a AND
        "\u200f    \u200f"  # رتل
        "\u200f  \u200f"  # 12
        "\u200f ^   \u200f"  # a blank and حاجز
    )


def test_a_number_among_words_that_are_turned_keeps_its_order() -> None:
    """Its first digit stays on the left: there the caret goes once the line is turned."""
    caret = pointed(RuleError("r", "wrong", "رتل 12 حاجز", 4)).split("\n")[1]

    assert "\u200f ^\u200f" in caret


def test_a_line_that_runs_one_way_has_no_marks() -> None:
    """They would only be in the way when it is copied."""
    assert not set(MARKS) & set(pointed(RuleError("r", "wrong", "конвой AND ", 7)))


@given(
    text=st.text(st.characters() | st.sampled_from("رتلא漢\u0301\u200f12 \n"), max_size=200),
    data=st.data(),
)
def test_any_text_is_shown_in_two_lines_of_the_width_with_one_caret(
    text: str, data: st.DataObject
) -> None:
    """Whatever a query holds, nothing of it reaches the terminal but letters and blanks."""
    offset = data.draw(st.integers(0, len(text)))
    if not text.strip():
        return

    line, caret = shown(text, offset, width=40)

    assert cells(caret) <= 40
    assert caret.strip() == "^"
    assert not any(sign.isspace() and sign != " " for sign in line)
    assert not any("\x00" <= sign < " " or "\x7f" <= sign < "\xa0" for sign in line)
