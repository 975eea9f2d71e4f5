"""What a feed says about itself."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.hints import Hints, hints_of, hub_and_topic, wishes_of
from model import Wishes
from tests.crawler.conftest import Fetch, Site, http, rss, task

SY = "http://purl.org/rss/1.0/modules/syndication/"
ITEM = "<title>One</title><guid>1</guid>"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("", None),
        ("<ttl>60</ttl>", HOUR),
        ("<ttl> 5 </ttl>", 5 * MINUTE),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>9999999</ttl>", 366 * DAY),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", HOUR),
        ("<sy:updatePeriod>\n daily\n</sy:updatePeriod>", DAY),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            6 * HOUR,
        ),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            HOUR,
        ),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        ("<ttl>20</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 20 * MINUTE),
    ],
)
def test_fm_027_a_feed_says_how_often(head: str, ttl: timedelta | None) -> None:
    """In RSS by <ttl>, or by the module for syndication."""
    assert hints_of(rss(ITEM, head=head)).ttl == ttl


def test_fm_027_a_feed_says_when_not_to_look() -> None:
    """Hours and days that make no sense are left out."""
    head = (
        "<skipHours><hour>2</hour><hour>24</hour><hour> 23 </hour><hour>77</hour></skipHours>"
        "<skipDays><day>Saturday</day><day>sunday</day><day>Someday</day></skipDays>"
    )

    hints = hints_of(rss(ITEM, head=head))

    assert (hints.skip_hours, hints.skip_days) == ((0, 2, 23), (5, 6))


def test_what_stands_in_an_item_is_no_hint() -> None:
    """A text about feeds may well show one; what stands after the items counts."""
    inside = "<title>x</title><description><![CDATA[<ttl>9</ttl>]]></description>"

    assert hints_of(rss(inside)).ttl is None
    assert hints_of(rss(inside).replace(b"</channel>", b"<ttl>7</ttl></channel>")).ttl == 7 * MINUTE


@pytest.mark.parametrize(
    "head",
    [
        '<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/feed"/>',
        "<link href='https://hub.example/' rel='HUB' /><link rel='alternate self' href='/feed'/>",
    ],
)
def test_a_hub_is_found_in_the_document(head: str) -> None:
    """Relative addresses are those of the place the feed was found at."""
    found = hub_and_topic(hints_of(rss(ITEM, head=head)), b"", "https://o.example/x")

    assert found == ("https://hub.example/", "https://o.example/feed")


def test_a_hub_in_the_headers_goes_first() -> None:
    """WebSub §4: the header before the document."""
    header = b'<https://hub.example/?a=1,2>; rel="hub", </topic>; title="x"; rel=self'
    hints = Hints(links=(("hub", "https://other.example/"), ("self", "https://o.example/s")))

    found = hub_and_topic(hints, header, "https://o.example/x")

    assert found == ("https://hub.example/?a=1,2", "https://o.example/topic")


@pytest.mark.parametrize("address", ["", "javascript:x", "ftp://hub.example", "https://["])
def test_a_hub_that_is_no_web_address_is_none(address: str) -> None:
    """And without a hub a topic is of no use."""
    hints = Hints(links=(("hub", address), ("self", "https://o.example/s")))
    base = "https://o.example/"

    found = hub_and_topic(hints, b"", base)

    assert found in {("", ""), (base, "https://o.example/s")}
    assert address == "" or found == ("", "")


def test_hints_and_headers_come_with_the_outcome(site: Site, fetch: Fetch) -> None:
    """All of it together, from a real server."""
    head = "<ttl>30</ttl><link rel='hub' href='http://hub.example/'/>"
    site.answers["/feed"] = http(rss(ITEM, head=head), b"Cache-Control: max-age=60")

    outcome = fetch(task(site.url()))

    assert outcome.wishes == Wishes(MINUTE, 30 * MINUTE)
    assert (outcome.hub, outcome.topic) == ("http://hub.example/", site.url())


@given(st.binary(max_size=300), st.binary(max_size=100))
def test_no_document_can_break_it(body: bytes, header: bytes) -> None:
    """Whatever bytes come, something comes of it."""
    hints = hints_of(b"<ttl>" + body + b"<item>" + body + b"</item>" + body)

    assert isinstance(wishes_of(Wishes(), hints), Wishes)
    assert len(hub_and_topic(hints, header, "https://o.example/")) == 2
