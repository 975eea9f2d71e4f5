"""Incidents in words, in each language, whatever outlets and origins are called."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from alerts.digests.language import words_in
from alerts.digests.language.phrase import Phrase
from alerts.digests.language.times import Times, times_in
from alerts.digests.view.incidents import (
    figures_line,
    heading,
    news_lines,
    origins_line,
    short_heading,
    spread_line,
)
from alerts.digests.view.names import origin_name
from alerts.incidents.lexicon import KINDS
from alerts.incidents.origins import builtin_origins
from model.digest import IncidentFigure, IncidentNews, IncidentStep, IncidentSummary, Language
from tests.alerts.digest_samples import END, at

FRIDAY = date(2026, 11, 20)
ISOLATED = re.compile("\u2068[^\u2069]*\u2069")
ARABIC_LETTER = re.compile("[\u0600-\u06ff]")
LATIN = re.compile("[A-Za-z]")

CONVOY = IncidentSummary(
    number=12,
    kinds=("convoy", "checkpoint"),
    place="tal-dahab",
    first_day=FRIDAY,
    last_day=FRIDAY,
    outlets=4,
    claimed_by=("SANA",),
    confirmed_by=(),
    denied_by=("International Coalition",),
    disputed=(),
    is_unnamed=False,
    figures=(IncidentFigure("vehicle", 5, "armoured", "SANA"),),
    spread=(
        IncidentStep("SANA", "SANA", at(29.2)),
        IncidentStep("Press TV", "SANA", at(29.2) + timedelta(minutes=52)),
        IncidentStep("The New Arab", "International Coalition", at(32.7)),
    ),
)


def times(language: Language = "en") -> Times:
    """Return how moments are written in Damascus."""
    return times_in(words_in(language), "Asia/Damascus", END)


def plain(phrase: Phrase, language: Language = "en") -> str:
    """Write a phrase for a line of its language, without what isolates words of others."""
    return re.sub("[\u2068\u2069]", "", phrase.plain(words_in(language).direction))


def news(language: Language, *of: IncidentNews) -> list[str]:
    """Return the lines about those news."""
    lines = news_lines(replace(CONVOY, news=of), times(language))
    return [plain(line, language) for line in lines]


def test_the_heading_says_what_where_and_when() -> None:
    """In the reader's language, the places by the name they have there."""
    assert plain(heading(CONVOY, times())) == "Convoy, checkpoint – Tal Dahab, Fri 20 Nov"
    assert plain(heading(CONVOY, times("ar")), "ar") == (
        "رتل، حاجز – تل الذهب، الجمعة 20 تشرين الثاني"
    )
    assert plain(short_heading(CONVOY, times())) == "convoy – Tal Dahab"
    assert plain(short_heading(CONVOY, times("ar")), "ar") == "رتل – تل الذهب"


@pytest.mark.parametrize(
    ("change", "english"),
    [
        ({"kinds": ()}, "Incident – Tal Dahab, Fri 20 Nov"),
        ({"place": ""}, "Convoy, checkpoint, Fri 20 Nov"),
        ({"place": "~dwn"}, "Convoy, checkpoint – a village that is not listed, Fri 20 Nov"),
        ({"place": "gone"}, "Convoy, checkpoint – gone, Fri 20 Nov"),
        ({"first_day": None, "last_day": None}, "Convoy, checkpoint – Tal Dahab"),
        (
            {"last_day": FRIDAY + timedelta(days=1)},
            "Convoy, checkpoint – Tal Dahab, Fri 20 Nov to Sat 21 Nov",
        ),
        (
            {"first_day": date(2020, 8, 17), "last_day": date(2020, 8, 17)},
            "Convoy, checkpoint – Tal Dahab, Mon 17 Aug 2020",
        ),
        (
            {"kinds": ("blocked", "checkpoint", "convoy")},
            "Convoy blocked – Tal Dahab, Fri 20 Nov",
        ),
        (
            {"kinds": ("blocked", "checkpoint")},
            "Blocked at a checkpoint – Tal Dahab, Fri 20 Nov",
        ),
        ({"kinds": ("blocked",)}, "Blocked – Tal Dahab, Fri 20 Nov"),
        ({"kinds": ("wedding",)}, "wedding – Tal Dahab, Fri 20 Nov"),
    ],
)
def test_a_heading_says_only_what_is_known(change: dict[str, Any], english: str) -> None:
    """What nobody said is left out."""
    assert plain(heading(replace(CONVOY, **change), times())) == english


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_topic_has_its_word(language: Language) -> None:
    """All that incidents are told by."""
    assert set(words_in(language).incidents.topics) == set(KINDS)


