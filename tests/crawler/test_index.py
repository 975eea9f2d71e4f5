"""An index and the sitemaps it leads to: one look, over real connections."""

import gzip
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from crawler.reading import ReadingLimits
from model import Failed, FailureKind, FetchTask, Fresh, Outcome, Unchanged, Validators
from tests.crawler.conftest import Fetch, Site, http, task
from tests.crawler.sitemaps import index, news, plain, sitemap

NOT_FOUND = http(b"", status="404 Not Found")


def look(site: Site, path: str = "/sitemap.xml", before: Outcome | None = None) -> FetchTask:
    """Return a task to look at a sitemap here, with what the look *before* gave to remember."""
    this = replace(task(site.url(path)), kind="sitemap")
    if isinstance(before, Fresh):
        return replace(this, validators=before.validators, body_hash=before.body_hash)
    return this


def own(site: Site, *sitemaps: tuple[str, str]) -> bytes:
    """Return an index of sitemaps here."""
    return index(*sitemaps, site=site.url("")).encode()


def urls(site: Site, *titles: str) -> bytes:
    """Return a news sitemap of articles here, known by their titles."""
    return sitemap(*(news(f"/{title}", title, site=site.url("")) for title in titles)).encode()


def asked(site: Site) -> list[str]:
    """Return the paths asked for since the last time."""
    paths = [each.path for each in site.asked]
    site.asked.clear()
    return paths


def titles(outcome: Any) -> list[str]:
    """Return the titles a look brought."""
    assert isinstance(outcome, Fresh), outcome
    return [item.title for item in outcome.items]


def test_an_index_is_followed_and_its_articles_come_once(site: Site, fetch: Fetch) -> None:
    """An article in two of its sitemaps is one item, the one with the title."""
    places = [("/b.xml", "2026-11-20"), ("/news.xml.gz", "2026-11-19"), ("/c.xml", "2026-11-01")]
    packed = gzip.compress(urls(site, "A", "B"))
    again = sitemap(plain("/A", "", site=site.url("")), news("/C", "C", site=site.url("")))
    site.answers = {
        "/sitemap.xml": http(own(site, *places, ("/d.xml", "2020-01-01")), b"ETag: i"),
        "/news.xml.gz": http(packed, b"Content-Type: application/x-gzip"),
        "/b.xml": http(again.encode()),
        "/c.xml": http(urls(site)),
    }

    outcome = fetch(look(site))

    assert titles(outcome) == ["A", "B", "C"]
    assert asked(site) == ["/sitemap.xml", "/news.xml.gz", "/b.xml", "/c.xml"]
    assert outcome.fetched_url == site.url("/sitemap.xml")
    assert outcome.note == "an index of 4 sitemaps: 3 are read, 1 left unread"


def test_an_unchanged_index_does_not_hide_what_is_new_behind_it(site: Site, fetch: Fetch) -> None:
    """Indexes without dates stay the same for years; their sitemaps are read at each look."""

    def stubborn(request: Any) -> bytes:
        known = request.header("If-None-Match") == b"i"
        return http(b"", status="304 Not Modified") if known else http(body, b"ETag: i")

    body = own(site, ("/news.xml", ""))
    site.answers = {"/sitemap.xml": stubborn, "/news.xml": http(urls(site, "A"), b"ETag: n")}
    first = fetch(look(site))
    second = fetch(look(site, before=first))
    site.answers["/news.xml"] = http(urls(site, "B", "A"), b"ETag: n")
    third = fetch(look(site, before=first))

    assert titles(first) == ["A"]
    assert second == Unchanged(first.outlet, Validators())
    assert titles(third) == ["B", "A"]


def test_a_sitemap_that_fails_is_noted_and_the_others_are_read(site: Site, fetch: Fetch) -> None:
    """It is asked for again at the next look, and the note goes when it is there."""
    site.answers = {
        "/sitemap.xml": http(own(site, ("/news.xml", ""), ("/b.xml", ""))),
        "/news.xml": NOT_FOUND,
        "/b.xml": http(urls(site, "B")),
    }
    first = fetch(look(site))
    site.answers["/news.xml"] = http(urls(site, "A"))
    second = fetch(look(site, before=first))

    assert titles(first) == ["B"]
    assert first.note == "one of its sitemaps was not read: HTTP 404 Not Found"
    assert titles(second) == ["A", "B"]
    assert second.note == ""


