"""Articles' pages, over real HTTP: read after their feed, retried, and refused by robots.txt."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hajiz.pages import (
    AGAIN,
    MOST_AT_ONCE,
    MOST_OF_BASELINE,
    NEXT_LOT,
    moments,
    next_read,
    next_try,
)
from model import FailureKind, Item, ItemKey, PageFailed, StoredItem
from tests.feedserver import FeedServer
from tests.hajiz.conftest import Hajiz, WriteConfig

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FILLER = (
    "The road between the two towns runs along the river, past fields and a bakery that opens "
    "before dawn. People of the villages on both sides use it every day, on the way to the market "
    "and to the school, and have asked for years that its surface be repaired before winter."
)


def feed(server: FeedServer, *names: str) -> bytes:
    """Write a feed whose items link to pages of the server."""
    items = "".join(
        f"<item><title>Report {name}</title><guid isPermaLink='false'>{name}</guid>"
        f"<link>{server.serve(f'/{name}', b'', status=404)}</link>"
        f"<description>Teaser of {name}.</description></item>"
        for name in names
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def page(text: str, title: str = "Report") -> bytes:
    """Write an article's page with furniture around the text."""
    return (
        f"<html><head><title>{title} | Outlet</title></head><body><nav><a href='/'>Home</a>"
        f"<a href='/x'>World</a></nav><article><h1>{title}</h1><p>{FILLER}</p><p>{text}</p>"
        f"<p>{FILLER[::-1]}</p></article><aside><h3>Most read</h3><ul><li><a href='/1'>Wedding "
        "convoy stops the traffic of the capital</a></li></ul></aside></body></html>"
    ).encode()


@pytest.fixture
def config(server: FeedServer, write_config: WriteConfig) -> Path:
    """Write a configuration with one outlet whose pages are read; the baseline is empty."""
    server.serve("/robots.txt", b"", status=404)
    address = server.serve("/feed", feed(server))
    path = write_config({"a": address})
    text = path.read_text("utf-8").replace('id = "a"\n', 'id = "a"\nfull_text = true\n')
    path.write_text(text, "utf-8")
    return path


def items(hajiz: Hajiz, config: Path) -> dict[str, dict[str, object]]:
    """Return the items kept, by title."""
    out = hajiz("items", "search", "--json", "--config", config).stdout
    return {each["title"]: each for each in json.loads(out)}


def test_a_rule_fires_on_the_text_of_the_page(
    server: FeedServer, config: Path, hajiz: Hajiz
) -> None:
    """The feed has a teaser; the page names the checkpoint. Its sidebar fires nothing."""
    hajiz("poll", "--config", config)
    server.serve("/feed", feed(server, "one"))
    server.serve("/one", page("It was held at a checkpoint for two hours."))
    hajiz("poll", "--config", config)

    (item,) = items(hajiz, config).values()
    shown = hajiz("items", "show", item["id"], "--config", config).stdout
    changes = hajiz("items", "show", item["id"], "--diff", "--config", config).stdout

    assert (item["page"], item["text_from"]) == ("read", "page")
    assert [match["rule"] for match in item["matches"]] == ["checkpoints"]  # type: ignore[attr-defined]
    assert "Wedding" not in str(item["body"])
    assert "‹checkpoint›" in shown
    assert "Version 1, from the feed" in changes
    assert "Version 2, from the page" in changes
    assert "[-Teaser of one.-]" in " ".join(changes.split()).replace("[- ", "[-") or "[-" in changes


def test_a_page_that_cannot_be_read_leaves_the_feeds_text_and_says_so(
    server: FeedServer, config: Path, hajiz: Hajiz
) -> None:
    """In `items show`, in `--json`, and in the digest."""
    hajiz("poll", "--config", config)
    server.serve("/feed", feed(server, "convoy"))
    server.serve("/convoy", b"no", status=403)
    hajiz("poll", "--config", config)

    (item,) = items(hajiz, config).values()
    shown = hajiz("items", "show", item["id"], "--config", config).stdout
    digest = hajiz("digest", "morning", "--config", config).stdout

    assert (item["page"], item["page_note"]) == ("failed", "HTTP 403 Forbidden")
    assert "the page could not be read: this is the feed's text (HTTP 403 Forbidden)" in shown
    assert "the page could not be read" in digest


