"""HTML and broken Unicode to plain text: all a reader would see, and nothing else."""

import json
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.plaintext import clean_line, clean_text, html_to_text

# Straight from the list of what must never reach a mail, a page or a database.
UNWANTED = {
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
    *map(chr, range(0xD800, 0xE000)),
    "\u2028",
    "\u2029",
    "\ufeff",
}
ANY_TEXT = st.text(st.characters(), max_size=200)
HOSTILE = st.lists(
    st.one_of(st.sampled_from(sorted(UNWANTED)), st.text(max_size=5)), max_size=40
).map("".join)


@settings(max_examples=500)
@given(text=ANY_TEXT | HOSTILE)
def test_fm_035_a_line_is_clean(text: str) -> None:
    """One line, NFC, no control, no override; it can be mailed, stored and sent as JSON."""
    line = clean_line(text)

    assert not UNWANTED & set(line)
    assert line == unicodedata.normalize("NFC", line)
    assert line == " ".join(line.split())
    assert json.loads(json.dumps(line)).encode("utf-8").decode("utf-8") == line


@settings(max_examples=500)
@given(text=ANY_TEXT | HOSTILE)
def test_fm_035_a_text_is_clean(text: str) -> None:
    """As a line, but for single line breaks and single empty lines."""
    cleaned = clean_text(text)

    assert not (UNWANTED - {"\n"}) & set(cleaned)
    assert "\n\n\n" not in cleaned
    assert cleaned == cleaned.strip()
    assert clean_text(cleaned) == cleaned


def test_fm_035_ten_thousand_strings_come_out_clean() -> None:
    """Controls, surrogates and overrides at every place, from a fixed seed."""
    dice = random.Random(35)
    alphabet = [*sorted(UNWANTED), *"aé ق\u0301\u200c😀"]

    for _ in range(10_000):
        line = clean_line("".join(dice.choices(alphabet, k=20)))
        assert not UNWANTED & set(line)
        line.encode("utf-8")


@settings(max_examples=500)
@given(text=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=100))
def test_fm_035_visible_text_is_unchanged(text: str) -> None:
    """Nothing a reader sees is touched, but for its normal form."""
    assert clean_line(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("con\x00voy", "convoy"),
        ("\ufeffconvoy", "convoy"),
        ("a\nBcc: evil@example.org", "a Bcc: evil@example.org"),
        ("a\u2028b\u2029c\x85d\x0be", "a b c d e"),
        ("\u202eyovnoc\u202c", "yovnoc"),
        ("ab\ud800cd", "abcd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ک\u200dا", "ک\u200dا"),
        ("e\u0301", "é"),
        ("  a \t b\u00a0c ", "a b c"),
    ],
)
def test_fm_035_known_cases(text: str, line: str) -> None:
    """Each of them once broke somebody's mail, page or search."""
    assert clean_line(text) == line


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain text", "plain text"),
        ("a < b", "a < b"),
        ("a < b and <b>c</b> > d", "a < b and c > d"),
        ("speed <50 km/h, >3 vehicles &amp; more", "speed <50 km/h, >3 vehicles & more"),
        ("convoy&nbsp;near", "convoy near"),
        ("convoy&#160;near &lt;b&gt;", "convoy near <b>"),
        ("a<b then", "a<b then"),
        ("text <img src='http://example.or", "text"),
        ("text <a href", "text <a href"),
        ("AT&T &unknown; &copy2026", "AT&T &unknown; ©2026"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("one<br><br>two", "one\n\ntwo"),
        ("<div>one</div>two", "one\n\ntwo"),
        ("<ul><li>one<li>two</ul>three", "one\ntwo\n\nthree"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("<p>one\n   two</p>", "one two"),
        ("one\n\ntwo &amp; <b>three</b>\nfour", "one\n\ntwo & three\nfour"),
        ("con<b>voy</b>", "convoy"),
        ("a<script>alert(1)</script>b<style>p{}</style>c", "abc"),
        ("a<!-- hidden -->b", "ab"),
        ("<!-- only -->", ""),
        ("<p></p>", ""),
        ("<convoy>near</convoy> <x:y>z</x:y>", "near z"),
        ("<noscript>seen</noscript>", "seen"),
        ("<svg><text>seen</text></svg>", "seen"),
        ("<p>می&zwnj;خواهم</p>", "می\u200cخواهم"),
        ("<p>\x00con\x00voy</p>", "convoy"),
        ("<?xml version='1.0' encoding='x'?><p>a</p>", "a"),
        ("<p>قافلة &laquo;حاجز&raquo;</p>", "قافلة «حاجز»"),
    ],
)
def test_html_becomes_what_is_read(html: str, text: str) -> None:
    """Paragraphs stay paragraphs, words stay words, and nothing is lost."""
    assert clean_text(html_to_text(html)) == text


def test_a_deep_nest_is_read() -> None:
    """Depth costs no stack."""
    assert "deep" in html_to_text("<b>" * 1_000 + "deep")


@settings(max_examples=500)
@given(
    html=st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b",
                ">",
                "&",
                "a",
                "<!--",
                "-->",
                " ",
                "\x00",
                "<script>",
                "&#x;",
                "]]>",
                "é",
                '"',
                "\ud800",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_no_html_can_break_it(html: str) -> None:
    """Whatever comes, text comes out."""
    assert "\x00" not in clean_text(html_to_text(html))
