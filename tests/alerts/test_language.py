"""What Hajiz says itself, in each of its languages."""

import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import pytest
from lxml import html as lxml_html  # type: ignore[import-untyped]

from alerts.digests.language import LANGUAGES, words_in
from alerts.digests.language.arabic import ARABIC
from alerts.digests.language.english import ENGLISH
from alerts.digests.language.incident_words import IncidentWords
from alerts.digests.language.phrase import counted, filled, foreign
from alerts.digests.language.plurals import arabic, english
from alerts.digests.language.reasons import reasons_in
from alerts.digests.language.times import times_in
from alerts.digests.language.words import Words
from alerts.digests.render_alert import render_alert
from model.digest import OutletState
from tests.alerts.digest_samples import (
    END,
    MAYADEEN,
    NORTH,
    SANA,
    START,
    alert,
    coverage,
    desk_morning,
    digest,
    found,
    only,
)

GAPS = re.compile(r"{(\w+)}")
NO_SENTENCES = {"form", "forms", "cities", "incidents", "origin_names"}
OF_INCIDENTS = [field.name for field in fields(IncidentWords) if field.name not in NO_SENTENCES]
SENTENCES = [field.name for field in fields(Words) if field.name not in NO_SENTENCES]
SENTENCES += [f"incidents.{name}" for name in OF_INCIDENTS]
LATIN = re.compile("[A-Za-z]{2,}")
KEPT_LATIN = {"Hajiz"}


def table(words: Words, name: str) -> Any:
    """Return what stands under *name*, a part of the table of incidents where it says so."""
    return attrgetter(name)(words)


def said(words: Words, name: str) -> dict[str, str]:
    """Return all that stands under *name* in a table, by form, kind or place."""
    value = table(words, name)
    if isinstance(value, str):
        return {"": value}
    if isinstance(value, tuple):
        return {str(place): each for place, each in enumerate(value)}
    flat: dict[str, str] = {}
    for key, each in value.items():
        flat |= {key: each} if isinstance(each, str) else {f"{key}.{k}": e for k, e in each.items()}
    return flat


def gaps(words: Words, name: str) -> set[str]:
    """Return what a sentence is filled with, in all its forms together."""
    return {gap for sentence in said(words, name).values() for gap in GAPS.findall(sentence)}


@pytest.mark.parametrize("name", SENTENCES)
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_sentence_is_missing(language: str, name: str) -> None:
    """Each language has each sentence, filled with the same things as the English one."""
    words = LANGUAGES[language]  # type: ignore[index]

    assert said(words, name)
    empty = {key for key, sentence in said(words, name).items() if not sentence}
    assert empty <= {"new", "zero"}
    assert gaps(words, name) == gaps(ENGLISH, name)


@pytest.mark.parametrize("name", SENTENCES)
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_counted_nouns_have_all_forms_of_their_language(language: str, name: str) -> None:
    """A missing form would only be found on the day of that number."""
    words = LANGUAGES[language]  # type: ignore[index]
    value = table(words, name)
    if isinstance(value, dict) and "other" in value:
        assert set(value) == set(words.forms)
    if name == "kinds_counted":
        assert all(set(forms) == set(words.forms) for forms in value.values())


@pytest.mark.parametrize("name", sorted(set(SENTENCES) - {"tag", "direction"}))
def test_nothing_english_is_left_in_the_arabic_table(name: str) -> None:
    """But for the name of the program."""
    for sentence in said(ARABIC, name).values():
        assert set(LATIN.findall(GAPS.sub("", sentence))) <= KEPT_LATIN


def test_every_held_reason_is_known_in_each_language() -> None:
    """The keys are not translated: callers say them in English."""
    assert {frozenset(words.held) for words in LANGUAGES.values()} == {frozenset(ENGLISH.held)}


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "zero"),
        (1, "one"),
        (2, "two"),
        (3, "few"),
        (10, "few"),
        (11, "many"),
        (99, "many"),
        (100, "other"),
        (101, "other"),
        (102, "other"),
        (103, "few"),
        (110, "few"),
        (111, "many"),
        (200, "other"),
        (1000, "other"),
        (1003, "few"),
        (6120, "many"),
    ],
)
def test_arabic_numbers_take_their_forms(number: int, form: str) -> None:
    """As the grammar has them; hundreds begin anew."""
    assert arabic(number) == form


def test_english_numbers_take_their_forms() -> None:
    """One is one; nothing is said in words."""
    assert [english(number) for number in (0, 1, 2, 11)] == ["zero", "one", "other", "other"]


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "لا مواد مطابقة"),
        (1, "مادة مطابقة واحدة"),
        (2, "مادتان مطابقتان"),
        (3, "3 مواد مطابقة"),
        (10, "10 مواد مطابقة"),
        (11, "11 مادة مطابقة"),
        (100, "100 مادة مطابقة"),
        (1204, "1,204 مواد مطابقة"),
    ],
)
def test_arabic_counts_are_written_as_newsrooms_do(number: int, written: str) -> None:
    """Western figures; no figure beside a noun that holds the number itself."""
    assert counted(ARABIC, ARABIC.matches, number).plain("rtl") == written


