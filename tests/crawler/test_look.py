"""Looks a person asks for: whatever is there, under the rules of feeds."""

from dataclasses import replace
from typing import Any

from crawler.answer import Looked, Redirect
from crawler.crawl import Crawler
from crawler.settings import FetchSettings
from model import Failed, FailureKind
from tests.crawler.conftest import LOOPBACK, Loop, Site, http


def look(loop: Loop, url: str, settings: FetchSettings = LOOPBACK) -> Any:
    """Look at *url* with a crawler of its own."""

    async def main() -> Any:
        async with Crawler(settings) as crawler:
            return await crawler.look(url)

    return loop.run(main())


def test_a_page_comes_as_it_is_with_the_redirects_on_the_way(loop: Loop, site: Site) -> None:
    """Each hop is told, since a permanent one changes what is to be configured."""
    site.answers = {
        "/old": http(b"", b"Location: /new", status="301 Moved Permanently"),
        "/new": http(b"", b"Location: /page", status="302 Found"),
        "/page": http(b"<html>", b"Content-Type: text/html"),
    }

    looked = look(loop, site.url("/old"))

    assert isinstance(looked, Looked)
    assert (looked.fetched.status, looked.fetched.body) == (200, b"<html>")
    assert looked.fetched.url == site.url("/page")
    assert looked.redirects == (Redirect(site.url("/old"), 301), Redirect(site.url("/new"), 302))


def test_an_error_page_is_an_answer_too(loop: Loop, site: Site) -> None:
    """The caller judges: a missing robots.txt is no failure."""
    looked = look(loop, site.url("/none"))

    assert isinstance(looked, Looked)
    assert looked.fetched.status == 404


def test_a_look_keeps_out_of_private_networks_and_within_limits(loop: Loop, site: Site) -> None:
    """The guard, the size, the number of redirects and the schemes hold as they do for feeds."""
    site.answers = {
        "/large": http(b"x" * 2_000_000),
        "/round": http(b"", b"Location: /round", status="302 Found"),
        "/file": http(b"", b"Location: file:///etc/passwd", status="302 Found"),
    }
    small = replace(LOOPBACK, max_size=1_000_000)
    strict = replace(LOOPBACK, allow_networks=())

    failures = [
        look(loop, site.url("/x"), strict),
        look(loop, site.url("/large"), small),
        look(loop, site.url("/round")),
        look(loop, site.url("/file")),
        look(loop, "file:///etc/passwd"),
    ]

    assert all(isinstance(each, Failed) for each in failures)
    assert [each.kind for each in failures] == [
        FailureKind.BLOCKED_PRIVATE,
        FailureKind.TOO_LARGE,
        FailureKind.REDIRECT,
        FailureKind.REDIRECT,
        FailureKind.CONNECT,
    ]
