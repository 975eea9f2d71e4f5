"""What single characters become, over all of Unicode."""

from functools import cache

import pytest

from alerts.folding import ASCII_LETTERS, CODE_PAGES, TABLE, code_page, fold_character


@cache
def folded_unicode() -> dict[str, str]:
    """Return what each character of the planes in use becomes."""
    numbers = (*range(0x33480), *range(0xE0000, 0xE01F0))
    return {chr(n): fold_character(chr(n)) for n in numbers}


def test_what_a_character_becomes_folds_to_itself() -> None:
    """Replacing characters in any order is right only if this holds for every character."""
    folded = folded_unicode()

    unsettled = {c for c, to in folded.items() if any(folded[each] != each for each in to)}

    assert unsettled == set()


def test_what_a_character_becomes_can_be_stored() -> None:
    """Half a surrogate pair would stop the database."""
    for folded in folded_unicode().values():
        folded.encode()


@pytest.mark.parametrize(
    ("characters", "letter"),
    [
        ("İIıi", "i"),
        ("ŞşSsṣ", "s"),
        ("ÊêÉéẽ", "e"),
        ("Ûûüū", "u"),
        ("Ğğ", "g"),
        ("Çç", "c"),
        ("أإآٱا", "ا"),
        ("ىیېئي", "ي"),
        ("کڪك", "ك"),
        ("ةۀہھەه", "ه"),
        ("ؤو", "و"),
        ("Ёё", "е"),
        ("Йй", "й"),
        ("٣۳3３", "3"),
        ("'’‘ʼʻʿʾ`´", "'"),
        ("-‐‑–—−", "-"),
        (" \xa0\u2003\t\u200c\r", " "),
        ("\n\u2029", "\n"),
        ("ـ\u064e\u0651\u0670\xad\u200b\u200d\u200e\u202b\u2067\ufeff\ufe0f\u0301", ""),
        ("ß", "ss"),
        ("ﻻ", "لا"),
        ("…", "."),
        ("¹™", " "),
    ],
)
def test_variants_of_a_letter_become_one(characters: str, letter: str) -> None:
    """The lexicon's notes on normalisation, sign by sign."""
    assert {fold_character(each) for each in characters} == {letter}


def test_a_code_page_folds_as_the_table_does() -> None:
    """The fast way is never another way."""
    for page in CODE_PAGES:
        for character in page.even:
            assert page.fold(f"{character}ab") == f"{TABLE[character]}ab"


def test_a_code_page_refuses_what_it_cannot_fold_alone() -> None:
    """A sign that may melt with the letter before it needs the slow way."""
    page = code_page((0x300, 0x370), (0x400, 0x460))

    assert page.fold("и\u0306") is None
    assert page.fold("\u1100") is None


def test_the_ascii_table_folds_as_the_table_does() -> None:
    """ASCII has a way of its own."""
    assert list(ASCII_LETTERS) == [TABLE[chr(n)] for n in range(128)]


def test_the_table_forgets_rather_than_grow_without_end() -> None:
    """A text with every character there is must not fill the memory."""
    for character in map(chr, range(0x4E00, 0x4E00 + 20_000)):
        assert TABLE[character] == character

    assert len(TABLE) < 20_000
