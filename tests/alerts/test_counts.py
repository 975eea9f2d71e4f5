"""Numbers of vehicles and casualties in sentences of five languages."""

import pytest

from alerts.incidents.counts import counts_in
from alerts.text import fold

SENTENCES = [
    ("en", "a convoy of five US Mine Resistant Armoured Vehicles", [("vehicle", 5, "armoured")]),
    ("en", "some 40 military vehicles entered", [("vehicle", 40, "")]),
    ("en", "at least 1,200 trucks", [("vehicle", 1200, "truck")]),
    (
        "en",
        "three MRAPs and a Humvee",
        [("vehicle", 3, "armoured"), ("vehicle", 1, "armoured")],
    ),
    (
        "en",
        "killing at least one Syrian regime soldier and wounding two others",
        [("killed", 1, "soldier"), ("wounded", 2, "")],
    ),
    (
        "en",
        "left one Syrian soldier dead and two others injured",
        [("killed", 1, "soldier"), ("wounded", 2, "")],
    ),
    ("en", "putting the soldier death toll at two", [("killed", 2, "")]),
    ("en", "a civilian was killed", [("killed", 1, "civilian")]),
    ("en", "On the M4 in 2020 at 3:09 pm a 40-year-old was killed", []),
    ("ar", "رتلاً مؤلفاً من خمس مدرعات", [("vehicle", 5, "armoured")]),
    ("ar", "رتل يضم ٤٠ شاحنة", [("vehicle", 40, "truck")]),
    ("ar", "مدرعتين أمريكيتين", [("vehicle", 2, "armoured")]),
    (
        "ar",
        "مقتل جنديين وإصابة ثلاثة آخرين",
        [("killed", 2, "soldier"), ("wounded", 3, "")],
    ),
    ("ar", "مقتل 3 عناصر", [("killed", 3, "fighter")]),
    ("tr", "beş zırhlı araçtan oluşan konvoy", [("vehicle", 5, "armoured")]),
    (
        "tr",
        "2 asker öldü, 3 sivil yaralandı",
        [("killed", 2, "soldier"), ("wounded", 3, "civilian")],
    ),
    ("ku", "pênc wesayîtên zirxî", [("vehicle", 5, "armoured")]),
    (
        "ku",
        "du leşker hatin kuştin û sê birîndar bûn",
        [("killed", 2, "soldier"), ("wounded", 3, "")],
    ),
    ("ru", "колонна из пяти бронемашин", [("vehicle", 5, "armoured")]),
    ("ru", "один солдат погиб, двое ранены", [("killed", 1, "soldier"), ("wounded", 2, "")]),
]


@pytest.mark.parametrize(("language", "text", "counts"), SENTENCES)
def test_what_is_counted(language: str, text: str, counts: list[tuple[str, int, str]]) -> None:
    """Numbers in words and digits, duals, and for each casualty what became of him."""
    found = counts_in(fold(text).text, language)
    assert [(each.what, each.number, each.kind) for each in found] == counts


def test_a_number_that_is_a_date_counts_nothing() -> None:
    """Not twelve were killed on 12 February."""
    text = "on 12 february a man was killed"
    found = counts_in(text, "en", [(3, 14)])
    assert [(each.what, each.number) for each in found] == [("killed", 1)]


def test_numbers_of_two_kinds_in_one_sentence() -> None:
    """Soldiers are not counted as trucks."""
    found = counts_in("two soldiers were killed when five trucks were hit", "en")
    assert [(each.what, each.number) for each in found] == [("killed", 2), ("vehicle", 5)]
