"""Outlets without a feed, polled over real connections: each article once, and no needless work."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from model import FailureKind, FetchTask, Fresh, Listing, OutletKind, Unchanged, Validators
from tests.crawler.conftest import Asked, Fetch, Site, http, task
from tests.crawler.sitemaps import news, sitemap
from tests.crawler.telegram_pages import NO_CHANNEL, channel_page, post

LISTING = Listing("li", date="time")


def listing_page(*titles: str) -> bytes:
    """Return a page that lists articles, the newest first."""
    items = (f"<li><a href='/{title}'>{title}</a></li>" for title in reversed(titles))
    return f"<html><ul>{''.join(items)}</ul></html>".encode()


def news_sitemap(*titles: str) -> bytes:
    """Return a news sitemap, the oldest first."""
    days = enumerate(titles, 1)
    return sitemap(*(news(f"/{t}", t, at=f"2026-11-{day:02d}") for day, t in days)).encode()


def channel(*titles: str) -> bytes:
    """Return a channel's page, the oldest first as on Telegram's."""
    return channel_page(*(post(number, title) for number, title in enumerate(titles, 1)))


PAGES: dict[OutletKind, Callable[..., bytes]] = {
    "sitemap": news_sitemap,
    "listing": listing_page,
    "telegram": channel,
}


def look(site: Site, kind: OutletKind, before: Fresh | None = None) -> FetchTask:
    """Return a task to look at an outlet of *kind*, with what the look *before* gave."""
    this = replace(task(site.url("/place")), kind=kind, listing=LISTING)
    if before is None:
        return this
    return replace(this, validators=before.validators, body_hash=before.body_hash)


@pytest.mark.parametrize("kind", PAGES)
def test_articles_are_the_same_at_every_look(site: Site, fetch: Fetch, kind: OutletKind) -> None:
    """Newest first, and known again by their keys whatever else has come."""
    site.answers["/place"] = http(PAGES[kind]("A", "B"))
    first = fetch(look(site, kind))
    site.answers["/place"] = http(PAGES[kind]("A", "B", "C"))
    second = fetch(look(site, kind, first))

    assert [item.title for item in first.items] == ["B", "A"]
    assert [item.title for item in second.items] == ["C", "B", "A"]
    keys = {item.key for item in first.items}
    assert [item.title for item in second.items if item.key not in keys] == ["C"]
    assert second.note == ""


@pytest.mark.parametrize("kind", PAGES)
def test_a_server_that_remembers_is_asked_what_changed(
    site: Site, fetch: Fetch, kind: OutletKind
) -> None:
    """Its validators go back byte for byte, and 304 costs nothing."""

    def answer(request: Asked) -> bytes:
        is_known = request.header("If-None-Match") == b'W/"x"'
        if is_known:
            return http(b"", status="304 Not Modified")
        return http(PAGES[kind]("A"), b'ETag: W/"x"', b"Content-Type: text/html")

    site.answers["/place"] = answer
    first = fetch(look(site, kind))
    second = fetch(look(site, kind, first))

    assert first.validators == Validators(b'W/"x"')
    assert isinstance(second, Unchanged)


@pytest.mark.parametrize("kind", PAGES)
def test_the_same_bytes_are_nothing_new(site: Site, fetch: Fetch, kind: OutletKind) -> None:
    """For servers that remember nothing."""
    site.answers["/place"] = http(PAGES[kind]("A"))
    first = fetch(look(site, kind))

    assert isinstance(fetch(look(site, kind, first)), Unchanged)


@pytest.mark.parametrize("kind", ["listing", "telegram"])
def test_pages_are_asked_for_as_pages(site: Site, fetch: Fetch, kind: OutletKind) -> None:
    """A server that offers a feed at the same address shall not send it."""
    site.answers["/place"] = http(PAGES[kind]("A"))

    fetch(look(site, kind))

    accept = site.asked[0].header("Accept") or b""
    assert accept.startswith(b"text/html")
    assert site.asked[0].header("Accept-Language") is None


def test_a_private_channel_is_told_from_an_empty_one(site: Site, fetch: Fetch) -> None:
    """Telegram redirects to a page about it."""
    site.answers["/s/nobody_here"] = http(b"", b"Location: /nobody_here", status="302 Found")
    site.answers["/nobody_here"] = http(NO_CHANNEL)

    outcome = fetch(replace(task(site.url("/s/nobody_here")), kind="telegram"))

    assert outcome.kind == FailureKind.NOT_A_FEED
    assert outcome.message.startswith("@nobody_here is not a public channel")
