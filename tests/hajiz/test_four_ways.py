"""The same articles from a feed, a sitemap, a listing and a Telegram channel: once each, whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawler.sitemaps import index, news, news_sitemap
from tests.crawler.telegram_pages import channel_page, post
from tests.feedserver import FeedServer
from tests.hajiz.conftest import Hajiz, WriteConfig

ROAD = (
    "The road between the two towns runs along the river, past fields and a bakery that opens "
    "before dawn. People of the villages on both sides use it every day, on the way to the market "
    "and to the school, and have asked for years that its surface be repaired before winter."
)


@dataclass(frozen=True)
class Story:
    """An article that every way of publishing leads to."""

    name: str
    title: str
    told: str  # stands only in the text of its page

    @property
    def at(self) -> str:
        """When it was published."""
        return "2026-11-20T13:00:00+03:00"


STORIES = [
    Story("bridge", "Trucks pass the bridge", "A convoy of sixteen trucks passed at night."),
    Story("road", "Northern road opens", "The checkpoint on it was moved to the mill."),
    Story("bread", "Council meets", "The members spoke about the price of bread."),
    Story("school", "School is repaired", "The roof of the school was made anew."),
]


class Site:
    """An outlet that publishes in four ways; each call publishes what it is given, newest first."""

    def __init__(self, server: FeedServer) -> None:
        self._server = server
        self.root = server.serve("/", b"").removesuffix("/")
        server.serve("/robots.txt", b"User-agent: *\nAllow: /")

    def publish(self, stories: Sequence[Story]) -> dict[str, str]:
        """Publish *stories* everywhere; return the tables of the outlets for config.toml."""
        for story in stories:
            for address in (f"/{story.name}", f"/{story.name}?utm_source=rss"):
                self._server.serve(address, self._page(story))
        sitemap = news_sitemap(
            *(news(f"/{s.name}", s.title, at=s.at, site=self.root) for s in stories)
        )
        self._server.serve("/news.xml", sitemap.encode())
        maps = index((f"{self.root}/news.xml", "2026-11-20"))
        posts = [
            post(number, f"<b>{s.title}</b><br><br>{ROAD}<br><br>{s.told}", name="four_ways")
            for number, s in enumerate(reversed(stories), 1)
        ]
        telegram = self._server.serve("/s/four_ways", channel_page(*posts, name="four_ways"))
        listing = self._server.serve("/latest", self._list(stories))
        return {
            "by-feed": f'feed = "{self._server.serve("/feed", self._feed(stories))}"',
            "by-sitemap": f'sitemap = "{self._server.serve("/sitemap.xml", maps.encode())}"',
            "by-listing": f'listing = {{ url = "{listing}", item = "article", date = "time" }}',
            "by-telegram": f'telegram = "{telegram}"',
        }

    def _feed(self, stories: Sequence[Story]) -> bytes:
        items = "".join(
            f"<item><title>{s.title}</title><link>{self.root}/{s.name}?utm_source=rss</link>"
            f"<guid>{s.name}</guid></item>"
            for s in stories
        )
        return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()

    def _list(self, stories: Sequence[Story]) -> bytes:
        articles = "".join(
            f"<article><h2><a href='/{s.name}'>{s.title}</a></h2><time datetime='{s.at}'></time>"
            "</article>"
            for s in stories
        )
        return f"<html><body><main>{articles}</main></body></html>".encode()

    def _page(self, story: Story) -> bytes:
        return (
            f"<html><head><title>{story.title} | Outlet</title></head><body><nav><a href='/'>Home"
            f"</a></nav><article><h1>{story.title}</h1><p>{ROAD}</p><p>{story.told}</p></article>"
            "<aside><h3>Most read</h3><ul><li><a href='/wedding'>Wedding convoy stops the traffic "
            "of the capital for hours</a></li></ul></aside></body></html>"
        ).encode()


@pytest.fixture
def site(server: FeedServer) -> Site:
    """Run the outlet."""
    return Site(server)


def written(write_config: WriteConfig, places: dict[str, str]) -> Path:
    """Write a config.toml with an outlet for each way."""
    outlets = "".join(
        f'\n[[outlets]]\nid = "{name}"\nname = "{name}"\nlanguage = "en"\n{place}\n'
        f"full_text = {'false' if name == 'by-telegram' else 'true'}\n"
        for name, place in places.items()
    )
    return write_config({}, outlets)


def kept(hajiz: Hajiz, config: Path, outlet: str) -> list[dict[str, object]]:
    """Return the items of one outlet, the oldest first."""
    out = hajiz("items", "search", "--outlet", outlet, "--json", "--config", config).stdout
    found: list[dict[str, object]] = json.loads(out)
    return found[::-1]


def test_the_same_articles_come_in_once_each_and_whole(
    site: Site, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Two at the first look, two more at the third; every text is the page's, or the post's."""
    config = written(write_config, site.publish(STORIES[2:]))
    hajiz("poll", "--config", config)
    hajiz("poll", "--config", config)
    site.publish(STORIES)
    hajiz("poll", "--config", config)
    hajiz("poll", "--config", config)

    for outlet in ("by-feed", "by-sitemap", "by-listing", "by-telegram"):
        items = kept(hajiz, config, outlet)
        assert sorted(str(item["title"]) for item in items) == sorted(s.title for s in STORIES)
        for story in STORIES:
            (item,) = [each for each in items if each["title"] == story.title]
            assert story.told in str(item["body"]), (outlet, item["page_note"])
            assert "Wedding" not in str(item["body"])
            assert item["first_look"] == (story in STORIES[2:])
        fired = [match["rule"] for item in items for match in item["matches"]]  # type: ignore[attr-defined]
        assert sorted(fired) == ["checkpoints", "convoys"], outlet