@pytest.mark.parametrize(
    ("month", "written"),
    [
        (1, "الخميس 1 كانون الثاني/يناير 2026، 12:00 بتوقيت دمشق"),
        (5, "الجمعة 1 أيار/مايو 2026، 12:00 بتوقيت دمشق"),
        (8, "السبت 1 آب/أغسطس 2026، 12:00 بتوقيت دمشق"),
        (11, "الأحد 1 تشرين الثاني/نوفمبر 2026، 12:00 بتوقيت دمشق"),
        (12, "الثلاثاء 1 كانون الأول/ديسمبر 2026، 12:00 بتوقيت دمشق"),
    ],
)
def test_arabic_dates_have_the_months_of_syria(month: int, written: str) -> None:
    """In full with the name used elsewhere, short where room is."""
    moment = datetime(2026, month, 1, 9, tzinfo=UTC)
    times = times_in(ARABIC, "Asia/Damascus", moment)

    assert times.made(moment) == written
    assert times.day(moment) == written.split("/", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("Asia/Damascus", "دمشق"),
        ("Europe/Istanbul", "إسطنبول"),
        ("UTC", "غرينتش"),
        ("No/Such", "غرينتش"),
        ("Asia/Tokyo", "Tokyo"),
    ],
)
def test_arabic_names_of_cities(zone: str, city: str) -> None:
    """Those the table has; others as they are."""
    assert times_in(ARABIC, zone, END).city == city


def test_fm_097_an_arabic_digest_is_laid_out_from_the_right() -> None:
    """The whole page; what outlets wrote keeps its own direction."""
    page = lxml_html.document_fromstring(only(replace(desk_morning(), language="ar")).html)
    titles = page.xpath('//p[@lang="en"]')

    assert (page.get("dir"), page.get("lang")) == ("rtl", "ar")
    assert page.xpath("//body/div/@dir") == ["rtl"]  # mail programs drop what <html> says
    assert titles
    assert all(title.get("dir") == "auto" for title in titles)


def test_fm_097_an_arabic_digest_says_nothing_in_english() -> None:
    """Every Latin word of it is isolated: an outlet's, a rule's or the operator's."""
    seen = coverage(
        [OutletState(NORTH, "HTTP 403")] * 5,
        quiet=(OutletState(SANA, "x"),),
        overrun=(OutletState(SANA, "x"),),
        truncated=(OutletState(SANA, "x"),),
        unread=(OutletState(SANA, "x"),),
        undated_items=3,
        baseline_items=9,
        notices=("A notice.",),
    )
    made = digest(
        found(1, "‹رتل›", outlet=MAYADEEN, url=""),
        found(2, published=None, kind="follow_up", told=START, page="failed"),
        found(4, kind="update", page="partial"),
        found(3, kind="late"),
        seen=seen,
        language="ar",
        days=(1, 2, 3),
    )
    message = only(made)

    for form in (message.subject, message.text, message.brief):
        for line in form.splitlines():
            bare = re.sub("\u2068[^\u2069]*\u2069", "", re.sub(r"https?://\S+", "", line))
            assert set(LATIN.findall(bare)) <= KEPT_LATIN, line


def test_fm_097_lines_in_arabic_begin_in_arabic() -> None:
    """Where a line is not marked up, its first letter decides from which side it is read."""
    (message,) = render_alert(alert(found(1), language="ar", name="convoys"), END)

    assert message.subject.startswith("تنبيه")
    assert only(digest(language="ar")).subject.startswith("نشرة")


def test_foreign_words_are_isolated_against_the_line() -> None:
    """Only where they run against it."""
    phrase = filled("{a} {b}", a="رتل", b="convoy")

    assert phrase.plain("ltr") == "\u2068رتل\u2069 convoy"
    assert phrase.plain("rtl") == "رتل \u2068convoy\u2069"
    assert phrase.html() == "<bdi>رتل</bdi> <bdi>convoy</bdi>"
    assert foreign("<b>", "en").html() == '<bdi lang="en">&lt;b&gt;</bdi>'
    assert not foreign("")


def test_languages_are_found_by_their_tag() -> None:
    """The tag on the page is the tag in the configuration."""
    assert all(words_in(language).tag == language for language in LANGUAGES)


SHORTER = "a shorter interval misses less"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "not polled yet",
                "failing since Thu 19 Nov 07:00 (HTTP 403)",
                "nothing new for 9 days, usually 4 a day",
                f"all its items had changed between two looks, 3 times: {SHORTER}",
                "only the first 500 items of each look are read",
                "3 pages could not be read (HTTP 403)",
            ],
        ),
        (
            "ar",
            [
                "لم يُطّلع عليها بعد",
                "متعذّرة منذ الخميس 19 تشرين الثاني 07:00 (HTTP 403)",
                "لا جديد منذ 9 أيام، والمعتاد 4 في اليوم",
                "تبدّلت موادها كلها بين اطلاعين 3 مرات؛ فاصل أقصر يقلّل ما يفوت",
                "تُقرأ أول 500 مادة فقط في كل اطلاع",
                "تعذّرت قراءة 3 صفحات (\u2068HTTP 403\u2069)",
            ],
        ),
    ],
)
def test_reasons_are_said_in_the_readers_language(language: Any, said: list[str]) -> None:
    """The caller has the facts, the tables have the sentences."""
    reasons = reasons_in(language, "Asia/Damascus", END)

    assert said == [
        reasons.unpolled(),
        reasons.failing(START, "HTTP\n403"),
        reasons.quiet(9, 4),
        reasons.overrun(3),
        reasons.truncated(500),
        reasons.unread(3, "HTTP 403"),
    ]
