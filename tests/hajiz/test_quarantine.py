"""A document that kills its reader is read twice, told of once, and then left alone."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from alerts.rules import matcher
from crawler.crawl import Crawler
from crawler.reading import ReadingLimits
from crawler.settings import FetchSettings
from hajiz.assembly import assemble
from hajiz.collect import Collected, Collection
from hajiz.config.read import load
from hajiz.dispatch.troubles import freeze_troubles
from hajiz.pages import next_try
from model import Failed, FailureKind, Fresh, Item, PageFailed
from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import WriteConfig
from tests.hajiz.desk import DAY, HOUR, START
from tests.reactorloop import Loop

POISON = rss().replace(b"</channel>", b"<item>" * 400_000 + b"</channel>")
LEFT_ALONE = "reading this document was stopped twice"


class Days:
    """Two outlets polled by hand: "a", which is well, and "b"."""

    def __init__(self, config: Path, loop: Loop) -> None:
        self.now = START
        self._config = config
        self._loop = loop

    def polled(self, after: timedelta = HOUR) -> dict[str, Collected]:
        """Poll both a while *after* the last time."""
        self.now += after
        return self._loop.run(self._poll(), limit=120)  # type: ignore[no-any-return]

    def told(self) -> list[str]:
        """Return the subjects of what people are told."""
        with assemble(load(self._config, {}), self.now) as assembly:
            return [message.subject for message in freeze_troubles(assembly, self.now)]

    async def _poll(self) -> dict[str, Collected]:
        settings = FetchSettings(delay=timedelta(0), allow_networks=(ip_network("127.0.0.0/8"),))
        limits = ReadingLimits(seconds=2)
        with assemble(load(self._config, {}), self.now) as assembly:
            async with Crawler(settings, limits) as crawler:
                collection = Collection(assembly, crawler, lambda: self.now)
                found = await collection.poll(assembly.config.outlets, lambda _: None)
                await collection.stop()
                await asyncio.sleep(0)
        return {each.outlet: each for each in found}


@pytest.fixture
def days(server: FeedServer, write_config: WriteConfig, loop: Loop) -> Iterator[Days]:
    """Poll an outlet that is well and one that is poisonous."""
    feeds = {"a": server.serve("/a", rss("A")), "b": server.serve("/b", POISON)}
    return Days(write_config(feeds), loop)


def failure(collected: Collected) -> str:
    """Return why a poll failed, "" if it did not."""
    return collected.outcome.message if isinstance(collected.outcome, Failed) else ""


def test_fm_079_a_document_that_killed_its_reader_twice_is_not_read_again(
    days: Days, server: FeedServer
) -> None:
    """It fails in words, the others go on, people hear of it once; a change is read at once."""
    polls = []
    for number in range(4):
        server.serve("/a", rss(f"A {number}", "A"))
        polls.append(days.polled())

    assert all(isinstance(poll["a"].outcome, Fresh) for poll in polls)
    assert [failure(poll["b"]).startswith(LEFT_ALONE) for poll in polls] == [False] * 2 + [True] * 2
    assert {poll["b"].outcome.kind for poll in polls} == {FailureKind.PARSE_KILLED}  # type: ignore[union-attr]
    assert days.told() == ["Hajiz notice: b news has a document that cannot be read"]

    assert not failure(days.polled(DAY)["a"])
    assert days.told() == []

    server.serve("/b", rss("Well again"))
    assert isinstance(days.polled()["b"].outcome, Fresh)


def test_fm_079_it_is_read_once_more_after_a_day(days: Days) -> None:
    """A reader may be better by then, or the machine less busy."""
    for _ in range(3):
        days.polled()

    assert failure(days.polled(timedelta(hours=20))["b"]).startswith(LEFT_ALONE)
    assert not failure(days.polled(timedelta(hours=5))["b"]).startswith(LEFT_ALONE)
    assert failure(days.polled()["b"]).startswith(LEFT_ALONE)


def test_fm_079_an_articles_page_that_kills_is_tried_twice() -> None:
    """Pages are not polled: after the second time it is left for good, and that is said."""
    killed = PageFailed(1, FailureKind.PARSE_KILLED, "reading was stopped")

    assert next_try(killed, 0, START) == START + DAY
    assert next_try(killed, 1, START) is None


def test_fm_079_an_outlet_whose_items_break_us_is_put_off_like_one_that_fails(
    days: Days, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is kept, that is said, and it is not asked again every few seconds."""

    def broken(item: Item, _rules: object) -> tuple[()]:
        if item.title == "Poison":
            raise RecursionError
        return ()

    monkeypatch.setattr(matcher, "match", broken)
    server.serve("/b", rss("Poison"))

    polled = days.polled()

    assert isinstance(polled["a"].outcome, Fresh)
    assert failure(polled["b"]) == "what it brought could not be kept: RecursionError"