def test_robots_txt_is_obeyed(server: FeedServer, config: Path, hajiz: Hajiz) -> None:
    """For the articles; the feed is published to be polled."""
    rules = b"User-agent: *\nDisallow: /private\nUser-agent: hajiz\nDisallow: /closed"
    hajiz("poll", "--config", config)
    server.serve("/robots.txt", rules)
    server.serve("/feed", feed(server, "closed", "open"))
    server.serve("/closed", page("A convoy."))
    server.serve("/open", page("A convoy."))
    hajiz("poll", "--config", config)

    found = items(hajiz, config)
    asked = [path for path, _ in server.log]
    assert found["Report closed"]["page"] == "refused"
    assert found["Report open"]["page"] == "read"
    assert "/closed" not in asked
    assert asked.count("/robots.txt") == 1


def test_a_robots_txt_that_cannot_be_had_forbids_all(
    server: FeedServer, config: Path, hajiz: Hajiz
) -> None:
    """RFC 9309 §2.3.1.4: for as long as the site is in trouble."""
    hajiz("poll", "--config", config)
    server.serve("/robots.txt", b"", status=503)
    server.serve("/feed", feed(server, "one"))
    server.serve("/one", page("A convoy."))
    hajiz("poll", "--config", config)

    assert items(hajiz, config)["Report one"]["page"] == "refused"
    assert "/one" not in [path for path, _ in server.log]


def test_an_article_that_leads_to_the_front_page_is_not_read(
    server: FeedServer, config: Path, hajiz: Hajiz
) -> None:
    """It is gone, whatever status the outlet answers with."""
    hajiz("poll", "--config", config)
    server.serve("/feed", feed(server, "one"))
    home = server.serve("/", page("A convoy on the front page."))
    server.serve("/one", b"", status=302, headers={"Location": home})
    hajiz("poll", "--config", config)

    (item,) = items(hajiz, config).values()
    assert "front page" in str(item["page_note"])
    assert item["matches"] == []


def stored(
    number: int, *, is_baseline: bool = False, url: str = "https://a.example/x"
) -> StoredItem:
    """Make an item."""
    return StoredItem(number, Item("a", ItemKey(b"k"), "", "", url, "en"), NOW, is_baseline)


def test_many_new_pages_are_read_in_lots() -> None:
    """Newest first; none is left out but those without a link."""
    new = [stored(number) for number in range(100, 0, -1)]

    found = moments([*new, stored(0, url="")], NOW)

    assert len(found) == 100
    assert [found[100 - each] for each in (0, MOST_AT_ONCE - 1, MOST_AT_ONCE)] == [
        NOW,
        NOW,
        NOW + NEXT_LOT,
    ]


def test_of_a_first_look_only_the_newest_pages_are_read() -> None:
    """Nothing of it is told; the archive begins with a few whole texts."""
    found = moments([stored(number, is_baseline=True) for number in range(500)], NOW)

    assert set(found) == set(range(MOST_OF_BASELINE))
    assert moments([], NOW) == {}


def test_a_page_is_read_again_ever_more_rarely_where_a_rule_fired() -> None:
    """And never where none did."""
    steps = [next_read(reads, NOW, is_matched=True) for reads in range(1, 7)]

    assert steps == [*(NOW + step for step in AGAIN), None, None]
    assert next_read(1, NOW, is_matched=False) is None


def test_a_page_is_tried_again_for_about_two_days() -> None:
    """Sooner given up where there is nothing; a server's wish is a lower bound."""
    broken = PageFailed(1, FailureKind.HTTP, "HTTP 500", 500)
    gone = PageFailed(1, FailureKind.HTTP, "HTTP 404", 404)
    asked = PageFailed(1, FailureKind.HTTP, "HTTP 503", 503, retry_after=9 * HOUR)
    closed = PageFailed(1, FailureKind.ROBOTS, "robots.txt")

    assert [next_try(broken, failures, NOW) is None for failures in range(7)] == [
        *[False] * 5,
        True,
        True,
    ]
    assert [next_try(gone, failures, NOW) is None for failures in range(3)] == [False, False, True]
    assert next_try(asked, 0, NOW) == NOW + 9 * HOUR
    assert next_try(closed, 0, NOW) == NOW + 24 * HOUR
