"""Villages that are in no gazetteer, in the alphabets they are written in."""

import pytest

from alerts.incidents.unlisted import as_written, consonants, unlisted, with_unlisted
from model import Span
from model.incident import Mention


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قصف على قرية العدوانية بريف رأس العين", "~dn"),
        ("near al-Edwaniyah village, west of the town", "~dn"),
        ("In Shanina village, 20 km to the south", "~snn"),
        ("من بلدة شنينة جنوب الرقة", "~snn"),
        ("li gundê Dilgato", "~dlkt"),
        ("Dilgato köyünde", "~dlkt"),
        ("у деревни Дилгато", "~dlkt"),
        ("A patrol passed Tal Nirgis as planned", "~tlnrks"),
        ("عند مدخل قرية تل نرجس جنوبي القامشلي", "~tlnrks"),
        ("gundê Til Nêrgizê", "~tlnrks"),
        ("Tel Nergis köyünde", "~tlnrks"),
        ("до деревни Телль-Сусан", "~tlssn"),
        ("قرب قرية أم الفرس", "~mfrs"),
        ("li nêzîkî gundê Ummulfursê", "~mfrs"),
        ("gundê Xerîb", "~krb"),
        ("Garib köyü", "~krb"),
    ],
)
def test_a_village_is_one_in_every_alphabet(text: str, name: str) -> None:
    """Its consonants are what spellings share."""
    assert list(unlisted(text)) == [name]


def test_two_villages_are_two() -> None:
    """The Arabic dual is followed by both names."""
    assert list(unlisted("قصف قريتي حرمل ومحرملة")) == ["~hrml", "~mhrml"]


def test_another_spelling_of_a_place_we_know_is_that_place() -> None:
    """Where no other has those consonants."""
    assert list(unlisted("the village of Khirbit Amou")) == ["khirbet-amo"]


@pytest.mark.parametrize(
    "text",
    [
        "قرية حامو",
        "the village of Hamo",
        "قرية في ريف القامشلي",
        "a village near the city",
        "",
        "قرية",
        "وقال أهالي القرية للشبكة إن الرتل عاد",
    ],
)
def test_what_the_matcher_knows_and_what_is_no_name_is_left_out(text: str) -> None:
    """Places of the gazetteer are found elsewhere."""
    assert list(unlisted(text)) == []


def test_a_village_comes_before_the_area_it_is_in() -> None:
    """Only the sentences of the mention are looked at."""
    text = "Shells hit Dilgato village near Hasakah. Nobody was in Shanina village."
    told = Mention(
        (Span(0, 41),),
        frozenset({"attack"}),
        ("hasakah", "hasakah-gov"),
        None,
        frozenset(),
        (),
        False,
    )
    assert with_unlisted(told, text).places == ("~dlkt", "hasakah", "hasakah-gov")
    assert consonants("al-Hasakah") == consonants("الحسكة")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("near the village of Tal Nirgis, south of the city", "Tal Nirgis"),
        ("عند مدخل قرية تل نرجس جنوبي المدينة", "تل نرجس"),
        ("nothing of the kind", ""),
    ],
)
def test_a_village_is_named_as_it_was_written(text: str, name: str) -> None:
    """Its id is for comparing, not for reading."""
    assert as_written("~tlnrks", text) == name
