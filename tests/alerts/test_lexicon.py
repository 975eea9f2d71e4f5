"""Whether the built-in topics and places hold together, and the names of Qamishli are all found."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from alerts.rules.inflection.forms import forms
from alerts.rules.lexicon import load
from alerts.rules.lexicon.load import area_topic, builtin_topics, place_topic, places
from alerts.rules.matcher import RuleSet, compile_rules, match
from alerts.rules.rule import Rule, Topic, topic_name
from alerts.rules.terms import mistake_in_term
from alerts.text import fold, is_word
from model import Item, ItemKey

PARTS = ("terms", "weak", "context", "exclude", "unless", "never")
LANGUAGES = {"any", "en", "ar", "ku", "ckb", "tr", "ru", "fa", "fr", "de", "syr"}
FILES = sorted(Path(load.__file__).parent.glob("**/*.toml"))

# As press and gazetteers spell it, misprints included
QAMISHLI = """
    Qamishli, القامشلي, Qamişlo, Kamışlı, Zalin, Bet Zalin, Камышлы, al-Qamishli, Qamishly,
    Al-Qamishly, Al Qamishli, Qamishlo, Qamisho, Kamishli, Kamishly, Kamishlo, Kamechlie,
    Kameshli, Qamshli, Qameshli, Qamichli, Kamichli, Kamechliyé, Qamishliye, Qamishlié,
    Qamischli, Kamischli, Kamischly, al-Kamischli, Qamislo, Qamişlû, Qamîşlo, Qamuşlo,
    Qamişloyê, Qamişloka, Kamışlo, Kamışli, Kamisli, Kamişli, KAMIŞLI, Zalîn, Beth Zalin,
    قامشلي, قامشلو, القامشلى, القمشلي, قامیشلۆ, قامشلۆ, قامیشلی, قامشلی, زالين, ܩܡܫܠܝ,
    ܙܐܠܝܢ, Эль-Камышлы, Аль-Камышлы, Камишли, Аль-Камишли, Камышли, Ель-Камишли,
    Al-Qamihsli, Al Qāmishlī, Al-Kamishly, Al-Qamishli, Ehl'-Kamyshly, El Qamishliye,
    Kamichlieh, Kamishlie, Kamishlié, Kamišli, Kámišlí, Qamichliyah, Qamichliye, Qamichlîyé,
    Qamichlīyah, Qamishliyah, Qamisli, Qamışlı, Qāmeshli, Qāmishlīyah, القامشلو, ܒܝܬ ܙܠܝ̈ܢ,
    ܩܡܫܠܐ