def test_if_no_sitemap_of_an_index_can_be_read_the_look_fails(site: Site, fetch: Fetch) -> None:
    """An index alone is no news."""
    site.answers["/sitemap.xml"] = http(own(site, ("/a.xml", ""), ("/b.xml", "")))

    outcome = fetch(look(site))

    assert outcome == Failed(
        outcome.outlet,
        FailureKind.HTTP,
        "none of the 2 sitemaps of the index was read: HTTP 404 Not Found",
        404,
    )


def test_an_index_within_an_index_is_not_followed(site: Site, fetch: Fetch) -> None:
    """Nobody can keep Hajiz going round in circles."""
    site.answers["/sitemap.xml"] = http(own(site, ("/a.xml", "")))
    site.answers["/a.xml"] = http(own(site, ("/sitemap.xml", "")))

    outcome = fetch(look(site))

    assert outcome.kind == FailureKind.NOT_A_FEED
    assert "an index itself; name one of the sitemaps it leads to" in outcome.message
    assert len(asked(site)) == 2


def test_a_server_that_wants_to_be_left_alone_is(site: Site, fetch: Fetch) -> None:
    """No further sitemap is asked for after a Retry-After."""
    busy = http(b"", b"Retry-After: 60", status="429 Too Many Requests")
    site.answers = {
        "/sitemap.xml": http(own(site, ("/news.xml", ""), ("/b.xml", ""), ("/c.xml", ""))),
        "/news.xml": http(urls(site, "A")),
        "/c.xml": busy,
        "/b.xml": busy,
    }

    outcome = fetch(look(site))

    assert titles(outcome) == ["A"]
    assert len(asked(site)) == 3

    site.answers["/news.xml"] = busy
    failed = fetch(look(site))
    assert failed.retry_after == timedelta(seconds=60)


def test_nothing_is_remembered_of_the_sitemaps_of_an_index(site: Site, fetch: Fetch) -> None:
    """What is known of the index says nothing about them."""
    site.answers["/sitemap.xml"] = http(own(site, ("/a.xml", ""), ("/b.xml", "")), b"ETag: i")
    site.answers["/a.xml"] = site.answers["/b.xml"] = http(urls(site, "A"))
    remembering = replace(look(site), validators=Validators(b"old", b"yesterday"))

    fetch(remembering)

    assert site.asked[0].header("If-None-Match") == b"old"
    for name in ("If-None-Match", "If-Modified-Since"):
        assert [each.header(name) for each in site.asked[1:]] == [None, None]


def test_fm_001_an_index_cannot_lead_into_private_networks(site: Site, fetch: Fetch) -> None:
    """The guard looks at every request, and other sites are not asked at all."""
    site.answers["/sitemap.xml"] = http(
        own(site, ("http://10.0.0.1/news.xml", ""), ("/a.xml", "")),
    )
    site.answers["/a.xml"] = http(b"", b"Location: http://10.0.0.1/secret.xml", status="302 Found")

    outcome = fetch(look(site))

    assert outcome.kind == FailureKind.BLOCKED_PRIVATE


@pytest.mark.parametrize("body", [b"", b"<html>Not found</html>", b"<sitemapindex/>"])
def test_what_is_no_sitemap_is_a_failure(site: Site, fetch: Fetch, body: bytes) -> None:
    """Status 200 or not."""
    site.answers["/sitemap.xml"] = http(body)

    assert fetch(look(site)).kind == FailureKind.NOT_A_FEED


def test_fm_079_a_sitemap_that_kills_its_reader_costs_only_itself(site: Site, fetch: Fetch) -> None:
    """Which one it was is known afterwards, and it is left out of the next look."""
    poison = sitemap(*(f"<url><loc>{site.url()}{n}</loc></url>" for n in range(150_000))).encode()
    site.answers = {
        "/sitemap.xml": http(own(site, ("/news.xml", "2026-11-20"), ("/b.xml", ""))),
        "/news.xml": http(urls(site, "A")),
        "/b.xml": http(poison),
    }
    small = ReadingLimits(memory=24 << 20)

    first = fetch(look(site), limits=small)
    second = fetch(replace(look(site), poison=frozenset(first.killed)), limits=small)

    assert titles(first) == titles(second) == ["A"]
    assert first.killed == (sha256(poison).digest(),)
    assert second.killed == ()
    assert "stopped twice" in second.note
