"""Moments that programs write for no date, and news of every year since there are outlets."""

from datetime import datetime

import pytest

from model.moment import is_default

DEFAULTS = [
    "0001-01-01T00:00:00+00:00",
    "0001-01-02T00:00:00+00:00",
    "1900-01-01T00:00:00+00:00",
    "1970-01-01T00:00:00+00:00",
    "1969-12-31T21:00:00+00:00",
    "1980-01-01T00:00:00+02:00",
    "1999-11-30T00:00:00+00:00",
    "2000-01-01T00:00:00+03:00",
    "2001-01-01T00:00:00-05:00",
    "9999-12-31T23:59:59+00:00",
]
NEWS = [
    "1999-12-15T08:00:00+00:00",
    "2000-01-01T09:17:00+00:00",
    "2001-01-03T00:00:00+00:00",
    "2020-08-17T00:00:00+00:00",
    "2026-11-20T09:00:00+03:00",
]


@pytest.mark.parametrize("written", DEFAULTS)
def test_what_programs_write_for_no_date(written: str) -> None:
    """Whatever the zone."""
    assert is_default(datetime.fromisoformat(written))


@pytest.mark.parametrize("written", NEWS)
def test_what_an_outlet_may_have_published(written: str) -> None:
    """Also at midnight, where it gives days alone."""
    assert not is_default(datetime.fromisoformat(written))