def test_origins_are_counted_and_denials_stand_beside() -> None:
    """The line that a reader takes in first."""
    assert plain(origins_line(CONVOY, times())) == (
        "4 outlets, 1 origin (SANA); denied by the Coalition"
    )
    assert plain(origins_line(CONVOY, times("ar")), "ar") == (
        "4 وسائل إعلام، مصدر واحد (سانا)؛ نفي من التحالف الدولي"
    )


@pytest.mark.parametrize(
    ("change", "english"),
    [
        (
            {"outlets": 1, "claimed_by": (), "denied_by": (), "is_unnamed": True},
            "1 outlet, origin unknown",
        ),
        (
            {"denied_by": (), "is_unnamed": True},
            "4 outlets, 1 origin (SANA); also claimed without a name",
        ),
        ({"claimed_by": ()}, "4 outlets; denied by the Coalition"),
        (
            {"confirmed_by": ("Russian Defence Ministry",), "denied_by": ()},
            (
                "4 outlets, 2 origins (SANA, the Russian Defence Ministry); "
                "confirmed by the Russian Defence Ministry"
            ),
        ),
        (
            {
                "denied_by": (),
                "disputed": (("casualties", "SANA"), ("casualties", "ANF"), ("", "AP")),
            },
            "4 outlets, 1 origin (SANA); disputed on casualties by SANA, ANF; disputed by AP",
        ),
        (
            {"denied_by": (), "claimed_by": tuple("ABCDEFGH")},
            "4 outlets, 8 origins (A, B, C, D, E, F, 2 more)",
        ),
    ],
)
def test_what_is_said_of_origins(change: dict[str, Any], english: str) -> None:
    """Who has no name is not counted; a denial is nobody's claim."""
    assert plain(origins_line(replace(CONVOY, **change), times())) == english


@pytest.mark.parametrize(
    ("outlets", "origins", "arabic"),
    [
        (1, 1, "وسيلة إعلام واحدة، مصدر واحد"),
        (2, 2, "وسيلتا إعلام، مصدران"),
        (3, 3, "3 وسائل إعلام، 3 مصادر"),
        (11, 11, "11 وسيلة إعلام، 11 مصدراً"),
        (100, 100, "100 وسيلة إعلام، 100 مصدر"),
        (103, 103, "103 وسائل إعلام، 103 مصادر"),
    ],
)
def test_arabic_counts_of_outlets_and_origins(outlets: int, origins: int, arabic: str) -> None:
    """All forms of the grammar."""
    names = tuple(f"وكالة {number}" for number in range(origins))
    told = replace(CONVOY, outlets=outlets, claimed_by=names, denied_by=())
    assert plain(origins_line(told, times("ar")), "ar").startswith(f"{arabic} (")


def test_what_became_of_it() -> None:
    """One line for each news."""
    of = (
        IncidentNews("denied", "International Coalition"),
        IncidentNews("disputed", "Syrian Observatory for Human Rights", "casualties"),
        IncidentNews("confirmed", "SANA"),
        IncidentNews("origin", "Syrian Observatory for Human Rights"),
        IncidentNews("figures", "Reuters", "killed", 3),
        IncidentNews("edited", "Press TV"),
    )
    assert news("en", *of) == [
        "denied by the Coalition",
        "disputed on casualties by SOHR",
        "confirmed by SANA",
        "new origin: SOHR",
        "killed: 3 (Reuters)",
        "edited by Press TV",
    ]
    assert news("ar", *of) == [
        "نفي من التحالف الدولي",
        "اعتراض على الضحايا من المرصد السوري لحقوق الإنسان",
        "تأكيد من سانا",
        "مصدر جديد: المرصد السوري لحقوق الإنسان",
        "قتلى: 3 (رويترز)",
        "تعديل لدى Press TV",
    ]


