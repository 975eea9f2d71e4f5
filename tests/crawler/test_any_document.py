"""Whatever a server sends, of whatever kind an outlet is: it is read, or refused in words."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.document import Document
from crawler.reading import Reading, Unreadable, read
from model import Listing, OutletKind
from tests.crawler.front_pages import cards, tables, wordpress
from tests.crawler.sitemaps import index, news, news_sitemap, plain
from tests.crawler.telegram_pages import PHOTO, POLL, PREVIEW, REPLY, channel_page, post

KINDS: tuple[OutletKind, ...] = ("feed", "sitemap", "listing", "telegram")
LISTING = Listing("article, tr, li", link="a", title="h2, h3", summary="p", date="time, font")
SAMPLES = (
    wordpress().encode(),
    tables().encode("cp1256"),
    cards().encode("utf-16"),
    news_sitemap(news("/a", "رتل"), plain("/b", "2026-11-20")).encode(),
    index(("/news.xml", "2026-11-20"), ("/b.xml", "")).encode(),
    channel_page(post(1, "A<br>B", before=REPLY + PHOTO, after=PREVIEW), post(2, before=POLL)),
)


def read_as(kind: OutletKind, body: bytes, content_type: str = "text/html") -> object:
    """Read *body* as a document of *kind*."""
    url = "https://example.org/s/place"
    return read(Document("o", "ar", url, content_type, body, False, kind, LISTING))


@pytest.mark.parametrize("kind", KINDS)
@given(body=st.binary(max_size=400), label=st.text(max_size=30))
def test_any_bytes_are_read_or_refused(kind: OutletKind, body: bytes, label: str) -> None:
    """With any label."""
    assert isinstance(read_as(kind, body, label), Reading | Unreadable)


@pytest.mark.parametrize("kind", KINDS)
@given(
    sample=st.sampled_from(SAMPLES),
    changes=st.lists(st.tuples(st.integers(0, 6_000), st.binary(max_size=12)), max_size=6),
    end=st.integers(0, 8_000),
)
def test_damaged_documents_are_read_or_refused(
    kind: OutletKind, sample: bytes, changes: list[tuple[int, bytes]], end: int
) -> None:
    """Each sample, as each kind, with bytes changed and its end cut off."""
    for at, instead in changes:
        sample = sample[:at] + instead + sample[at + len(instead) :]

    outcome = read_as(kind, sample[:end])

    assert isinstance(outcome, Reading | Unreadable)
    if isinstance(outcome, Reading):
        assert all(urlsplit(item.url).scheme in {"http", "https", ""} for item in outcome.items)
        assert len({item.key for item in outcome.items}) == len(outcome.items)
