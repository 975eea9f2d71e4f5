"""Where a redirect may lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.hop import BadHopError, first_hop, next_hop
from tests.crawler.conftest import task


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (b"/b", "https://example.org/b"),
        (b"b", "https://example.org/a/b"),
        (b"?x=1", "https://example.org/a/feed?x=1"),
        (b"//other.example/f", "https://other.example/f"),
        (b" https://other.example/f ", "https://other.example/f"),
        ("/أخبار".encode(), "https://example.org/أخبار"),
    ],
)
def test_a_location_is_resolved_against_its_page(location: bytes, expected: str) -> None:
    """Relative locations are common, and allowed (RFC 9110 §10.2.2)."""
    hop = first_hop(task("https://example.org/a/feed"))

    assert next_hop(hop, location).url == expected


def test_fm_011_a_redirect_from_https_to_http_is_refused() -> None:
    """Who configured https does not get less."""
    hop = first_hop(task("https://example.org/feed"))

    with pytest.raises(BadHopError, match=r"from https to http.*http://example\.org/feed"):
        next_hop(hop, b"http://example.org/feed")


def test_a_redirect_from_http_to_https_is_followed() -> None:
    """The way every site goes one day."""
    hop = first_hop(task("http://example.org/feed"))

    assert next_hop(hop, b"https://example.org/feed").url == "https://example.org/feed"


@pytest.mark.parametrize(
    "location", [b"https://example.org:8443/", b"https://www.example.org/", b"https://x@y/"]
)
def test_fm_010_credentials_do_not_leave_their_origin(location: bytes) -> None:
    """Scheme, host and port are one origin; a password goes nowhere else."""
    hop = first_hop(task("https://user:pass@example.org/feed"))

    assert b"Authorization" in hop.headers
    assert b"Authorization" not in next_hop(hop, location).headers


def test_credentials_stay_within_their_origin() -> None:
    """The default port is the same port."""
    hop = first_hop(task("https://user:pass@example.org/feed"))

    assert b"Authorization" in next_hop(hop, b"https://example.org:443/new").headers


def test_a_hop_does_not_show_its_headers() -> None:
    """A password must not get into a log by accident."""
    assert "dXNlcjpwYXNz" not in repr(first_hop(task("https://user:pass@example.org/feed")))


@given(location=st.binary(max_size=80))
def test_no_location_can_break_it(location: bytes) -> None:
    """Whatever bytes come, it is a hop to a web address or a refusal."""
    hop = first_hop(task("http://example.org/feed"))

    try:
        url = next_hop(hop, location).url
    except BadHopError:
        return

    assert url.startswith(("http://", "https://"))
