"""For how long a server says that its answer holds."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.freshness import LONGEST_FRESH, fresh_for

DATE = b"Fri, 20 Nov 2026 12:00:00 GMT"
LATER = b"Fri, 20 Nov 2026 13:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({b"cache-control": b"public"}, None),
        ({b"cache-control": b"max-age=600"}, 600),
        ({b"cache-control": b'public, MAX-AGE = "600", immutable'}, 600),
        ({b"cache-control": b"max-age=600, max-age=1"}, 600),
        ({b"cache-control": b"s-maxage=900, max-age=600"}, 600),
        ({b"cache-control": b"max-age=600", b"age": b"200"}, 400),
        ({b"cache-control": b"max-age=600", b"age": b"2000"}, 0),
        ({b"cache-control": b"max-age=600", b"age": b"old"}, 600),
        ({b"cache-control": b"max-age=-1"}, 0),
        ({b"cache-control": b"max-age=soon"}, 0),
        ({b"cache-control": b"max-age"}, 0),
        ({b"cache-control": b"max-age=600, no-store"}, 0),
        ({b"cache-control": b"no-cache, max-age=600"}, 0),
        ({b"cache-control": b'private="max-age=600"'}, None),
        ({b"cache-control": b"max-age=999999999999"}, LONGEST_FRESH.total_seconds()),
        ({b"expires": LATER, b"date": DATE}, 3600),
        ({b"expires": LATER, b"date": DATE, b"age": b"600"}, 3000),
        ({b"expires": DATE, b"date": LATER}, 0),
        ({b"expires": LATER}, 0),
        ({b"expires": b"0", b"date": DATE}, 0),
        ({b"expires": LATER, b"date": DATE, b"cache-control": b"max-age=60"}, 60),
    ],
)
def test_fm_027_freshness_is_read_as_rfc_9111_says(
    headers: dict[bytes, bytes], seconds: float | None
) -> None:
    """Max-age before Expires, less the age; what cannot be read is no wish."""
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert fresh_for(headers) == expected


@given(
    st.dictionaries(
        st.sampled_from([b"cache-control", b"expires", b"date", b"age"]), st.binary(max_size=60)
    )
)
def test_no_header_can_break_it(headers: dict[bytes, bytes]) -> None:
    """Whatever bytes come, the answer is a span within a week or none."""
    found = fresh_for(headers)

    assert found is None or timedelta(0) <= found <= LONGEST_FRESH
