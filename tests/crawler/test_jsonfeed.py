"""JSON Feed: what is right is read, and what is wrong breaks nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.document import Document
from crawler.identity import guid_key, link_key
from crawler.jsonfeed import parse
from crawler.reading import Reading, Unreadable, read
from model import FailureKind, Item

VERSION = "https://jsonfeed.org/version/1.1"
MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def document(body: str | bytes, language: str = "") -> Document:
    """Return *body* as a document that came over the web."""
    body = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return Document("outlet", language, "https://example.org/feed", "application/json", body, True)


def reading(items: Any, **feed: Any) -> Reading:
    """Read a feed with *items*."""
    found = read(document(json.dumps({"version": VERSION, "items": items} | feed)))
    assert isinstance(found, Reading), found
    return found


def item(**fields: Any) -> Item:
    """Return the one item of a feed."""
    return reading([fields]).items[0]


def test_an_item_has_all_the_feed_says() -> None:
    """Every field a rule could look at."""
    found = item(
        id="1",
        url="https://example.org/1",
        external_url="https://example.com/",
        title="AT&T & <b> convoys",
        content_html="<p>One.</p><p>Two &amp; three.</p>",
        content_text="One.",
        summary="O",
        date_published="2026-11-20T15:00:00+03:00",
        date_modified="2026-11-21T15:00:00+03:00",
        authors=[{"url": "https://example.org/"}, {"name": "A. Name"}],
        tags=["Syria", "War", "Syria"],
        language="en-US",
    )

    assert found == Item(
        outlet="outlet",
        key=guid_key("1"),
        title="AT&T & <b> convoys",
        body="One.\n\nTwo & three.",
        url="https://example.org/1",
        language="en",
        author="A. Name",
        categories=("Syria", "War"),
        published_at=MOMENT,
    )


def test_version_1_has_one_author() -> None:
    """Before there could be several."""
    assert item(id="1", author={"name": "A"}).author == "A"


def test_what_the_feed_says_holds_for_its_items() -> None:
    """Authors and language, unless an item has its own (JSON Feed 1.1)."""
    items = [{"id": "1"}, {"id": "2", "language": "ar", "authors": [{"name": "B"}]}]

    found = reading(items, authors=[{"name": "A"}], language="tr").items

    assert [(each.author, each.language) for each in found] == [("A", "tr"), ("B", "ar")]


def test_the_outlets_language_counts() -> None:
    """As with every kind of feed."""
    body = json.dumps({"version": VERSION, "language": "en", "items": [{"id": "1"}]})
    found = read(document(body, language="ar"))

    assert isinstance(found, Reading)
    assert found.items[0].language == "ar"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"id": 17, "title": "t"}, guid_key("17")),
        ({"id": "17", "title": "t"}, guid_key("17")),
        ({"url": "https://a.org/1"}, link_key("https://a.org/1")),
        ({"external_url": "https://a.org/1"}, link_key("https://a.org/1")),
        ({"id": None, "url": "/1"}, link_key("https://example.org/1")),
    ],
)
def test_fm_038_an_item_is_known_by_the_best_it_has(fields: dict[str, Any], key: bytes) -> None:
    """An id should be a string and often is a number."""
    assert item(**fields).key == key


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-11-20T12:00:00Z", MOMENT),
        ("2026-11-20T12:00:00.000000000Z", MOMENT),
        ("2026-11-20T12:00:00", MOMENT),
        (" 2026-11-20T07:00:00-05:00 ", MOMENT),
        ("Fri, 20 Nov 2026 12:00:00 GMT", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("", None),
        (1763640000, None),
        (None, None),
        ({}, None),
    ],
)
def test_fm_047_a_date_is_true_or_none(date: Any, expected: datetime | None) -> None:
    """RFC 3339, and nothing invented."""
    assert item(id="1", date_published=date).published_at == expected


def test_a_later_change_stands_in_for_the_publication() -> None:
    """Where a feed says only when an item was changed."""
    assert (
        item(id="1", date_published="x", date_modified="2026-11-20T12:00Z").published_at == MOMENT
    )


@pytest.mark.parametrize(
    "version",
    [
        "https://jsonfeed.org/version/1",
        "https://jsonfeed.org/version/1.1",
        "http://www.jsonfeed.org/version/1",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_versions_and_encodings(version: str, encoding: str) -> None:
    """UTF-8 by the book (RFC 8259 §8.1), and whatever else comes."""
    body = json.dumps({"version": version, "items": [{"title": "قافلة"}]}, ensure_ascii=False)
    found = read(document(f" \n{body}".encode(encoding)))

    assert isinstance(found, Reading)
    assert found.items[0].title == "قافلة"


def test_fm_054_an_empty_feed_is_a_feed() -> None:
    """No items today is not an error."""
    assert reading([]) == Reading((), "")


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[]",
        '{"items": []}',
        f'{{"version": "{VERSION}"}}',
        f'{{"version": "{VERSION}", "items": {{}}}}',
        f'{{"version": ["{VERSION}"], "items": []}}',
        '{"version": "1.1", "items": []}',
        f'{{"version": "{VERSION}", "items": [',
        f'{{"version": "{VERSION}", "items": {"[" * 100_000}',
        f'{{"version": "{VERSION}", "items": [{"9" * 5_000}]}}',
    ],
)
def test_json_that_is_no_feed_is_said(body: str) -> None:
    """Without a version or a list of items it is another document."""
    message = "not a feed: a JSON document"

    assert read(document(body)) == Unreadable(FailureKind.NOT_A_FEED, message)


def test_an_xml_feed_behind_a_brace_is_read_as_before() -> None:
    """What is no JSON is left to the reader of sloppy feeds."""
    body = "{ <rss version='2.0'><channel><item><title>t</title></item></channel></rss>"
    found = read(document(body))

    assert isinstance(found, Reading)
    assert [each.title for each in found.items] == ["t"]


def test_fm_038_what_is_no_item_is_left_out_and_noted() -> None:
    """Its neighbours are kept."""
    found = reading([None, "x", 1, [], {}, {"title": "t"}])

    assert [each.title for each in found.items] == ["t"]
    assert found.note == "an entry without guid, link and text was left out (5×)"


def test_fm_039_different_items_with_one_id_are_all_kept() -> None:
    """As with every kind of feed."""
    found = reading([{"id": "1", "title": "a"}, {"id": "1", "title": "b"}]).items

    assert len({each.key for each in found}) == 2


texts = st.text(st.characters(codec=None), max_size=10)  # lone surrogates too
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
TEXTS = ["title", "content_html", "content_text", "summary", "language", "version"]
FIELDS = ["id", "url", "external_url", "date_published", "date_modified", "author", "authors"]
things = st.dictionaries(st.sampled_from([*FIELDS, *TEXTS, "tags", "items"]), values, max_size=8)


@given(st.lists(things | values, max_size=4), things)
def test_fm_035_wrong_types_anywhere_break_nothing(items: list[Any], feed: dict[str, Any]) -> None:
    """Every item with anything to say is an item, and all text is clean."""
    found = read(document(json.dumps(feed | {"version": VERSION, "items": items})))

    assert isinstance(found, Reading)
    for each in found.items:
        json.dumps([each.title, each.body, each.author, each.categories]).encode()
        f"{each.title}{each.body}{each.author}{each.categories}{each.url}".encode()


@given(values)
def test_any_json_is_read_or_not(value: Any) -> None:
    """And never breaks."""
    assert parse(json.dumps(value)) is None