"""
SPELLINGS = [" ".join(name.split()) for name in QAMISHLI.split(",")]

WRITTEN_ON = [
    ("en", "Qamishli's airport"),
    ("en", "#Qamishli"),
    ("en", "Qamishli-based"),
    ("ar", "وبالقامشلي"),
    ("ar", "للقامشلي"),
    ("ar", "وللقامشلي"),
    ("ar", "بالقامشلى"),
    ("ar", "وقامشلو"),
    ("ar", "فالقمشلي"),
    ("tr", "Kamışlı'nın"),
    ("tr", "Kamışlı’daki"),
    ("tr", "Kamışlıya"),
    ("tr", "KAMIŞLI'DAN"),
    ("tr", "Qamişlo'da"),
    ("tr", "Qamişloya"),
    ("ku", "Qamişloyê"),
    ("ku", "Qamisloye"),
    ("ku", "Qamişloya"),
    ("ckb", "قامشلۆوە"),
    ("ckb", "قامیشلۆی"),
    ("ru", "КАМЫШЛЫ"),
    ("ru", "Эль‑Камышлы"),
    ("de", "Kamischlis"),
    ("", "qamishli"),
]


@cache
def rule_set(*topics: str) -> RuleSet:
    """Return one rule for each of *topics*."""
    return compile_rules([Rule(topic, any=(topic,)) for topic in topics], {})


def fired(text: str, *topics: str, language: str = "en") -> set[str]:
    """Return which of *topics* (`@convoy`, …) are found in *text*."""
    item = Item("outlet", ItemKey(b"key"), "", text, "https://example.org/", language)
    return {each.rule for each in match(item, rule_set(*topics))}


def within(place: str, text: str, language: str = "en") -> bool:
    """Say whether *text* names a place in the area of *place*."""
    item = Item("outlet", ItemKey(b"key"), "", text, "https://example.org/", language)
    return bool(match(item, compile_rules([Rule("r", query=f"area:{place}")], {})))


def entries(topic: Topic) -> Iterator[tuple[str, str, str]]:
    """Yield part, language and entry of everything in *topic*."""
    for part in PARTS:
        for language, each in getattr(topic, part).items():
            for entry in each:
                yield part, language, entry


@pytest.mark.parametrize("name", builtin_topics())
def test_every_term_of_a_topic_can_be_looked_for(name: str) -> None:
    """A mistake in a data file would stop every rule set."""
    for _, language, entry in entries(builtin_topics()[name]):
        if topic_name(entry) is None:
            assert mistake_in_term(entry) is None, entry
            assert all(any(map(is_word, form.key)) for form in forms(entry, language)), entry
            assert forms(entry, language), entry


@pytest.mark.parametrize("name", builtin_topics())
def test_a_topic_is_in_languages_we_know_and_names_what_exists(name: str) -> None:
    """A language misspelled would be one no item has."""
    for part, language, entry in entries(builtin_topics()[name]):
        assert language in LANGUAGES
        if (named := topic_name(entry)) is not None:
            assert part in ("context", "unless")
            assert named in builtin_topics() or named in places()


@pytest.mark.parametrize("name", builtin_topics())
def test_every_pattern_of_a_topic_compiles(name: str) -> None:
    """Patterns are compiled when first asked for; this asks for all."""
    for _, language, entry in entries(builtin_topics()[name]):
        if topic_name(entry) is None:
            for form in forms(entry, language):
                for pattern in (form.before, form.after):
                    assert pattern is None or re.compile(pattern.pattern)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_list_says_a_thing_twice(file: Path) -> None:
    """Twice is a sign that one of them was meant to be something else."""
    for table in tomllib.loads(file.read_text(encoding="utf-8")).values():
        for each in (table, *(value for value in table.values() if isinstance(value, dict))):
            for terms in (value for value in each.values() if isinstance(value, list)):
                assert [term for term, times in Counter(terms).items() if times > 1] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_exclusion_is_also_a_term(file: Path) -> None:
    """What is both always counts for nothing."""
    for table in tomllib.loads(file.read_text(encoding="utf-8")).values():
        for language, excluded in table.get("exclude", {}).items():
            terms = {fold(term).text for term in table.get("strong", {}).get(language, ())}
            assert terms.isdisjoint(fold(term).text for term in excluded)


@pytest.mark.parametrize("place", places().values(), ids=lambda place: place.id)
def test_a_place_lies_somewhere(place: load.Place) -> None:
    """In one that exists, and where on a map of the region it can be."""
    assert place.parent is None or place.parent in places()
    assert place.area in places()
    assert 32 < place.lat < 38
    assert 35 < place.lon < 45
    assert re.fullmatch("GeoNames [0-9]+|own estimate", place.source)
    assert place.certain or place.uncertain


@pytest.mark.parametrize("place", places().values(), ids=lambda place: place.id)
def test_every_name_of_a_place_can_be_looked_for(place: load.Place) -> None:
    """Names are terms too."""
    for _, language, entry in entries(place_topic(place.id)):
        assert language in LANGUAGES
        assert topic_name(entry) or mistake_in_term(entry) is None, entry


def test_places_lie_in_no_circle() -> None:
    """Each is found from the top."""
    roots = [place for place in places().values() if place.parent is None]

    assert sum(len(load.inside(root.id)) for root in roots) == len(places())


def test_places_and_topics_share_a_name_only_where_the_topic_adds_to_the_place() -> None:
    """`@qamishli` is the city, with what is not meant by it."""
    assert set(places()) & set(builtin_topics()) == {"qamishli"}


@pytest.mark.parametrize("language", ["en", "ar", "ku", "ckb", "tr", "ru", "fa", "fr", "de", ""])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_fm_063_every_spelling_of_qamishli_is_found(spelling: str, language: str) -> None:
    """In items of every language: datelines keep the spelling of the agency."""
    assert fired(f"Yesterday in {spelling}, again.", "@qamishli", language=language)


@pytest.mark.parametrize(("language", "text"), WRITTEN_ON)
def test_fm_063_qamishli_is_found_with_what_is_written_onto_it(language: str, text: str) -> None:
    """Clitics, suffixes, hyphens, hashtags."""
    assert fired(text, "@qamishli", language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("tr", "Kamış kesimi başladı"),
        ("tr", "Kamışlı köyü muhtarı konuştu"),
        ("ru", "Камышин и Камчатка"),
        ("ru", "В камышах нашли лодку"),
        ("en", "The Qamis family and Camishli Inc"),
        ("ar", "قماش وقمصان"),
    ],
)
def test_other_words_are_not_qamishli(language: str, text: str) -> None:
    """Reeds, a town on the Volga, shirts."""
    assert not fired(text, "@qamishli", language=language)


def test_a_village_named_reedy_counts_where_syria_is_spoken_of() -> None:
    """`Kamışlı köyü` is in Adana, unless the sentence is about Syria."""
    assert fired("Suriye'nin Kamışlı köyünde çatışma çıktı", "@qamishli", language="tr")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Explosion in Qamishli", "en"),
        ("قرية خربة عمو", "ar"),
        ("Til Temirê", "ku"),
        ("Tal Sateh residents", "en"),
        ("في تل سطيح", "ar"),
        ("Haseke'ye", "tr"),
        ("в Хасаке", "ru"),
        ("US patrol in Hamo village", "en"),
        ("مخيم الهول", "ar"),
    ],
)
def test_the_area_of_hasakah_holds_its_towns_and_villages(text: str, language: str) -> None:
    """So `area:hasakah` finds what happens anywhere in the governorate."""
    assert within("hasakah-gov", text, language)
    assert within("hasakah", text, language)


@pytest.mark.parametrize(
    "text", ["Idlib and Raqqa", "Cairo", "Hamo won the match", "Mansaf is a dish"]
)
def test_other_places_are_not_in_the_area_of_hasakah(text: str) -> None:
    """Nor are names that are words elsewhere."""
    assert not within("hasakah", text)


def test_a_city_as_a_topic_is_the_city_alone() -> None:
    """`@hasakah` and `area:hasakah` are two questions."""
    assert fired("In Hasakah", "@hasakah")
    assert not fired("In Amuda", "@hasakah")


@pytest.mark.parametrize(
    ("text", "place", "language", "is_meant"),
    [
        ("Locals stopped a US convoy in Hamo.", "hamo", "en", True),
        ("Locals stopped US troops in Hamo.", "hamo", "en", True),
        ("Mohammed Hamo scored twice.", "hamo", "en", False),
        ("المنصورة مدينة مصرية", "mansura", "ar", False),
        ("المنصورة غرب الرقة", "mansura", "ar", True),
        ("قناة الميادين نقلت", "mayadin", "ar", False),
        ("الميادين شرق دير الزور", "mayadin", "ar", True),
        ("سلوك الطلاب", "suluk", "ar", False),
        ("ثورة العشرين", "tabqa", "ar", False),
        ("Serê Kaniyê", "ras-al-ayn", "ku", True),
    ],
)
def test_a_name_that_is_a_word_needs_a_neighbour_or_an_actor(
    text: str, place: str, language: str, *, is_meant: bool
) -> None:
    """Villages share their names with dishes, stations and people."""
    assert bool(fired(text, f"@{place}", language=language)) == is_meant


def test_there_is_no_topic_of_an_unknown_place() -> None:
    """The checks of rules ask before; this is for those that do not."""
    with pytest.raises(KeyError):
        place_topic("atlantis")
    with pytest.raises(KeyError):
        area_topic("atlantis")


def test_the_union_of_topics_has_all_their_terms() -> None:
    """`@actor` is every actor."""
    actor, sdf = builtin_topics()["actor"], builtin_topics()["sdf"]

    assert set(sdf.terms["ar"]) <= set(actor.terms["ar"])
    assert "sources" not in actor.terms


def test_topics_are_read_once() -> None:
    """Rule sets are compiled anew at every edit of config.toml."""
    assert builtin_topics() is builtin_topics()
    assert places() is places()
