"""`hajiz outlets test`: a close look, nothing written."""

from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed


def test_a_close_look_tells_all_there_is_to_know(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """State, redirects, validators, type, text, robots.txt, and what the rules would flag."""
    site = server.serve("/robots.txt", b"User-agent: *\nDisallow: /").removesuffix("/robots.txt")
    server.serve(
        "/real",
        rss("A convoy was seen in the town", "A long story of the day", body="x" * 401, site=site),
        headers={"Content-Type": "application/rss+xml; charset=utf-8", "Last-Modified": "today"},
    )
    feed = server.serve("/feed", b"", status=302, headers={"Location": "/real"})
    config = write_config({"a": feed})
    before = config.read_bytes()

    by_id = parsed(hajiz("outlets", "test", "a", "--json", "--config", config))
    by_url = hajiz("outlets", "test", feed, "--config", config)

    assert (by_id["status"], by_id["item_count"]) == (200, 2)
    assert by_id["redirects"] == [{"url": feed, "status": 302}]
    assert (by_id["etag"], by_id["last_modified"]) == (True, True)
    assert by_id["content_type"] == "application/rss+xml; charset=utf-8"
    assert (by_id["long_share"], by_id["full_text_would_help"]) == (1, False)
    assert not by_id["articles_may_be_read"]
    assert [flag["title"] for flag in by_id["flagged"]] == ["A convoy was seen in the town"]
    assert f"redirected (302) from {feed}" in by_url.stdout
    assert "ETag and Last-Modified" in by_url.stdout
    assert "robots.txt forbids 2 of 2 articles" in by_url.stdout
    assert "convoys: «convoy»" in by_url.stdout
    assert config.read_bytes() == before


def test_teasers_are_worth_full_text_where_articles_may_be_read(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """A feed of headlines gives the rules little; without validators it costs much."""
    site = server.serve("/x", b"").removesuffix("/x")
    body = rss("A convoy was seen in the town", "The story of the day", site=site)
    config = write_config({"a": server.serve("/feed", body, has_validators=False)})

    done = hajiz("outlets", "test", "a", "--config", config)

    assert "0% of the items have more than 400 characters" in done.stdout
    assert "full_text = true would" in done.stdout
    assert "no validators" in done.stdout
    assert "robots.txt is not there" in done.stdout


def test_what_cannot_be_read_or_is_not_known_is_said(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """69 for a dead feed, 64 for a name that is none."""
    config = write_config({"alpha": server.serve("/gone", b"no", status=410)})

    dead = hajiz("outlets", "test", "alpha", "--config", config)
    unknown = hajiz("outlets", "test", "alpah", "--config", config)

    assert dead.returncode == 69
    assert "HTTP 410 Gone" in dead.stderr
    assert unknown.returncode == 64
    assert "did you mean alpha?" in unknown.stderr
