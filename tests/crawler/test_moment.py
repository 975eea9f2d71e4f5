"""Dates as publishers write them; doubtful ones give nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.moment import plain_moment, worded_moment

TEN = datetime(2026, 11, 20, 10, tzinfo=UTC)
DAY = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T10:00:00Z",
        "2026-11-20T13:00:00+03:00",
        " 2026-11-20 13:00:00 +0300 ",
        "2026-11-20T10:00:00.000000000Z",
        "2026-11-20T10:00",
        "Fri, 20 Nov 2026 13:00:00 +0300",
        "20 Nov 2026 10:00:00",
    ],
)
def test_moments_of_machines(text: str) -> None:
    """ISO 8601 and RFC 5322, in any time zone; UTC where there is none."""
    assert plain_moment(text) == TEN


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-11", "now", "2 hours ago", "2026-13-45", "0001-01-01T00:00+14:00"]
)
def test_what_is_no_moment(text: str) -> None:
    """A year alone would make news look months old."""
    assert plain_moment(text) is None
    assert worded_moment(text, "en") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("20 November 2026", "en"),
        ("Published: November 20, 2026", "en"),
        ("20th of November 2026", "en"),
        ("20.11.2026", "en"),
        ("20/11/2026", "en"),
        ("20 تشرين الثاني 2026", "ar"),
        ("٢٠ تشرين ثاني ٢٠٢٦", "ar"),
        ("الجمعة 20 نوفمبر 2026", "ar"),
        ("٢٠/١١/٢٠٢٦", "ar"),
        ("20 Kasım 2026", "tr"),
        ("20 ноября 2026 г.", "ru"),
        ("20ê Mijdara 2026", "ku"),
        ("20 Mijdar 2026", "ku"),
    ],
)
def test_dates_of_people(text: str, language: str) -> None:
    """In the outlet's language, the months of the Levant and of Kurmanji included."""
    assert worded_moment(text, language) == DAY


@pytest.mark.parametrize(
    ("text", "language", "hour"),
    [
        ("20 November 2026 at 10:00", "en", 10),
        ("20 November 2026 10:00 pm", "en", 22),
        ("20 November 2026, 12:00 a.m.", "en", 0),
        ("20/11/2026 - 10:00 م", "ar", 22),
        ("الساعة 10:00 ص، 20 تشرين الثاني 2026", "ar", 10),
        ("20 Kasım 2026, 14:00", "tr", 14),
    ],
)
def test_the_time_of_day_beside_a_date(text: str, language: str, hour: int) -> None:
    """Before or behind it."""
    assert worded_moment(text, language) == DAY.replace(hour=hour)


def test_a_date_that_could_be_two_gives_none() -> None:
    """May or November: in English nobody knows; elsewhere the day comes first."""
    assert worded_moment("05/11/2026", "en") is None
    assert worded_moment("05/05/2026", "en") == datetime(2026, 5, 5, tzinfo=UTC)
    assert worded_moment("05/11/2026", "ar") == datetime(2026, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["yesterday", "منذ ساعتين", "2 saat önce", "Monday 10:00", "20 Nov"]
)
@pytest.mark.parametrize("language", ["en", "ar", "tr", "ckb", ""])
def test_relative_dates_are_none(text: str, language: str) -> None:
    """They move with the clock of whoever reads them."""
    assert worded_moment(text, language) is None


@given(st.text(max_size=60) | st.from_regex(r"[0-9٠-٩]{1,4}[-/. ]\w{1,9}[-/. ][0-9]{1,4}"))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    """Whatever stands in a page's date breaks nothing, and any moment is in UTC."""
    for moment in (plain_moment(text), worded_moment(text, "ar")):
        assert moment is None or moment.tzinfo == UTC
