"""What our own readers do with a document takes time in proportion to it, whatever is in it."""

import time

import pytest

from crawler.document import Document
from crawler.reading import Reading, read
from crawler.webpage import describe_page
from tests.hostile.reading import LISTING

PIECES = ("\t", " ", "\n", "<?xml ", "<!--", "<title", "<a ", "&", "&#", "<ttl>", "</item", "]]>")


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_fm_034_half_a_thing_repeated_is_read_in_time(kind: str, piece: str) -> None:
    """200 KB of it; what tries anew at every place would take minutes."""
    body = (piece * 200_000)[:200_000].encode()
    began = time.process_time()

    read(Document("o", "en", "http://h.test/f", "", body, True, kind))  # type: ignore[arg-type]

    assert time.process_time() - began < 8


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_fm_034_a_refusal_is_put_into_words_at_once(piece: str) -> None:
    """The daemon itself looks at pages that refuse us: 64 KB of anything."""
    text = "<html>" + piece * 65536
    began = time.process_time()

    describe_page(text)

    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("nested", ["&#&#0;xD800;", "&#&#0;0;", "&#x&#1;1F;&#&#&#0;0;0;"])
def test_fm_035_a_reference_left_by_the_removal_of_another_is_no_way_around(nested: str) -> None:
    """XML forbids the character, however it is written; libxml2 would break on some."""
    url = f"<url><loc>http://h.test/{nested}a</loc></url>"
    urls = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{url}</urlset>'
    feed = f"<rss><channel><item><title>a{nested}b</title></item></channel></rss>"

    for kind, text in (("sitemap", urls), ("feed", feed)):
        found = read(Document("o", "en", "http://h.test/f", "", text.encode(), True, kind))  # type: ignore[arg-type]
        assert isinstance(found, Reading), found
        assert len(found.items) == 1


def test_fm_033_articles_within_articles_are_read_in_time() -> None:
    """Selected one within the other, each with all links of those in it: 150 times 15,000."""
    links = '<a href="/a">A</a>' * 100
    body = f"<article>{links}".encode() * 150
    page = Document("o", "en", "http://h.test/f", "text/html", body, True, "listing", LISTING)
    began = time.process_time()

    assert isinstance(read(page), Reading)

    assert time.process_time() - began < 12
