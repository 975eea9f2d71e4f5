"""By what else an item is known when its key changes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.face import LEAST_TITLE, faces_of, loose_link, stamp_of
from model import Item, ItemKey

AT_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
A_DAY = datetime(2026, 11, 20, tzinfo=UTC)
FORMS = [
    "http://example.org/news/1",
    "https://www.example.org/news/1/",
    "https://m.example.org/news/1",
    "https://amp.example.org/news/1",
    "https://example.org/news/1/amp",
    "https://example.org/news/1/amp/",
    "https://example.org/news/1.amp",
    "https://example.org/news/1?amp",
    "https://example.org/news/1?amp=1&utm_source=x",
    "https://example.org/news/1?outputType=amp#top",
]


def item(**changes: Any) -> Item:
    """Make an item with a title, a text, a link and no date."""
    values: dict[str, Any] = {
        "outlet": "a",
        "key": ItemKey(b""),
        "title": "A convoy was seen near the town",
        "body": "Text",
        "url": "https://example.org/news/1",
        "language": "en",
    }
    return Item(**values | changes)


@pytest.mark.parametrize("link", FORMS)
def test_forms_of_one_page_have_one_loose_link(link: str) -> None:
    """Mobile, AMP, with and without a slash."""
    assert loose_link(link) == "https://example.org/news/1"


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/news/2",
        "https://example.org/news/1/amperage",
        "https://example.org/news/1?page=2",
        "https://news.example.org/news/1",
        "https://m.org/news/1",
    ],
)
def test_other_pages_have_other_loose_links(link: str) -> None:
    """What merely looks like a form is none."""
    assert loose_link(link) != "https://example.org/news/1"


def test_a_host_is_not_eaten_up() -> None:
    """It may begin like a mobile one."""
    assert loose_link("https://m.org/a") == "https://m.org/a"
    assert loose_link("https://www.m.org/a") == "https://m.org/a"


def test_a_front_page_is_no_face() -> None:
    """It tells nothing apart."""
    assert faces_of(item(url="https://example.org/")).link is None
    assert faces_of(item(url="")).link is None


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"published_at": AT_NOON}, {"published_at": AT_NOON, "body": "Edited"}, True),
        ({"published_at": AT_NOON}, {"published_at": None}, False),
        ({"published_at": A_DAY}, {"published_at": A_DAY, "body": "Edited"}, False),
        ({"published_at": A_DAY}, {"published_at": A_DAY}, True),
        ({}, {"body": "Edited"}, False),
        ({}, {"title": "Another title of a convoy"}, False),
        ({}, {"url": "https://moved.example/1"}, True),
    ],
)
def test_words_are_the_title_with_a_date_or_a_text(
    one: dict[str, Any], other: dict[str, Any], is_same: bool
) -> None:
    """A day alone is no date: a forecast may be given twice in it."""
    first, second = faces_of(item(**one)).words, faces_of(item(**other)).words

    assert first is not None
    assert (first == second) is is_same


def test_a_title_alone_counts_where_there_is_nothing_else() -> None:
    """If it is no mere label."""
    bare = {"body": "", "url": ""}
    long = "x" * LEAST_TITLE

    assert faces_of(item(**bare, title=long)).words is not None
    assert faces_of(item(**bare, title=long[1:])).words is None
    assert faces_of(item(body="", title=long)).words is None
    assert faces_of(item(title="")).words is None


def test_a_stamp_is_a_moment_of_a_day() -> None:
    """Midnight is what software writes where only the day is known."""
    assert stamp_of(item(published_at=AT_NOON)) == AT_NOON
    assert stamp_of(item(published_at=A_DAY)) is None
    assert stamp_of(item()) is None


def test_faces_never_change() -> None:
    """They are in databases: other numbers would make them useless."""
    faces = faces_of(item(published_at=AT_NOON))

    assert (faces.link, faces.words) == (563016786250769673, 7263137438018258539)


def test_no_text_can_break_a_face() -> None:
    """A lone surrogate has one too, and a link that is none."""
    assert faces_of(item(title="\ud800", url="http://[::1")).words is not None
