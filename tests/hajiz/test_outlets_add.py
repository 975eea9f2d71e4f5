"""`hajiz outlets add`, `propose` and `remove` as a user meets them."""

import os
import select
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import ROOT, SETTINGS, Hajiz, WriteConfig, environment, parsed

ARABIC = ("عبور رتل عسكري قرب القامشلي", "حاجز جديد على الطريق إلى الحسكة", "خبر آخر من المدينة")


def arabic(name: str = "Some News") -> bytes:
    """Write a feed in Arabic that declares English, as many do."""
    head = f"<title>{name}</title><language>en-US</language>"
    return rss(*ARABIC).replace(b"<title>T</title>", head.encode())


def serve_site(server: FeedServer) -> str:
    """Serve a website with a feed of its news and one of its comments; return its address."""
    server.serve("/feed/", arabic())
    server.serve("/comments/feed/", rss("A comment"))
    link = '<link rel="alternate" type="application/rss+xml"'
    page = f"""<html><head><title>Some News</title>
    {link} title="Some News » Comments Feed" href="comments/feed/">
    {link} title="Some News » Feed" href="feed/"></head><body>Hello</body></html>"""
    return server.serve("/", page.encode())


def test_a_website_becomes_an_outlet(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Its feed is found, shown with what the rules flag, and written behind the last outlet."""
    site = serve_site(server)
    config = write_config({"a": f"{site}a"}, "\n# ---- more\n[notices]\nchannels = ['files'] # x\n")
    text = config.read_text("utf-8").replace("\n", "\r\n")
    config.write_bytes(text.encode())

    shown = hajiz("outlets", "add", site, "--yes", "--dry-run", "--config", config)
    untouched = config.read_bytes() == text.encode()
    added = parsed(hajiz("outlets", "add", site, "--yes", "--json", "--config", config))
    polled = parsed(hajiz("poll", "some-news-ar", "--json", "--config", config))

    assert untouched
    assert 'ar (its items read so; it declares "en")' in shown.stdout
    assert "would flag 2 of 3 items" in shown.stdout
    assert "convoys: «رتل»" in shown.stdout
    assert "checkpoints: «حاجز»" in shown.stdout
    assert added["written"]
    assert [flag["rules"][0]["rule"] for flag in added["flagged"]] == ["convoys", "checkpoints"]
    head, tail = text.split("\r\n# ---- more")
    new = added["toml"].replace("\n", "\r\n")
    after = config.read_bytes().decode()
    assert after == f"{head}\r\n{new}\r\n# ---- more{tail}"
    assert after.split("\r\n")[added["line"] - 1] == "[[outlets]]"
    assert (polled[0]["new"], polled[0]["matched"], polled[0]["first_look"]) == (3, 2, True)


def test_several_feeds_are_listed_where_nobody_can_be_asked(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """A program has to say which; comments come last."""
    site = serve_site(server)
    config = write_config({"a": f"{site}a"})
    before = config.read_bytes()

    done = hajiz("outlets", "add", site, "--config", config)

    assert done.returncode == 64
    assert done.stderr.index(f"{site}feed/") < done.stderr.index(f"{site}comments/feed/")
    assert "--yes" in done.stderr
    assert config.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_a_person_is_asked_which_feed_and_whether(
    server: FeedServer, write_config: WriteConfig
) -> None:
    """On a terminal; the second of the list, then yes."""
    site = serve_site(server)
    config = write_config({"a": f"{site}a"})

    said, code = at_a_terminal(
        ["outlets", "add", site, "--language", "en", "--config", str(config)],
        {"Which one?": "2\n", "Add this to": "y\n"},
    )

    assert code == 0, said
    assert (
        tomllib.loads(config.read_text("utf-8"))["outlets"][-1]["feed"] == f"{site}comments/feed/"
    )


def test_nothing_to_read_says_what_was_tried_and_what_can_be_done(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Every address with its reason."""
    page = server.serve("/news", b"<html><title>Plain</title><p>words</p></html>")
    config = write_config({"a": f"{page}/a"})

    done = hajiz("outlets", "add", page, "--yes", "--config", config)

    assert done.returncode == 69
    assert f"{page}: an HTML page titled «Plain», which names no feed" in done.stderr
    for path in ("/rss.xml", "/feed.json", "/?feed=rss2", "/sitemap.xml"):
        assert f"{path}: HTTP 404" in done.stderr
    assert "hajiz outlets propose" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_sitemap_named_in_robots_txt_serves_where_there_is_no_feed(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Its publication gives the name."""
    site = server.serve("/", b"<html><title>Front</title></html>")
    server.serve("/robots.txt", f"User-agent: *\nSitemap: {site}map-7.xml".encode())
    server.serve(
        "/map-7.xml",
        f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{site}story-1</loc>
        <news:news><news:publication>
        <news:name>Map News</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-20T10:00:00Z</news:publication_date>
        <news:title>A convoy at the gate</news:title></news:news></url></urlset>""".encode(),
    )
    config = write_config({"a": f"{site}a"})

    added = parsed(hajiz("outlets", "add", site, "--yes", "--json", "--config", config))

    assert (added["kind"], added["outlet"]["id"]) == ("sitemap", "map-news-en")
    assert tomllib.loads(added["toml"])["outlets"][0]["sitemap"] == f"{site}map-7.xml"
    assert len(added["flagged"]) == 1


def test_a_page_with_the_posts_of_a_telegram_channel_is_one(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Wherever it is: t.me itself is known by its address."""
    post = """<div class="tgme_widget_message" data-post="some_channel/7">
    <div class="tgme_widget_message_text">رتل عسكري قرب القامشلي إلى الحسكة</div>
    <a class="tgme_widget_message_date"><time datetime="2026-11-20T10:00:00Z"></time></a></div>"""
    page = f'<html><meta property="og:title" content="قناة"><body>{post}</body></html>'
    url = server.serve("/s/some_channel", page.encode())
    config = write_config({"a": server.serve("/a", rss("x"))})

    added = parsed(hajiz("outlets", "add", url, "--json", "--config", config))

    assert (added["kind"], added["outlet"]["id"]) == ("telegram", "some-channel-ar")
    assert len(added["flagged"]) == 1
    assert tomllib.loads(config.read_text("utf-8"))["outlets"][-1]["telegram"] == url


def test_a_feed_that_moved_for_good_is_written_with_its_new_address(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """One that is elsewhere for now keeps its own."""
    config = write_config({"a": server.serve("/a", rss("x"))})
    server.serve("/new", rss("The convoy of the day was seen in the town by us"))
    old = server.serve("/old", b"", status=301, headers={"Location": "/new"})
    today = server.serve("/today", b"", status=302, headers={"Location": "/new"})

    moved = parsed(hajiz("outlets", "add", old, "--dry-run", "--json", "--config", config))
    away = parsed(hajiz("outlets", "add", today, "--dry-run", "--json", "--config", config))

    assert moved["outlet"]["feed"].endswith("/new")
    assert away["outlet"]["feed"] == today


def test_an_old_encoding_is_read_as_the_language_says(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """The bytes say nothing, the declared language does: the rules see what a poll would."""
    text = arabic().decode().replace('encoding="utf-8"', "").replace("en-US", "ar")
    config = write_config({"a": server.serve("/a", rss("x"))})
    feed = server.serve("/feed", text.encode("cp1256"))

    added = parsed(hajiz("outlets", "add", feed, "--json", "--dry-run", "--config", config))

    assert added["language"] == "ar"
    assert added["items"][0]["title"] == ARABIC[0]
    assert len(added["flagged"]) == 2


def test_wrong_wishes_are_told_before_anything_is_fetched(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """A taken id, a language that is none; and one that cannot be found out."""
    feed = server.serve("/feed", rss("7", "12:30"))
    config = write_config({"a": server.serve("/a", rss("x"))})
    add = ("outlets", "add", feed, "--config", config)

    taken = hajiz(*add, "--id", "a")
    wrong = hajiz(*add, "--language", "arabic")
    asked = list(server.log)
    unknown = hajiz(*add)

    assert (taken.returncode, wrong.returncode, unknown.returncode) == (65, 64, 64)
    assert 'an outlet "a" already' in taken.stderr
    assert 'did you mean "ar"?' in wrong.stderr
    assert asked == []
    assert "--language ar" in unknown.stderr


def test_a_private_address_is_refused(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """The same guard as for polls, with the way out."""
    feed = server.serve("/feed", rss("x"))
    config = write_config({"a": "https://a.test/feed"})
    text = config.read_text("utf-8").replace('allow_networks = ["127.0.0.0/8"]', "")
    config.write_text(text, "utf-8")

    done = hajiz("outlets", "add", feed, "--config", config)

    assert done.returncode == 69
    assert "allow_networks" in done.stderr
    assert server.log == []


def test_the_first_outlet_can_be_added_and_the_last_not_removed(
    server: FeedServer, tmp_path: Path, hajiz: Hajiz
) -> None:
    """A configuration without any is of no use, so it is not written."""
    config = tmp_path / "config.toml"
    config.write_text(f"{SETTINGS.replace('{interval}', '60m')}\n# none yet", "utf-8")
    feed = server.serve("/feed", arabic())

    added = hajiz("outlets", "add", feed, "--yes", "--config", config)
    after = config.read_text("utf-8")
    removed = hajiz("outlets", "remove", "some-news-ar", "--config", config)

    assert added.returncode == 0, added.stderr
    assert '# none yet\n\n[[outlets]]\nid = "some-news-ar"\n' in after
    assert removed.returncode == 78
    assert "no outlet to watch" in removed.stderr
    assert config.read_text("utf-8") == after


def test_an_id_of_the_archive_is_given_to_no_other_outlet(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """What the old one told would count as told by the new one, and its news as new."""
    config = write_config({"a": server.serve("/a", rss("x")), "b-ar": server.serve("/b", rss("y"))})
    hajiz("poll", "--config", config)
    removed = hajiz("outlets", "remove", "b-ar", "--config", config)
    other = server.serve("/other", arabic("B"))

    refused = hajiz("outlets", "add", other, "--id", "b-ar", "--config", config)
    add = ("outlets", "add", other, "--json", "--dry-run", "--config", config)
    named = parsed(hajiz(*add, "--name", "Bb"))
    twin = parsed(hajiz(*add, "--name", "b"))

    assert "is kept" in removed.stdout
    assert 'id = "b-ar"' in removed.stdout
    assert refused.returncode == 65
    assert "archive is kept" in refused.stderr
    assert named["outlet"]["id"] == "bb-ar"
    assert twin["outlet"]["id"] != "b-ar"


def test_a_page_without_a_feed_is_proposed_as_a_listing(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """With its first articles and the lines to copy; --add writes them, and a poll reads it."""
    articles = "".join(
        f'<article><h2><a href="/2026/story-{n}-of-a-convoy">The story {n} of a convoy</a></h2>'
        f'<time datetime="2026-11-2{n}T10:00:00Z">x</time></article>'
        for n in range(1, 7)
    )
    page = f"<html><head><title>Local News</title></head><body>{articles}</body></html>"
    url = server.serve("/news", page.encode())
    config = write_config({"a": server.serve("/a", rss("x"))})

    shown = hajiz("outlets", "propose", url, "--config", config)
    added = hajiz("outlets", "propose", url, "--add", "1", "--config", config)
    polled = parsed(hajiz("poll", "local-news-en", "--json", "--config", config))
    none = hajiz("outlets", "propose", server.serve("/none", b"<p>nothing"), "--config", config)

    assert "1. 6 articles, 6 with a date:" in shown.stdout
    assert 'listing = { url = "' in shown.stdout
    assert added.returncode == 0, added.stderr
    assert (polled[0]["new"], polled[0]["matched"]) == (6, 6)
    assert none.returncode == 69
    assert "no list of articles" in none.stderr


def at_a_terminal(arguments: list[str], answers: dict[str, str]) -> tuple[str, int]:
    """Run `hajiz` at a terminal of its own; give each answer when its question appears."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "hajiz", *arguments],
        cwd=ROOT, env=environment(TERM="dumb"), stdin=theirs, stdout=theirs, stderr=theirs,
        close_fds=True,
    )  # fmt: skip
    os.close(theirs)
    said, waiting, end = "", dict(answers), time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([ours], [], [], 0.5)[0]:
            try:
                said += os.read(ours, 65536).decode("utf-8", "replace")
            except OSError:  # it has gone
                break
        for question in [each for each in waiting if each in said]:
            os.write(ours, waiting.pop(question).encode())
    os.close(ours)
    return said, process.wait(10)
