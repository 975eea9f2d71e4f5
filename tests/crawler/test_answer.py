"""What HTTP answers mean, beyond what the end-to-end tests show."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.answer import retry_after

DATE = b"Fri, 20 Nov 2026 12:00:00 GMT"
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"120", timedelta(minutes=2)),
        (b" 120 ", timedelta(minutes=2)),
        (b"Fri, 20 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
        (b"Friday, 20-Nov-26 13:00:00 GMT", timedelta(hours=1)),
        (b"Fri Nov 20 13:00:00 2026", timedelta(hours=1)),
        (b"315360000", WEEK),
        (b"999999999999", WEEK),
        (b"Fri, 20 Nov 2036 12:00:00 GMT", WEEK),
        (b"Thu, 19 Nov 2026 12:00:00 GMT", None),
        (b"0", None),
        (b"-5", None),
        (b"1.5", None),
        (b"soon", None),
        (b"", None),
        (b"\xff\xfe", None),
        ("١٢٠".encode(), None),
        (b"Fri, 99 Foo 2026 99:99:99 GMT", None),
        (b"9" * 5000, None),
    ],
)
def test_fm_019_retry_after_is_read_capped_or_ignored(
    value: bytes, expected: timedelta | None
) -> None:
    """Seconds and dates count, up to 7 days; anything else is as if it were not there."""
    assert retry_after({b"retry-after": value, b"date": DATE}) == expected


def test_a_date_needs_the_servers_own_date() -> None:
    """Without it nobody knows how the server's clock goes."""
    assert retry_after({b"retry-after": b"Fri, 20 Nov 2026 13:00:00 GMT"}) is None


def test_no_header_is_no_wish() -> None:
    """Most servers say nothing."""
    assert retry_after({}) is None


@given(value=st.binary(max_size=60), date=st.binary(max_size=60))
def test_no_header_can_break_it(value: bytes, date: bytes) -> None:
    """Whatever bytes come, the answer is a span within a week or none."""
    wish = retry_after({b"retry-after": value, b"date": date})

    assert wish is None or timedelta(0) < wish <= WEEK