def test_many_news_are_counted() -> None:
    """Nothing is dropped without a word."""
    many = tuple(IncidentNews("edited", f"outlet {number}") for number in range(9))
    assert news("en", *many)[-1] == "3 things more"
    assert news("ar", *many)[-1] == "و3 أمور أخرى"
    assert news("en") == []


def test_figures_stand_side_by_side() -> None:
    """By what is counted, each with whose word it is; no mean, no sum."""
    told = replace(
        CONVOY,
        figures=(
            IncidentFigure("killed", 3, "", "SANA"),
            IncidentFigure("killed", 1200, "", ""),
            IncidentFigure("vehicle", 5, "armoured", "SANA"),
            IncidentFigure("camel", 2, "", "SANA"),
        ),
    )
    assert plain(figures_line(told, times())) == (
        "killed: 3 (SANA), 1,200 (origin unknown); armoured vehicles: 5 (SANA); camel: 2 (SANA)"
    )
    assert plain(figures_line(CONVOY, times("ar")), "ar") == "آليات مصفحة: 5 (سانا)"
    assert not figures_line(replace(CONVOY, figures=()), times())


def test_a_figure_is_not_said_twice() -> None:
    """Say "5 vehicles" beside "5 armoured vehicles" only of another origin."""
    told = replace(
        CONVOY,
        figures=(
            IncidentFigure("vehicle", 5, "", "SANA"),
            IncidentFigure("vehicle", 5, "armoured", "SANA"),
            IncidentFigure("vehicle", 5, "", "ANF"),
        ),
    )
    assert plain(figures_line(told, times())) == "armoured vehicles: 5 (SANA); vehicles: 5 (ANF)"


def test_how_it_spread() -> None:
    """The first with its time, the others by how much later, and from whom."""
    assert plain(spread_line(CONVOY, times())) == (
        "first seen SANA 12:12 Damascus → Press TV +52 min (from SANA)"
        " → The New Arab +3 h 30 min (from the Coalition)"
    )
    assert plain(spread_line(CONVOY, times("ar")), "ar") == (
        "أول ما نُشر: SANA 12:12 بتوقيت دمشق ← Press TV بعد 52 دقيقة (نقلاً عن سانا)"
        " ← The New Arab بعد 3 ساعات و30 دقيقة (نقلاً عن التحالف الدولي)"
    )
    assert not spread_line(replace(CONVOY, spread=()), times())


@pytest.mark.parametrize(
    ("after", "english", "arabic"),
    [
        (timedelta(), "+0 min", "بعد أقل من دقيقة"),
        (timedelta(seconds=-5), "+0 min", "بعد أقل من دقيقة"),
        (timedelta(minutes=1), "+1 min", "بعد دقيقة"),
        (timedelta(minutes=2), "+2 min", "بعد دقيقتين"),
        (timedelta(minutes=10), "+10 min", "بعد 10 دقائق"),
        (timedelta(hours=1), "+1 h", "بعد ساعة"),
        (timedelta(hours=2, minutes=11), "+2 h 11 min", "بعد ساعتين و11 دقيقة"),
        (timedelta(hours=47), "+47 h", "بعد 47 ساعة"),
        (timedelta(days=2, hours=5), "+2 days", "بعد يومين"),
        (timedelta(days=11), "+11 days", "بعد 11 يوماً"),
        (timedelta(days=400), "+400 days", "بعد 400 يوم"),
    ],
)
def test_how_much_later(after: timedelta, english: str, arabic: str) -> None:
    """Minutes, hours, days, as the languages count them."""
    steps = (IncidentStep("A", "", at(0)), IncidentStep("B", "", at(0) + after))
    told = replace(CONVOY, spread=steps)
    assert plain(spread_line(told, times())) == (
        f"first seen A Thu 19 Nov 07:00 Damascus → B {english}"
    )
    assert plain(spread_line(told, times("ar")), "ar").endswith(f"B {arabic}")


