"""Where a redirect may lead, and with what."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.hop import BadHopError, first_hop, hop_beside, is_same_site, next_hop, posting_hop
from model import FailureKind
from tests.crawler.conftest import ONE, Fetch, Site, http, task


def test_fm_023_validators_go_where_they_came_from_and_nowhere_else(
    site: Site, fetch: Fetch
) -> None:
    """The place a redirect led to is asked with its own, the address of the feed with none."""
    site.answers["/feed"] = http(b"", b"Location: /new", status="302 Found")
    site.answers["/new"] = http(ONE)
    known = replace(task(site.url(), etag=b"e"), fetched_url=site.url("/new"))

    outcome = fetch(known)

    assert outcome.fetched_url == site.url("/new")
    assert [asked.header("If-None-Match") for asked in site.asked] == [None, b"e"]


def test_fm_023_a_redirect_to_another_place_takes_no_validators_along(
    site: Site, fetch: Fetch
) -> None:
    """What one address calls "unchanged" may be news at another."""
    site.answers["/feed"] = http(b"", b"Location: /other", status="307 Temporary Redirect")
    site.answers["/other"] = http(ONE)

    fetch(replace(task(site.url(), etag=b"e"), fetched_url=site.url("/new")))

    assert [asked.header("If-None-Match") for asked in site.asked] == [None, None]


def test_fm_009_an_endless_redirect_stops_after_five(site: Site, fetch: Fetch) -> None:
    """Two addresses that point at each other cost six requests, no more."""
    site.answers["/feed"] = http(b"", b"Location: /other", status="301 Moved Permanently")
    site.answers["/other"] = http(b"", b"Location: /feed", status="307 Temporary Redirect")

    outcome = fetch(task(site.url()))

    assert (outcome.kind, outcome.message) == (FailureKind.REDIRECT, "redirected more than 5 times")
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/xml,<rss/>", "gopher://x/"]
)
def test_fm_003_a_redirect_to_another_scheme_is_refused(
    site: Site, fetch: Fetch, location: str
) -> None:
    """Only http and https are followed; no file is opened."""
    site.answers["/feed"] = http(b"", f"Location: {location}".encode(), status="302 Found")

    outcome = fetch(task(site.url()))

    assert outcome.kind == FailureKind.REDIRECT
    assert outcome.message == f"only http and https are followed, not {location.partition(':')[0]}:"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "data:text/xml,<rss/>",
        "/etc/passwd",
        "http://",
        "http://[::1",
        "http://x:99999/",
    ],
)
def test_an_address_that_is_none_is_an_outcome(fetch: Fetch, url: str) -> None:
    """A bad address in the configuration fails its own feed and nothing else."""
    assert fetch(task(url)).kind == FailureKind.CONNECT


@pytest.mark.parametrize(
    "host",
    ["a" * 300, "-", "..", "a..b", "xn--", "xn--a", "%00", "a b", "[v1.x]", "ex\u202eample.org"],
)
def test_a_host_that_cannot_be_is_an_outcome(fetch: Fetch, host: str) -> None:
    """Nonsense in place of a name is no reason to stumble."""
    outcome = fetch(task(f"http://{host}/feed"))

    assert outcome.kind in (FailureKind.DNS, FailureKind.CONNECT)


def test_fm_010_credentials_stay_with_the_host_they_are_for(fetch: Fetch) -> None:
    """A password in an address is sent to its host, and not on to where that redirects."""
    with Site() as first, Site() as second:
        first.answers["/feed"] = http(b"", f"Location: {second.url()}".encode(), status="302 Found")
        second.answers["/feed"] = http(ONE)

        outcome = fetch(task(first.url(host="user:p%40ss@127.0.0.1")))

    assert first.asked[0].header("Authorization") == b"Basic dXNlcjpwQHNz"
    assert second.asked[0].header("Authorization") is None
    assert "user" not in outcome.fetched_url


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


def test_what_a_document_leads_to_is_asked_anew_and_kept_secret_with() -> None:
    """No validators of the document, its credentials on its own host only, no step down to http."""
    hop = first_hop(task("https://a:b@example.org/sitemap.xml", etag=b"e"))

    own = hop_beside(hop, "http://example.org/news.xml")
    other = hop_beside(hop, "https://www.example.org/news.xml")

    assert own.url == "https://example.org/news.xml"
    assert set(own.headers) == {b"Authorization"}
    assert other.headers == {}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:x"])
def test_a_document_leads_nowhere_but_to_the_web(url: str) -> None:
    """Whatever stands in it."""
    with pytest.raises(BadHopError):
        hop_beside(first_hop(task("http://example.org/sitemap.xml")), url)


@pytest.mark.parametrize(
    ("url", "other", "is_same"),
    [
        ("https://example.org/a", "http://www.example.org/b", True),
        ("https://news.example.org/a", "https://www.example.org", True),
        ("https://example.org:8080", "https://example.org", True),
        ("https://badexample.org", "https://example.org", False),
        ("https://example.org.evil.net", "https://example.org", False),
        ("https://a.example.org", "https://b.example.org", False),
        ("", "", False),
        ("http://[", "http://[", False),
    ],
)
def test_sites_are_hosts_and_what_is_below_them(url: str, other: str, is_same: bool) -> None:
    """In either direction; names that only look alike are others."""
    assert is_same_site(url, other) is is_same_site(other, url) is is_same


@pytest.mark.parametrize("port", [22, 25, 587, 6000, 6667, 10080])
def test_a_port_of_another_service_is_not_asked(port: int) -> None:
    """A feed must not make Hajiz speak to a mail server (Fetch Standard, "port blocking")."""
    hop = first_hop(task("http://example.org/feed"))

    for ask in (
        lambda url: first_hop(task(url)),
        lambda url: next_hop(hop, url.encode()),
        lambda url: hop_beside(hop, url),
        lambda url: posting_hop(url, {}),
    ):
        with pytest.raises(BadHopError, match=f"refused to ask port {port}"):
            ask(f"http://example.org:{port}/")


def test_a_redirect_to_what_is_no_address_is_an_outcome(site: Site, fetch: Fetch) -> None:
    """Brackets that hold no IPv6 address raise in Python's own parser."""
    site.answers["/feed"] = http(b"", b"Location: http://[127.0.0.1]/", status="302 Found")

    outcome = fetch(task(site.url()))

    assert outcome.kind == FailureKind.REDIRECT
    assert outcome.message == "redirected to what is no web address"
