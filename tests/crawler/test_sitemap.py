"""Sitemaps to entries: the protocol, its extensions, and what goes wrong with both."""

import builtins
import gzip
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.document import Document
from crawler.entry import Parsed, UnreadableError
from crawler.normalize import MAX_ITEMS
from crawler.sitemap import MAX_SITEMAPS, MAX_UNPACKED, read_sitemap
from model import FailureKind
from tests.crawler.sitemaps import index, news, news_sitemap, plain, sitemap
from tests.crawler.test_parse import REFUSED

PLACE = "https://example.org/sitemap.xml"


def read(body: bytes | str, vouched: bool = True, language: str = "en") -> Parsed:
    """Read *body* as a sitemap that came over the web."""
    body = body.encode() if isinstance(body, str) else body
    return read_sitemap(
        Document("outlet", language, PLACE, "application/xml", body, vouched, "sitemap")
    )


def refusal(body: bytes | str, **kwargs: Any) -> UnreadableError:
    """Return why *body* is not read."""
    with pytest.raises(UnreadableError) as caught:
        read(body, **kwargs)
    return caught.value


def links(parsed: Parsed) -> list[str]:
    """Return where the entries lead."""
    return [entry.link for entry in parsed.entries]


def test_a_news_sitemap_gives_title_date_language_and_keywords() -> None:
    """All that Google's extension says of an article."""
    body = news_sitemap(news("/a", "Convoy &amp; road", keywords="convoy, road"))

    (entry,) = read(body).entries

    assert entry.guid == entry.link == "https://example.org/a"
    assert entry.title.value == "Convoy & road"
    assert entry.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert [word.strip() for word in entry.categories] == ["convoy", "road"]
    assert entry.language == "ar"


def test_pictures_and_videos_are_no_articles() -> None:
    """They have addresses and titles of their own."""
    picture = "<image:image><image:loc>https://example.org/a.jpg</image:loc></image:image>"
    video = "<video:video><video:title>Video</video:title></video:video>"

    (entry,) = read(sitemap(f"<url>{picture}{video}<loc>https://example.org/a</loc></url>")).entries

    assert (entry.link, entry.title.value) == ("https://example.org/a", "")


def test_a_plain_sitemap_gives_addresses_newest_first() -> None:
    """Without titles; what has no date comes last."""
    body = sitemap(plain("/none", ""), plain("/old", "2026-11-01"), plain("/new", "2026-11-20"))

    parsed = read(body)

    assert links(parsed) == [f"https://example.org/{name}" for name in ("new", "old", "none")]
    assert parsed.entries[0].title.value == ""


def test_a_list_of_addresses_is_a_sitemap_too() -> None:
    """One on each line (sitemaps.org, text files)."""
    body = "\ufeffhttps://example.org/a\r\nhttps://example.org/b\n\nnonsense\n"

    parsed = read(body)

    assert links(parsed) == ["https://example.org/a", "https://example.org/b"]
    assert parsed.notes == ("an entry without a web address was left out (1×)",)


def test_an_address_that_stands_there_twice_is_one_entry() -> None:
    """The one with the title, in whichever order."""
    titled = news("/a", "Title")

    for pair in ((titled, plain("/a", "")), (plain("/a", ""), titled)):
        (entry,) = read(news_sitemap(*pair)).entries
        assert entry.title.value == "Title"


def test_only_the_newest_of_many_are_read() -> None:
    """Not the first: sitemaps often begin with the oldest."""
    urls = [plain(f"/{n}", f"2026-{1 + n // 2000:02d}-01") for n in range(10_000)]

    parsed = read(sitemap(*urls))

    assert links(parsed)[0] == "https://example.org/8000"
    assert len(parsed.entries) == MAX_ITEMS
    assert parsed.notes == (f"the newest {MAX_ITEMS} of 10000 entries are looked at",)


def test_many_without_dates_are_left_to_be_cut_and_told() -> None:
    """Nobody knows which of them are new."""
    assert len(read(sitemap(*(plain(f"/{n}", "") for n in range(10_000)))).entries) == 10_000


@pytest.mark.parametrize("address", ["javascript:alert(1)", "", "mailto:a@b.org", "http://[", "//"])
def test_what_leads_nowhere_is_left_out(address: str) -> None:
    """And counted."""
    body = sitemap(f"<url><loc>{address}</loc></url>", plain("/a", ""))

    parsed = read(body)

    assert links(parsed) == ["https://example.org/a"]
    assert parsed.notes == ("an entry without a web address was left out (1×)",)


def test_an_index_leads_to_news_first_then_to_what_changed_last() -> None:
    """Three of its sitemaps at most; those of pages and tags come last of all."""
    body = index(
        ("/page-sitemap.xml", "2026-11-20"),
        ("/post-sitemap1.xml", "2026-11-01"),
        ("/post-sitemap2.xml", "2026-11-19"),
        ("/news-sitemap.xml", "2026-11-02"),
        ("/tag-sitemap.xml", "2026-11-20"),
    )

    parsed = read(body)

    assert parsed.entries == ()
    assert parsed.more == tuple(
        f"https://example.org/{name}-sitemap{n}.xml"
        for name, n in (("news", ""), ("post", "2"), ("post", "1"))
    )
    assert parsed.notes == ("an index of 5 sitemaps: 3 are read, 2 left unread",)