def test_a_long_way_is_counted() -> None:
    """The first outlets are named."""
    steps = tuple(IncidentStep(f"O{number}", "", at(number)) for number in range(8))
    told = replace(CONVOY, spread=steps)
    assert plain(spread_line(told, times())).endswith("→ O5 +5 h → 2 outlets more")


def test_an_outlet_has_nothing_from_itself() -> None:
    """Whatever its language is called; nor from nobody."""
    steps = (
        IncidentStep("SANA (Arabic)", "SANA", at(0)),
        IncidentStep("Press TV", "", at(1)),
        IncidentStep("Own Desk", "Own Desk", at(2)),
    )
    assert "(from" not in plain(spread_line(replace(CONVOY, spread=steps), times()))


@pytest.mark.parametrize("origin", builtin_origins().values(), ids=lambda each: each.id)
def test_origins_are_named_in_the_readers_language(origin: Any) -> None:
    """In Arabic wherever the registry has an Arabic name; without signs of the rule language."""
    arabic = plain(origin_name(origin.name, words_in("ar")), "ar")
    assert bool(ARABIC_LETTER.search(arabic)) is bool(origin.names.get("ar"))
    assert not set(arabic) & set("^=*~")
    assert not ARABIC_LETTER.search(plain(origin_name(origin.name, words_in("en"))))


HOSTILE = [
    "<script>alert(1)</script>",
    "{n} {names} {0}",
    "\u202eSANA\u2066\n\r\x00[x](https://evil.example)",
    "وكالة \u2069 سانا",
    "A" * 5_000,
    "\ud800",
    "^=*",
    "",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_names_stay_words(language: Language, name: str) -> None:
    """One clean line each, escaped, short, isolated against the line's direction."""
    told = IncidentSummary(
        number=1,
        kinds=(name,),
        place=name,
        first_day=FRIDAY,
        last_day=FRIDAY,
        outlets=1,
        claimed_by=(name,),
        confirmed_by=(name,),
        denied_by=(name,),
        disputed=((name, name),),
        is_unnamed=True,
        figures=(IncidentFigure(name, 1, name, name),),
        spread=(IncidentStep(name, "x", at(0)), IncidentStep("y", name, at(1))),
        news=(IncidentNews("denied", name), IncidentNews("edited", name)),
    )
    moments = times(language)
    say = (heading, short_heading, origins_line, figures_line, spread_line)
    for phrase in (*(each(told, moments) for each in say), *news_lines(told, moments)):
        line = phrase.plain(words_in(language).direction)
        assert len(line) < 1_000
        assert not re.search("[\x00-\x1f\u202a-\u202e\u2066\u2067\ud800-\udfff]", line)
        assert line.count("\u2068") == line.count("\u2069")
        assert "<script" not in phrase.html()
        line.encode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_word_that_runs_against_the_line_is_isolated(language: Language) -> None:
    """Arabic names in English lines, Latin ones in Arabic lines."""
    told = replace(
        CONVOY,
        claimed_by=("وكالة محلية", "Local Desk"),
        spread=(
            IncidentStep("الميادين", "", at(0)),
            IncidentStep("Press TV", "", at(1)),
        ),
        news=(IncidentNews("edited", "الميادين"), IncidentNews("edited", "Press TV")),
    )
    against = ARABIC_LETTER if language == "en" else LATIN
    direction = words_in(language).direction
    lines = [each(told, times(language)) for each in (heading, origins_line, spread_line)]
    for phrase in (*lines, *news_lines(told, times(language))):
        assert not against.search(ISOLATED.sub("", phrase.plain(direction)))
