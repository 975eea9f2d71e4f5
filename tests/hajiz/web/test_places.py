"""The page *Places*: what matched, on a map."""

from pathlib import Path

import pytest
from lxml import html

from hajiz.web.views import places_named
from hajiz.web.views.places_named import PlacesNamed
from storage.matched import Wanted
from tests.hajiz.desk import DAY, FILES, START, desk, poll
from tests.hajiz.web.items import an_item, take_in
from tests.hajiz.web.test_today import titles
from tests.hajiz.web.visitor import Visitor


def dots(text: str) -> dict[str, str]:
    """Return the dots of the map: what is said of each, and where it leads."""
    return {
        each.get("aria-label"): each.get("href")
        for each in html.fromstring(text).cssselect(".map a")
    }


@pytest.mark.asyncio
async def test_a_dot_leads_to_the_items_that_it_counts(tmp_path: Path) -> None:
    """A place counts where an item that fired a rule names it, in any language."""
    with desk(tmp_path, FILES) as assembly:
        take_in(
            assembly,
            an_item("A convoy near Qamishli"),
            an_item("convoy: رتل في القامشلي", language="ar", body="ثم تل تمر"),
            an_item("Weather in Qamishli"),
        )
        async with Visitor(assembly) as visitor:
            page = await visitor.get("/places")
            found = dots(page.text)
            led_to = await visitor.client.get(found["Qamishli: 2 items"])

    assert set(found) == {"Qamishli: 2 items", "Tal Tamr: 1 item"}
    assert titles(led_to.text) == ["A convoy near Qamishli", "convoy: رتل في القامشلي"]
    rows = html.fromstring(page.text).cssselect("tbody tr")
    assert [row.cssselect("th a")[0].text for row in rows] == ["Qamishli", "Tal Tamr"]
    assert [row.cssselect(".number a")[0].get("href") for row in rows] == list(found.values())


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 2),
        ("day=2026-11-20&days=1", 1),
        ("day=2026-11-18&days=1", 1),
        ("day=2026-11-17", 0),
        ("days=99999", 3),
        ("rule=checkpoints&days=30", 1),
        ("day=never&days=-3&view=nowhere&rule=", 2),
    ],
)
@pytest.mark.asyncio
async def test_days_are_chosen(tmp_path: Path, asked: str, count: int) -> None:
    """Seven by default, thirty at most, the last one today; what makes no sense chooses nothing."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START - 20 * DAY, "A convoy at a checkpoint near Tal Tamr")
        poll(assembly, START - 2 * DAY, "A convoy near Tal Tamr")
        poll(assembly, START, "One more convoy near Tal Tamr")
        async with Visitor(assembly) as visitor:
            answer = await visitor.get(f"/places?{asked}")

    words = {0: [], 1: ["Tal Tamr: 1 item"]}.get(count, [f"Tal Tamr: {count} items"])
    assert list(dots(answer.text)) == words


@pytest.mark.asyncio
async def test_each_bar_is_a_day_to_choose(tmp_path: Path) -> None:
    """Those that are looked at are marked."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START - 2 * DAY, "A convoy near Tal Tamr")
        async with Visitor(assembly) as visitor:
            page = html.fromstring((await visitor.get("/places?days=3")).text)
            bars = page.cssselect(".day-bars a")
            day = await visitor.client.get(bars[-3].get("href"))

    assert len(bars) == 30
    assert [each.get("aria-current") for each in bars[-4:]] == [None, "true", "true", "true"]
    assert bars[-3].get("aria-label") == "Wed 18 Nov: 1 matched"
    assert "Tal Tamr: 1 item" in dots(day.text)


@pytest.mark.asyncio
async def test_nothing_to_show_says_why(tmp_path: Path) -> None:
    """Nothing matched, or what matched names no place."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START - 3 * DAY, "Nothing of interest")
        async with Visitor(assembly) as visitor:
            nothing = await visitor.get("/places")
            poll(assembly, START, "A convoy somewhere")
            nowhere = await visitor.get("/places")

    assert "Nothing matched in these days; 1 item was read" in " ".join(nothing.text.split())
    assert "none names a place of the gazetteer" in nowhere.text


def test_more_than_can_be_looked_at_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest are looked at, and it is known of how many."""
    monkeypatch.setattr(places_named, "MOST", 2)
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, *(f"convoy {number} near Tal Tamr" for number in range(3)))
        with assembly.database.read() as tx:
            found = PlacesNamed().count(tx, Wanted(), assembly.rule_set.topics)

    assert (found.counts, found.looked, found.matched) == ({"tal-tamr": 2}, 2, 3)
