"""*Today* by incident: one story each, relays folded away, every item to be judged as before."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lxml import html
from sqlalchemy import event

from tests.hajiz.incidents.reports import (
    CLAIM,
    DENIAL,
    RELAY,
    Newsroom,
    elsewhere,
    newsroom,
)
from tests.hajiz.web.visitor import Visitor

pytestmark = pytest.mark.asyncio

PLAIN = "A convoy is a group of vehicles."


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Open a newsroom that told of a convoy, with two relays and a denial, and of no event."""
    with newsroom(tmp_path) as opened:
        opened.tell("sana-en", CLAIM, title="Convoy turned back")
        opened.tell("press-tv", RELAY)
        opened.tell("alwaght", RELAY + " Rain is expected.")
        opened.tell("sohr-en", PLAIN)
        opened.tell("new-arab", DENIAL)
        yield opened


@pytest_asyncio.fixture
async def visitor(room: Newsroom) -> AsyncIterator[Visitor]:
    """Open a browser on the newsroom's page."""
    async with Visitor(room.assembly) as opened:
        yield opened


async def seen(visitor: Visitor, path: str = "/") -> Any:
    """Return the page at *path* as a document."""
    return html.fromstring((await visitor.client.get(path)).text)


def text_of(part: Any) -> str:
    """Return what a part of a page says, on one line."""
    return " ".join(part.text_content().split())


def items_in(part: Any) -> list[int]:
    """Return the numbers of the items in a part of a page, in its order."""
    return [int(each.get("data-item")) for each in part.cssselect("article.card")]


async def test_an_incident_is_one_story(visitor: Visitor) -> None:
    """Where its newest item stands; its reports in order, the denial with its mark."""
    page = await seen(visitor)
    story, other = page.cssselect(".story")

    assert text_of(story.cssselect(".what")[0]) == "Convoy blocked – Tal Dahab, Fri 20 Nov"
    assert story.cssselect(".what a")[0].get("href") == "/incidents/1"
    line = text_of(story.cssselect(".origins")[0])
    assert line == "4 outlets, 1 origin (SANA); denied by the Coalition"
    assert "first seen sana-en" in text_of(story.cssselect(".spread-line")[0])
    assert items_in(story) == [1, 2, 3, 5]
    assert items_in(other) == [4]
    marks = [text_of(each) for each in story.cssselect(".stance")]
    assert marks == ["SANA claims", "quotes SANA", "quotes SANA", "the Coalition denies"]


async def test_relays_are_folded_under_who_they_quote(visitor: Visitor) -> None:
    """Without a script; what is not labelled among them is said."""
    (fold,) = (await seen(visitor)).cssselect("details.relays")

    assert text_of(fold.cssselect("summary")[0]) == "2 more quoting SANA, not labelled"
    assert items_in(fold) == [2, 3]
    assert "unlabelled" in fold.get("class")
    assert fold.get("open") is None


async def test_labelled_relays_do_not_stand_out(visitor: Visitor) -> None:
    """As soon as all of them are labelled."""
    await visitor.send("/items/2/label", rule="all", verdict="relevant")
    (half,) = (await seen(visitor)).cssselect("details.relays")
    await visitor.send("/items/3/label", rule="all", verdict="noise")
    (done,) = (await seen(visitor)).cssselect("details.relays")

    assert text_of(half.cssselect("summary")[0]) == "2 more quoting SANA, 1 not labelled"
    assert text_of(done.cssselect("summary")[0]) == "2 more quoting SANA"
    assert "unlabelled" not in done.get("class")


async def test_nothing_is_folded_for_who_asks_for_labels(visitor: Visitor) -> None:
    """Whoever works through what is not labelled sees all of it."""
    (fold,) = (await seen(visitor, "/?label=none")).cssselect("details.relays")

    assert fold.get("open") is not None


@pytest.mark.parametrize(
    ("asked", "shown", "more"),
    [
        ("outlet=new-arab", [5], "3 more reports are not in this list."),
        ("outlet=press-tv", [2], "3 more reports are not in this list."),
        ("outlet=sohr-en", [4], ""),
        ("before=3", [1, 2], "2 more reports are not in this list."),
        ("day=2026-11-20", [1, 2, 3, 5, 4], ""),
    ],
)
async def test_a_narrowed_list_says_what_it_leaves_out(
    visitor: Visitor, asked: str, shown: list[int], more: str
) -> None:
    """The incident is summed up whole, whatever the list is narrowed to."""
    page = await seen(visitor, f"/?{asked}")

    assert items_in(page) == shown
    assert [text_of(each) for each in page.cssselect(".more")] == ([more] if more else [])


async def test_a_page_asks_the_database_no_more_for_many(room: Newsroom, visitor: Visitor) -> None:
    """As many queries for thirty incidents as for one."""
    asked: list[str] = []
    engine = room.assembly.database._reader  # what tells how often it is asked
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for path in ("/", "/incidents"):
        asked.clear()
        await visitor.get(path)
        counts.append(len(asked))
    for text in elsewhere(30):
        room.tell("sohr-en", text)
    assert len(room.shown()) > 20
    for path, before in zip(("/", "/incidents"), counts, strict=True):
        asked.clear()
        await visitor.get(path)
        assert len(asked) <= before, path
