"""Folding whole texts, the way back to the original, words and sentences."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.folding import TABLE
from alerts.sentences import sentences
from alerts.text import fold, is_boundary

ALPHABET = (
    "abİIıißŞşêÉéﬁ'’—-. \n…"
    "رتلأإةىئؤکگـ\u064b\u0651\u0670\u200c\u200d\u200f،؟٣ﻻەۆێ"
    "КамышлыёйиЁ\u0301\u0306\u0308"
    "각ᄀ\u1161\u11a8ㄱㅏｶﾞかが\u3099क़\u093c\u094d"
    "\xad\ufeff\ud800₂²™½😀\ufe0f゛"
)
texts = st.text(st.sampled_from(ALPHABET) | st.characters(), max_size=60)


def back(text: str, part: str) -> str:
    """Return the original of *part*, a piece of folded *text*."""
    folded = fold(text)
    start = folded.text.index(part)
    span = folded.span(start, start + len(part))
    return text[span.start : span.end]


@settings(deadline=None, max_examples=500)
@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    """The index holds folded text, and queries are folded again."""
    once = fold(text).text

    assert fold(once).text == once


@settings(deadline=None, max_examples=300)
@given(texts)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    """A feed's choice of normal form decides nothing."""
    folded = fold(unicodedata.normalize("NFC", text)).text

    assert fold(unicodedata.normalize("NFD", text)).text == folded


@settings(deadline=None, max_examples=500)
@given(texts)
def test_every_folded_character_leads_back_to_what_it_came_from(text: str) -> None:
    """A stretch of the original folds to a text with the stretch it was found by."""
    folded = fold(text)

    for position, character in enumerate(folded.text):
        span = folded.span(position, position + 1)
        assert 0 <= span.start < span.end <= len(text)
        assert character in fold(text[span.start : span.end]).text


@settings(deadline=None, max_examples=300)
@given(texts)
def test_the_way_back_keeps_the_order(text: str) -> None:
    """No two parts of a folded text change places in the original."""
    folded = fold(text)
    spans = [folded.span(position, position + 1) for position in range(len(folded.text))]

    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert [span.end for span in spans] == sorted(span.end for span in spans)


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("abŞıرتلأةКё\u064bـ’—… \n"), max_size=40))
def test_mixed_scripts_fold_as_their_characters_do(text: str) -> None:
    """No short cut for one script gives another answer than the table."""
    letter = "[رتلأة\u064b]"
    shown = re.sub(f"(?<={letter})ـ+[’—… ]{{1,4}}ـ+(?={letter})", "", text)
    expected = "".join(TABLE[character] for character in shown)
    while "  " in expected:
        expected = expected.replace("  ", " ")

    assert fold(text).text == expected


@pytest.mark.parametrize("name", ["Kamışlı", "KAMIŞLI", "kamışlı", "Kamisli", "KAMİSLİ"])
def test_turkish_dots_and_capitals_do_not_part_a_name(name: str) -> None:
    """KAMIŞLI under English rules is another word."""
    assert fold(name).text == "kamisli"


@pytest.mark.parametrize("word", ["رتلاً", "رتـــلا", "رَتْلًا", "ر\u200fتلا"])
def test_arabic_signs_and_stretching_do_not_part_a_word(word: str) -> None:
    """News writes them or leaves them out at will."""
    assert fold(word).text == "رتلا"


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("الجيـ*ـش", "الجيش"),
        ("الحـ.ـربي", "الحربي"),
        ("قـ ـصف", "قصف"),
        ("داعـ//ـش", "داعش"),
        ("قـــ_ــسد", "قسد"),
        ("اشتـ🔥ـبـ.ـاك", "اشتباك"),
        ("قَـ*ـصْف", "قصف"),
    ],
)
def test_a_sign_between_two_tatweels_does_not_hide_a_word(word: str, folded: str) -> None:
    """Channels write so to get by those who moderate them."""
    assert fold(word).text == folded
    assert back(f"بعد {word} عنيف", folded) == word


@pytest.mark.parametrize(
    "text", ["لـ «سانا»", "ق*صف", "قـ*صف", "هـ ـ، الموافق", "قـ\nـصف", "قـ.....ـصف"]
)
def test_other_signs_and_tatweels_part_words_as_ever(text: str) -> None:
    """A letter that stands alone, a dash, a quotation, a new line."""
    expected = "".join(TABLE[character] for character in text)

    assert fold(text).text == expected


def test_a_zero_width_non_joiner_parts_words() -> None:
    """The Persian plural stands behind one."""
    assert fold("کاروان‌های").text == "كاروان هاي"


