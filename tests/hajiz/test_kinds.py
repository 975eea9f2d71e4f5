"""Outlets without a feed, from config.toml to the match: real HTTP, real SQLite, real commands."""

from pathlib import Path
from typing import Any

import pytest

from tests.crawler.sitemaps import index, news, plain, sitemap
from tests.crawler.telegram_pages import channel_page, post
from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed

OUTLET = """
[[outlets]]
id = "{id}"
name = "{id}"
{place}
language = "en"
"""


def outlets(server: FeedServer, *titles: str) -> str:
    """Publish *titles* in each way there is, oldest first; return the outlets as TOML."""
    urls = (news(f"/{n}", title) for n, title in enumerate(titles))
    server.serve("/news.xml", sitemap(*urls).encode())
    address = server.serve("/sitemap.xml", b"")
    site = address.removesuffix("/sitemap.xml")
    server.serve("/sitemap.xml", index(("/news.xml", ""), site=site).encode())
    items = "".join(f"<li><a href='/{n}'>{title}</a></li>" for n, title in enumerate(titles))
    page = server.serve("/page", f"<html><ul>{items}</ul></html>".encode())
    posts = (post(n, title) for n, title in enumerate(titles, 1))
    channel = server.serve("/s/example_channel", channel_page(*posts))
    places = {
        "map": f'sitemap = "{address}"',
        "list": f'listing = {{ url = "{page}", item = "li" }}',
        "gram": f'telegram = "{channel}"',
    }
    return "".join(OUTLET.format(id=name, place=place) for name, place in places.items())


@pytest.fixture
def config(server: FeedServer, write_config: WriteConfig) -> Path:
    """Write a configuration with an outlet of each kind, each of which has been seen once."""
    feed = server.serve("/feed", rss("Nothing"))
    return write_config({"feed": feed}, outlets(server, "Old convoy", "Old bread prices"))


def poll(hajiz: Hajiz, config: Path) -> dict[str, tuple[str, int, int]]:
    """Look at every outlet; return what each look came to, how much was new and matched."""
    looks = parsed(hajiz("poll", "--config", config, "--json"))
    return {each["outlet"]: (each["result"], each["new"], each["matched"]) for each in looks}


def test_outlets_without_a_feed_bring_each_article_once(
    server: FeedServer, config: Path, hajiz: Hajiz
) -> None:
    """Several looks: a baseline, nothing new, one new article, and nothing again."""
    kinds = ("map", "list", "gram")

    first, second = poll(hajiz, config), poll(hajiz, config)
    outlets(server, "Old convoy", "Old bread prices", "New convoy")
    third, fourth = poll(hajiz, config), poll(hajiz, config)

    assert [first[kind] for kind in kinds] == [("fresh", 2, 1)] * 3
    assert [second[kind] for kind in kinds] == [("unchanged", 0, 0)] * 3
    assert [third[kind] for kind in kinds] == [("fresh", 1, 1)] * 3
    assert [fourth[kind] for kind in kinds] == [("unchanged", 0, 0)] * 3
    matches = parsed(hajiz("items", "search", "convoy", "--config", config, "--json"))
    assert titles(matches) == ["New convoy"] * 3 + ["Old convoy"] * 3


def titles(found: Any) -> list[str]:
    """Return the titles of the items a command printed, in order of the alphabet."""
    return sorted(item["title"] for item in found)


def test_an_outlet_that_cannot_be_read_any_more_is_said_to_be_so(
    server: FeedServer, config: Path, hajiz: Hajiz
) -> None:
    """A redesigned page and a channel gone private are failures in words."""
    poll(hajiz, config)
    server.serve("/page", b"<html><title>New</title><article>Other markup</article></html>")
    server.serve("/s/example_channel", b"<html><title>Contact</title></html>")

    done = hajiz("poll", "--config", config)

    said = " ".join(done.stdout.split())
    assert 'no article found with the selector "li"' in said
    assert "@example_channel is not a public channel" in said
    assert "Traceback" not in done.stderr


def test_articles_without_titles_are_told_by_their_address(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Of a plain sitemap nothing else is known; rules may look at addresses."""
    address = server.serve("/map.xml", sitemap(plain("/old", "")).encode())
    rule = "[[rules]]\nname = \"by-address\"\nquery = 'url:convoy'\n"
    place = OUTLET.format(id="map", place=f'sitemap = "{address}"')
    config = write_config({}, place + rule)
    poll(hajiz, config)
    server.serve("/map.xml", sitemap(plain("/old", ""), plain("/a-convoy-of-trucks", "")).encode())

    assert poll(hajiz, config) == {"map": ("fresh", 1, 1)}
    digest = hajiz("digest", "--config", config)
    assert "https://example.org/a-convoy-of-trucks" in digest.stdout
