"""Texts in the same words, whole, cut, framed or edited, and texts only on the same subject."""

import pytest

from alerts.incidents.wording import (
    WordingIndex,
    containment,
    is_copy,
    resemblance,
    sketch,
    wording,
)

REPORT = """Locals of a village in the Qamishli countryside intercepted on Wednesday a convoy of
five armored vehicles, threw stones at them and forced them to go back, a reporter said."""
MORE = """The government calls their presence an occupation and has often said that it will end.
Around nine hundred soldiers are in the country, most of them at oil fields in the east."""
OTHER = """Artillery shelled the outskirts of a town in the north on Wednesday; a woman was wounded
and taken to a hospital in the city, a medical source said."""
ARABIC = "اعترض أهالي قرية بريف القامشلي رتلاً من خمس مدرعات ورشقوه بالحجارة وأجبروه على التراجع"


def test_the_same_words_are_a_copy_however_written() -> None:
    """Capitals, signs and spaces are no words."""
    assert is_copy(wording(REPORT), wording(f"  {REPORT.upper()} …"))
    assert is_copy(wording(ARABIC), wording(ARABIC.replace("رتلاً", "رتلا").replace("أ", "ا")))


def test_a_copy_inside_a_longer_text_is_found() -> None:
    """An outlet adds its own paragraphs to the agency's."""
    framed = wording(f"{MORE}\n\n{REPORT}\n\n{OTHER}")
    assert resemblance(wording(REPORT), framed) < 0.5
    assert containment(wording(REPORT), framed) == 1.0
    assert is_copy(wording(REPORT), framed)


def test_an_edited_copy_is_still_one() -> None:
    """A figure corrected, a word exchanged."""
    assert is_copy(wording(REPORT), wording(REPORT.replace("five", "six").replace("said", "says")))


def test_the_same_subject_is_no_copy() -> None:
    """Nor are two texts that say nearly nothing."""
    assert not is_copy(wording(REPORT), wording(OTHER))
    assert not is_copy(wording("a US convoy"), wording("a US convoy"))
    assert not is_copy(wording(""), wording(""))


@pytest.mark.parametrize("shared", [0, 100, 250, 500])
def test_the_estimate_is_near_the_truth_for_long_texts(shared: int) -> None:
    """Of a thousand shingles 128 are kept; the estimate is off by a tenth at most."""
    common = [f"c{n}" for n in range(shared)]
    texts = [" ".join([*common, *(f"{own}{n}" for n in range(1000 - shared))]) for own in "ab"]
    truth = max(0, shared - 2) / (2 * 998 - max(0, shared - 2))
    assert resemblance(*map(wording, texts)) == pytest.approx(truth, abs=0.1)


def test_the_index_finds_copies_of_any_version() -> None:
    """Also of a text that was edited away since."""
    index = WordingIndex[str]()
    for key, text in (("first", REPORT), ("first", MORE), ("other", OTHER), ("copy", REPORT)):
        index.add(key, sketch(wording(text)))
    assert index.copies(index.versions("copy")) == ("first", "copy")
    assert index.copies(index.versions("first"), lambda key: key != "first") == ("copy",)
    assert index.copies(index.versions("other")) == ("other",)
    assert index.copies(index.versions("never seen")) == ()


@pytest.mark.parametrize("pair", [(REPORT, f"{MORE} {REPORT}"), (REPORT, OTHER), (MORE, MORE)])
def test_halves_of_hashes_tell_what_whole_ones_do(pair: tuple[str, str]) -> None:
    """The index keeps half of each."""
    one, other = map(wording, pair)
    index = WordingIndex[str]()
    index.add("other", sketch(other))
    assert index.copies([sketch(one)]) == (("other",) if is_copy(one, other) else ())