def test_runs_of_spaces_become_one_and_lines_stay() -> None:
    """A phrase may be set wide, but does not go over into the next paragraph."""
    assert fold("aid \xa0 convoy\n\nnext").text == "aid convoy\n\nnext"


def test_short_i_written_in_two_signs_is_still_a_letter() -> None:
    """In Cyrillic й is no и with an accent."""
    assert fold("конвои\u0306").text == fold("конвой").text == "конвой"


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("the Kamışlı road", "kamisli", "Kamışlı"),
        ("رأى رتـــلاً كبيراً", "رتلا", "رتـــلاً"),
        ("قَافِلَةٌ كبيرة", "قافله", "قَافِلَةٌ"),
        ("die Straße, dann", "dann", "dann"),
        ("die Straße, dann", "strasse", "Straße"),
        ("con\xadvoy\u200f.", "convoy", "con\xadvoy"),
        ("an  aid   convoy left", "aid convoy", "aid   convoy"),
        ("Камышлы: конвои\u0306 ушёл", "конвой", "конвои\u0306"),
        ("Hesekê û Qamis\u0327lo", "qamislo", "Qamis\u0327lo"),
        ("½ قافلةً ﻻ ß رتلٌ", "رتل", "رتلٌ"),
    ],
)
def test_a_found_word_is_shown_as_it_was_written(text: str, part: str, original: str) -> None:
    """Signs on the last letter are shown with it, invisible characters are not."""
    assert back(text, part) == original


def test_an_empty_stretch_leads_to_an_empty_stretch() -> None:
    """Nothing is nowhere wider than nothing."""
    folded = fold("رتلاً!")

    span = folded.span(5, 5)

    assert (span.start, span.end) == (6, 6)


def test_a_text_with_hundreds_of_different_capitals_is_folded_in_one_pass() -> None:
    """Replacing them one by one would take for ever in a long text."""
    capitals = "".join(map(chr, range(0x10A0, 0x10C6))) + "".join(map(chr, range(0x531, 0x557)))

    assert fold(capitals).text == "".join(TABLE[each] for each in capitals)


@pytest.mark.parametrize(
    ("text", "boundaries"),
    [("a b", [0, 1, 2, 3]), ("ab-c", [0, 2, 3, 4]), ("a1_b", [0, 2, 3, 4]), ("हिंदी", [0, 5])],
)
def test_words_end_where_letters_and_digits_end(text: str, boundaries: list[int]) -> None:
    """A sign on a letter is part of its word, an underscore is not."""
    assert [at for at in range(len(text) + 1) if is_boundary(text, at)] == boundaries


def test_scripts_without_spaces_have_boundaries_everywhere() -> None:
    """A Chinese word would never be found otherwise."""
    assert all(is_boundary("美军车队", at) for at in range(5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("It cost 3.5 million. Then", ["It cost 3.5 million.", "Then"]),
        ("Gen. Mazloum spoke. J. Smith left.", ["Gen. Mazloum spoke.", "J. Smith left."]),
        ("The U.S. Army and, e.g., sana.sy said so.", None),
        ("“Stop!” he said. “Go.” They went.", ["“Stop!” he said.", "“Go.”", "They went."]),
        ('First line\n"Second," he said', ["First line", '"Second," he said']),
        ("Title\n\n\nBody.\nMore", ["Title", "Body.", "More"]),
        ("هل وصل الرتل؟نعم. وعاد.", ["هل وصل الرتل؟", "نعم.", "وعاد."]),
        ("کاروان رسید۔ پھر گیا۔", ["کاروان رسید۔", "پھر گیا۔"]),
        ("В 2020 г. Камышлы. Потом тыс. людей.", ["В 2020 г. Камышлы.", "Потом тыс. людей."]),
        ("15. Tümen geldi. Sonra gitti.", ["15. Tümen geldi.", "Sonra gitti."]),
        ("Wait... what? Yes... No.", ["Wait... what?", "Yes...", "No."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str] | None) -> None:
    """Abbreviations, initials, decimals and addresses do not end a sentence."""
    found = [text[span.start : span.end] for span in sentences(text)]

    assert found == ([text] if expected is None else expected)


@settings(deadline=None, max_examples=300)
@given(texts)
def test_sentences_hold_all_of_a_text_but_its_white_space(text: str) -> None:
    """Nothing of an item falls between two sentences."""
    spans = sentences(text)

    covered = {at for span in spans for at in range(span.start, span.end)}
    assert sum(span.end - span.start for span in spans) == len(covered)
    assert all(text[at].isspace() for at in set(range(len(text))) - covered)
