"""The demo's outlets serve as outlets do: feeds, pages, validators, packing and one outage."""

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import httpx2
import pytest

from hajiz.demo.outlets import DemoOutlets
from model import Outlet

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def web() -> Iterator[httpx2.Client]:
    """Lend one client to all tests: making one takes longer than what it is asked here."""
    with httpx2.Client() as client:
        yield client


@pytest.fixture
def demo() -> Iterator[DemoOutlets]:
    """Serve the outlets, at yesterday."""
    with DemoOutlets(NOW) as outlets:
        yield outlets


def by_id(demo: DemoOutlets, outlet_id: str) -> Outlet:
    """Return one outlet as it is configured."""
    return next(outlet for outlet in demo.outlets() if outlet.id == outlet_id)


def titles_and_links(document: bytes) -> dict[str, str]:
    """Read a feed of either format, in its order."""
    root = ET.fromstring(document)
    rss = {_text(item, "title"): _text(item, "link") for item in root.iter("item")}
    atom = {
        _text(entry, f"{ATOM}title"): entry.find(f"{ATOM}link").attrib["href"]  # type: ignore[union-attr]
        for entry in root.iter(f"{ATOM}entry")
    }
    return rss | atom


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(name) or ""


def test_every_feed_is_xml_with_yesterdays_articles_at_first(
    demo: DemoOutlets, web: httpx2.Client
) -> None:
    """Before `advance()` each outlet serves exactly what it wrote yesterday, newest first."""
    for outlet, written in zip(demo.outlets(), demo.world, strict=True):
        titles = list(titles_and_links(web.get(outlet.feed).content))

        newest_first = sorted(written.yesterday, key=lambda article: article.minutes_ago)
        assert titles == [article.title for article in newest_first]


def test_advancing_adds_the_mornings_articles(demo: DemoOutlets, web: httpx2.Client) -> None:
    """After `advance()` the morning's news stands beside yesterday's."""
    demo.advance()

    titles = titles_and_links(web.get(by_id(demo, "laqlaq-ar").feed).content)

    written = next(outlet for outlet in demo.world if outlet.id == "laqlaq-ar")
    assert set(titles) == {article.title for article in written.yesterday + written.morning}


def test_there_are_rss_and_atom_feeds(demo: DemoOutlets, web: httpx2.Client) -> None:
    """Both formats are served, each with its media type."""
    types = {web.get(outlet.feed).headers["Content-Type"] for outlet in demo.outlets()}

    assert types == {"application/rss+xml", "application/atom+xml"}


def test_every_link_of_a_feed_leads_to_its_article(demo: DemoOutlets, web: httpx2.Client) -> None:
    """Each entry's page exists and carries the outlet's language."""
    demo.advance()
    for outlet in demo.outlets():
        answer = web.get(outlet.feed)
        for address in titles_and_links(answer.content).values() if answer.is_success else ():
            page = web.get(address)

            assert page.status_code == 200
            assert f'<html lang="{outlet.language}"' in page.text


def test_a_page_of_the_morning_does_not_exist_yesterday(
    demo: DemoOutlets, web: httpx2.Client
) -> None:
    """Nothing of the morning leaks out before `advance()`."""
    home = by_id(demo, "hoopoe-en").homepage

    before = web.get(f"{home}/tal-nirgis").status_code
    demo.advance()

    assert (before, web.get(f"{home}/tal-nirgis").status_code) == (404, 200)


def test_an_arabic_page_reads_from_right_to_left(demo: DemoOutlets, web: httpx2.Client) -> None:
    """The page of an Arabic article declares its direction."""
    page = web.get(f"{by_id(demo, 'laqlaq-ar').homepage}/olive-press")

    assert 'dir="rtl"' in page.text


@pytest.mark.parametrize(
    ("asked", "given"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")]
)
def test_an_unchanged_feed_answers_304(
    demo: DemoOutlets, asked: str, given: str, web: httpx2.Client
) -> None:
    """Either validator alone is enough to hear that nothing changed."""
    feed = by_id(demo, "hoopoe-en").feed
    first = web.get(feed)

    second = web.get(feed, headers={asked: first.headers[given]})

    assert (second.status_code, second.content) == (304, b"")


def test_old_validators_do_not_hide_the_mornings_news(
    demo: DemoOutlets, web: httpx2.Client
) -> None:
    """With both of yesterday's validators the morning's feed is served whole."""
    feed = by_id(demo, "hoopoe-en").feed
    first = web.get(feed).headers
    validators = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}
    demo.advance()

    assert web.get(feed, headers=validators).status_code == 200


def test_the_weekly_has_nothing_new_in_the_morning(demo: DemoOutlets, web: httpx2.Client) -> None:
    """One outlet stays unchanged, so that the second poll meets a 304."""
    feed = by_id(demo, "heron-en").feed
    etag = web.get(feed).headers["ETag"]
    demo.advance()

    assert web.get(feed, headers={"If-None-Match": etag}).status_code == 304


def test_an_unreadable_date_is_ignored(demo: DemoOutlets, web: httpx2.Client) -> None:
    """A client that sends nonsense as a date gets the feed."""
    feed = by_id(demo, "wren-en").feed

    assert web.get(feed, headers={"If-Modified-Since": "last spring"}).status_code == 200


@pytest.mark.parametrize(("accepted", "sent"), [("gzip", "gzip"), ("identity", None)])
def test_feeds_are_packed_only_for_those_who_ask(
    demo: DemoOutlets, accepted: str, sent: str | None, web: httpx2.Client
) -> None:
    """Gzip is used when the client accepts it, and the text is the same."""
    answer = web.get(by_id(demo, "serce-tr").feed, headers={"Accept-Encoding": accepted})

    assert answer.headers.get("Content-Encoding") == sent
    assert titles_and_links(answer.content)


def test_one_outlet_is_overloaded_in_the_morning(demo: DemoOutlets, web: httpx2.Client) -> None:
    """Radio Magpie answers yesterday, and 503 this morning."""
    feed = by_id(demo, "magpie-en").feed
    yesterday = web.get(feed).status_code
    demo.advance()

    answer = web.get(feed)

    assert (yesterday, answer.status_code) == (200, 503)


def test_requests_for_feeds_are_counted_by_status(demo: DemoOutlets, web: httpx2.Client) -> None:
    """Only feeds count; pages and robots.txt do not."""
    outlet = by_id(demo, "magpie-en")
    web.get(outlet.feed)
    web.get(f"{outlet.homepage}/bridge-reopens")
    web.get(httpx2.URL(outlet.feed).join("/robots.txt"))
    demo.advance()
    web.get(outlet.feed)

    assert demo.feed_answers() == {200: 1, 503: 1}
