"""Dates in words of five languages, held against the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.incidents.dates import dates_in
from alerts.text import fold
from model.incident import EventDate

THURSDAY = date(2021, 10, 21)


def _a_day(day: str) -> EventDate:
    return EventDate(date.fromisoformat(day), date.fromisoformat(day), "day")


def _a_span(first: str, last: str, precision: str) -> EventDate:
    return EventDate(date.fromisoformat(first), date.fromisoformat(last), precision)  # type: ignore[arg-type]


AUGUST_2020 = _a_span("2020-08-01", "2020-08-31", "month")
SEPTEMBER = _a_span("2021-09-01", "2021-09-30", "month")

WRITTEN = [
    ("en", "on Monday", _a_day("2021-10-18")),
    ("en", "on Thursday evening", _a_day("2021-10-21")),
    ("en", "last Thursday", _a_day("2021-10-14")),
    ("en", "yesterday", _a_day("2021-10-20")),
    ("en", "earlier today", _a_day("2021-10-21")),
    ("en", "on 12 February", _a_day("2021-02-12")),
    ("en", "on December 12", _a_day("2020-12-12")),
    ("en", "February 12, 2020", _a_day("2020-02-12")),
    ("en", "the 3rd of March 2020", _a_day("2020-03-03")),
    ("en", "2020/02/13", _a_day("2020-02-13")),
    ("en", "13.02.2020", _a_day("2020-02-13")),
    ("en", "In August 2020", AUGUST_2020),
    ("en", "in late March", _a_span("2021-03-19", "2021-03-31", "month")),
    ("en", "earlier this month", _a_span("2021-10-01", "2021-10-21", "month")),
    ("en", "last month", SEPTEMBER),
    ("en", "last year", _a_span("2020-01-01", "2020-12-31", "year")),
    ("en", "in 2018", _a_span("2018-01-01", "2018-12-31", "year")),
    ("en", "two days ago", _a_day("2021-10-19")),
    ("en", "3 days ago", _a_day("2021-10-18")),
    ("en", "next Monday", None),
    ("en", "tomorrow", None),
    ("en", "on 31 February", None),
    ("ar", "يوم الاثنين", _a_day("2021-10-18")),
    ("ar", "الأربعاء الماضي", _a_day("2021-10-20")),
    ("ar", "أمس", _a_day("2021-10-20")),
    ("ar", "صباح اليوم", _a_day("2021-10-21")),
    ("ar", "في ١٢ شباط ٢٠٢٠", _a_day("2020-02-12")),
    ("ar", "12 شباط/فبراير 2020", _a_day("2020-02-12")),
    ("ar", "في آب 2020", AUGUST_2020),
    ("ar", "الشهر الماضي", SEPTEMBER),
    ("ar", "قبل يومين", _a_day("2021-10-19")),
    ("ar", "قبل ثلاثة أيام", _a_day("2021-10-18")),
    ("ar", "غداً", None),
    ("tr", "Pazartesi günü", _a_day("2021-10-18")),
    ("tr", "geçen perşembe", _a_day("2021-10-14")),
    ("tr", "dün", _a_day("2021-10-20")),
    ("tr", "12 Şubat'ta", _a_day("2021-02-12")),
    ("tr", "12 Şubat 2020", _a_day("2020-02-12")),
    ("tr", "Ağustos 2020'de", AUGUST_2020),
    ("tr", "geçen ay", SEPTEMBER),
    ("tr", "üç gün önce", _a_day("2021-10-18")),
    ("tr", "yarın", None),
    ("ku", "roja Duşemê", _a_day("2021-10-18")),
    ("ku", "duh", _a_day("2021-10-20")),
    ("ku", "îro", _a_day("2021-10-21")),
    ("ku", "12'ê Sibatê", _a_day("2021-02-12")),
    ("ku", "di Tebaxa 2020'an de", AUGUST_2020),
    ("ku", "meha borî", SEPTEMBER),
    ("ku", "sibê", None),
    ("ru", "в понедельник", _a_day("2021-10-18")),
    ("ru", "вчера", _a_day("2021-10-20")),
    ("ru", "12 февраля", _a_day("2021-02-12")),
    ("ru", "17 августа 2020 года", _a_day("2020-08-17")),
    ("ru", "в августе 2020 года", AUGUST_2020),
    ("ru", "в прошлом месяце", SEPTEMBER),
    ("ru", "три дня назад", _a_day("2021-10-18")),
    ("ru", "завтра", None),
]


@pytest.mark.parametrize(("language", "text", "event"), WRITTEN)
def test_a_date_in_words(language: str, text: str, event: EventDate | None) -> None:
    """Read on a Thursday; what is to come has no date."""
    found = dates_in(fold(text).text, language, THURSDAY)
    assert [written.event for written in found] == [event]


@pytest.mark.parametrize("text", ["M4 and 40 trucks", "the may queen", "3:09 pm", "1234567"])
def test_what_is_no_date(text: str) -> None:
    """Roads, times and figures are not days."""
    assert dates_in(fold(text).text, "en", THURSDAY) == []


def test_without_a_day_to_count_from_only_the_calendar_tells() -> None:
    """A feed without dates gives none that are guessed."""
    text = fold("on Monday, yesterday, on 12 February and on 12 February 2020").text
    events = [written.event for written in dates_in(text, "en", None)]
    assert events == [None, None, None, _a_day("2020-02-12")]


def test_days_after_are_counted_from_the_event_told_before() -> None:
    """They are relative to another event, not to the text."""
    text = fold("Two days later the convoy came back").text
    (written,) = dates_in(text, "en", THURSDAY, _a_day("2021-10-11"))
    assert written.event == _a_day("2021-10-13")
    assert dates_in(text, "en", THURSDAY)[0].event is None


MONTHS = "January February March April May June July August September October November December"


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.dates(date(1990, 1, 2), date(2090, 1, 1)))
def test_a_full_date_means_itself_whenever_it_is_read(day: date, anchor: date) -> None:
    """The day a text is read changes nothing where it names the year."""
    text = fold(f"on {day.day} {MONTHS.split()[day.month - 1]} {day.year}").text
    assert [w.event for w in dates_in(text, "en", anchor)] == [EventDate(day, day, "day")]


@given(
    st.dates(date(1990, 1, 2), date(2090, 1, 1)),
    st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
)
def test_a_weekday_is_within_the_last_seven_days(anchor: date, name: str) -> None:
    """News tells of the last such day."""
    (written,) = dates_in(name, "en", anchor)
    assert written.event is not None
    assert timedelta(0) <= anchor - written.event.first < timedelta(7)
    assert f"{written.event.first:%A}".lower() == name


@given(st.dates(date(1990, 1, 2), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_without_a_year_is_never_to_come(anchor: date, day: date) -> None:
    """In January, "12 December" was last year’s."""
    text = fold(f"{day.day} {MONTHS.split()[day.month - 1]}").text
    for written in dates_in(text, "en", anchor):
        if written.event is not None:
            assert written.event.last <= anchor + timedelta(1)
            assert (written.event.first.month, written.event.first.day) == (day.month, day.day)


@given(
    st.text(alphabet="0123456789/.- \nmondayfebruaryثلاثاءقبلايامв понедельник", max_size=80),
    st.sampled_from(["en", "ar", "tr", "ku", "ru", "xx"]),
    st.none() | st.dates(),
)
def test_any_text_gives_dates_in_order(text: str, language: str, anchor: date | None) -> None:
    """Nothing raises, whatever stands in a text."""
    found = dates_in(fold(text).text, language, anchor)
    places = [(written.start, written.end) for written in found]
    assert places == sorted(places)
    for written in found:
        assert written.event is None or written.event.first <= written.event.last
