"""In which ways of writing it a term is found, language by language."""

import pickle
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.inflection.forms import Form, forms, readings
from alerts.text import fold


def surfaces(term: str, language: str, text: str) -> list[str]:
    """Return what *term* finds in *text*, as the text writes it."""
    return list(
        dict.fromkeys(
            surface
            for reading in readings(text)
            for form in forms(term, language)
            for surface in _surfaces(form, reading)
        )
    )


def _surfaces(form: Form, text: str) -> list[str]:
    folded = fold(text)
    scanned = folded.text.replace("-", " ").replace("\n", " ")
    found = []
    for hit in re.finditer(f"(?={re.escape(form.key)})", scanned):
        if bounds := form.bounds(folded.text, hit.start(), hit.start() + len(form.key)):
            span = folded.span(*bounds)
            if text.startswith(form.cased, span.start):
                found.append(text[span.start : span.end])
    return found


_TABLES = tomllib.loads(Path(__file__).with_name("term_forms.toml").read_text(encoding="utf-8"))


def rows(kind: str) -> list[tuple[str, str, str]]:
    """Return language, term and text of every line of the file's lists of that *kind*."""
    return [
        (language, term, text)
        for language, terms in _TABLES.items()
        for term, lists in terms.items()
        for text in lists.get(kind, ())
    ]


@pytest.mark.parametrize(("language", "term", "text"), rows("found"))
def test_fm_060_a_term_is_found_in_the_forms_of_its_language(
    language: str, term: str, text: str
) -> None:
    """Alone, and with other words around it."""
    assert surfaces(term, language, text)
    assert surfaces(term, language, f"«{text}», x")


@pytest.mark.parametrize(("language", "term", "text"), rows("other"))
def test_fm_061_a_term_is_not_found_in_another_word(language: str, term: str, text: str) -> None:
    """A wrong alert is as bad as a missing one."""
    assert surfaces(term, language, text) == []


@pytest.mark.parametrize(
    ("language", "term", "text", "surface"),
    [
        ("tr", "konvoy", "ABD konvoyunun önü", "konvoyunun"),
        ("tr", "Kamışlı", "Kamışlı’nın güneyi", "Kamışlı’nın"),
        ("ar", "قافلة", "وهاجموا قافلتهم أمس", "قافلتهم"),
        ("ar", "رتل عسكري", "دخل رتلاً عسكرياً تركياً", "رتلاً عسكرياً"),
        (
            "ku",
            "nuqteya ~2 kontrolê",
            "li nuqteyên nû yên kontrolê yên",
            "nuqteyên nû yên kontrolê",
        ),
        ("ru", "военная колонна", "обстрел военной колонны в", "военной колонны"),
        ("fa", "کاروان", "با کاروان‌های نظامی", "کاروان‌های"),
        ("ckb", "قامشلۆ", "لە قامشلۆوە بەرەو", "قامشلۆوە"),
        ("en", "convoy", "the convoy’s lorries", "convoy’s"),
        ("any", "колонн*", "с колоннами", "колоннами"),
    ],
)
def test_the_word_is_shown_with_all_that_is_written_onto_it(
    language: str, term: str, text: str, surface: str
) -> None:
    """Proclitics, endings and the words in a gap are part of what the outlet wrote."""
    assert surface in surfaces(term, language, text)


def test_a_term_of_one_language_is_a_stranger_in_others_of_its_script() -> None:
    """کاروان is a convoy in Sorani; in Persian pilgrims and sports teams travel in one."""
    assert all({"ar", "fa"} <= form.strangers for form in forms("کاروان", "ckb"))
    assert all("en" not in form.strangers for form in forms("کاروان", "ckb"))


def test_a_term_of_every_language_bends_in_each_as_it_does_there() -> None:
    """`Qamişlo` has Turkish endings in Turkish items only, and plain forms in all."""
    found = forms("Qamişlo", "any")

    assert any(not form.strangers for form in found)
    assert any("en" in form.strangers and "tr" not in form.strangers for form in found)


def test_a_cased_term_says_how_the_original_must_begin() -> None:
    """Folded text has no capitals left to compare."""
    assert {form.cased for form in forms("^Check Point", "en")} == {"Check Point"}
    assert {form.cased for form in forms("convoy", "en")} == {""}


def test_the_key_of_a_phrase_with_a_gap_is_its_more_telling_part() -> None:
    """The scanner looks for one literal; the rest is looked at only around it."""
    assert {form.key for form in forms("rê ~3 karwan", "ku")} == {"karwan"}


def test_forms_are_values() -> None:
    """Equal for equal terms, and able to travel to a worker process."""
    form = forms("konvoy", "tr")[0]

    assert form == forms("konvoy", "tr")[0]
    assert pickle.loads(pickle.dumps(form)).bounds("konvoyun", 0, 6) == (0, 8)


@given(st.text(alphabet="konvy aeiıu'lrdt-\n", max_size=60))
def test_bounds_are_words(text: str) -> None:
    """Whatever is found begins and ends where words do."""
    for surface in surfaces("konvoy", "tr", text):
        assert surface[0] == "k"
        assert f"{surface}x" not in text


@pytest.mark.parametrize("term", ["konvoy", "a ~20 konvoy", "kontrol noktası", "kon* ~20 voy*"])
def test_hostile_text_is_read_in_bounded_time(term: str) -> None:
    """A pattern that tries every way to read a long word would not come back today."""
    text = "konvoylarinlarin kontrol noktalarinda a a a voy " * 250

    assert surfaces(term, "tr", text) is not None