def test_an_index_without_dates_leads_to_the_highest_numbers() -> None:
    """Those are the newest, by month or by count."""
    body = index(*((f"/posts-{n}.xml", "") for n in range(1, 13)))

    numbers = [url.partition("-")[2] for url in read(body).more]

    assert numbers == ["12.xml", "11.xml", "10.xml"]
    assert len(numbers) == MAX_SITEMAPS


def test_an_index_leads_to_no_other_site() -> None:
    """One host, or one below it: nobody can send Hajiz elsewhere."""
    places = ["https://evil.org/news.xml", "http://127.0.0.1/news.xml", "https://badexample.org/n"]
    own = ["https://www.example.org/a.xml", "https://news.example.org/b.xml"]

    parsed = read(index(*((url, "") for url in (*places, *own))))

    assert set(parsed.more) == set(own)
    assert refusal(index(*((url, "") for url in places))).kind == FailureKind.NOT_A_FEED


def test_a_packed_sitemap_is_unpacked() -> None:
    """In one part or several."""
    body = sitemap(plain("/a", "")).encode()

    for packed in (gzip.compress(body), gzip.compress(body[:50]) + gzip.compress(body[50:])):
        assert links(read(packed, vouched=False)) == ["https://example.org/a"]


def test_fm_015_a_packed_bomb_is_stopped() -> None:
    """The protocol allows 50 MiB."""
    error = refusal(gzip.compress(b" " * (MAX_UNPACKED + 1)))

    assert (error.kind, str(error)) == (
        FailureKind.TOO_LARGE,
        "the sitemap unpacks to more than 50 MiB",
    )


@pytest.mark.parametrize("keep", [10, 30, -1])
def test_half_an_archive_is_not_taken_in(keep: int) -> None:
    """What is missing would never be asked for again."""
    body = gzip.compress(sitemap(*(plain(f"/{n}", "") for n in range(100))).encode())

    assert refusal(body[:keep]).kind == FailureKind.DATA_LOSS
    assert refusal(body[:20] + b"\xff" * 30).kind == FailureKind.DATA_LOSS


def test_a_sitemap_that_ends_in_the_middle_is_not_taken_in() -> None:
    """Unless its whole length came: then it was written so, and is read as far as it goes."""
    body = sitemap(plain("/a", ""), plain("/b", ""))[:-30]

    assert refusal(body, vouched=False).kind == FailureKind.DATA_LOSS
    parsed = read(body)
    assert links(parsed)[0] == "https://example.org/a"
    assert "not well-formed XML, read leniently" in parsed.notes[0]


@pytest.mark.parametrize("name", REFUSED)
def test_fm_031_entity_declarations_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in feeds: nothing is opened and nobody is asked."""
    touched: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **_: touched.append(a))
    monkeypatch.setattr(builtins, "open", lambda *a, **_: touched.append(a))

    error = refusal(REFUSED[name].replace("rss", "urlset"))

    assert error.kind == FailureKind.DTD_REFUSED
    assert touched == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "not a sitemap: an empty answer"),
        ("<html><title>Not found</title></html>", "not a sitemap: an HTML page titled «Not found»"),
        ("<title>Just a moment...</title>", "a bot challenge page titled «Just a moment...»"),
        ("<rss version='2.0'></rss>", 'a feed: write feed = "…" in place of sitemap = "…"'),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "a feed: write feed"),
        ("<urlset><<<", "not a sitemap: an XML document of another kind"),
        ("<opml/>", "not a sitemap: an XML document of another kind"),
    ],
)
def test_what_is_no_sitemap_is_named(body: str, words: str) -> None:
    """Also where the server does not vouch for its length."""
    for vouched in (True, False):
        error = refusal(body, vouched=vouched)
        is_challenge = "bot challenge" in words
        assert error.kind == (FailureKind.WALLED if is_challenge else FailureKind.NOT_A_FEED)
        assert words in str(error)


def test_a_sitemap_may_be_empty() -> None:
    """News sitemaps hold two days; on some there is no news."""
    assert read(news_sitemap()).entries == ()


@pytest.mark.parametrize("prefix", ["", ' xmlns="http://www.google.com/schemas/sitemap/0.84"'])
def test_sloppy_namespaces_are_read(prefix: str) -> None:
    """Missing, old, or never declared."""
    url = "<url><loc>/a</loc><news:news><news:title>A</news:title></news:news></url>"

    (entry,) = read(f"<urlset{prefix}>{url}</urlset>").entries

    assert (entry.link, entry.title.value) == ("https://example.org/a", "A")


@pytest.mark.parametrize(("encoding", "language"), [("cp1256", "ar"), ("utf-16", "ar")])
def test_titles_are_read_in_any_encoding(encoding: str, language: str) -> None:
    """The label may be missing."""
    body = news_sitemap(news("/a", "رتل عسكري في القامشلي"), head="").encode(encoding)

    (entry,) = read(body, language=language).entries

    assert entry.title.value == "رتل عسكري في القامشلي"


def test_control_characters_do_not_cost_the_sitemap() -> None:
    """XML forbids them; publishers write them."""
    body = news_sitemap(news("/a", "A\x00\x0b&#0;&#x1F;B"), news("/b", "C"))

    assert sorted(entry.title.value for entry in read(body).entries) == ["AB", "C"]


DEEP: Sequence[str] = ["<urlset>" * 100_000, "<urlset>" + "<url>" * 100_000, "<url><loc>" * 100_000]


@pytest.mark.parametrize("body", DEEP)
def test_fm_033_nesting_without_end_is_read_as_nothing(body: str) -> None:
    """Quickly, too."""
    assert refusal(body).kind == FailureKind.NOT_A_FEED
