"""The page *Search*: everything that was read, in the language of the rules."""

import random
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from lxml import html

from hajiz.web.views import searching
from hajiz.web.views.searching import Asked, Place
from tests.hajiz.desk import DAY, FILES, START, desk, poll
from tests.hajiz.web.items import ARABIC, an_item, take_in
from tests.hajiz.web.test_today import titles
from tests.hajiz.web.visitor import Visitor

TODAY = date(2026, 11, 20)
PIECES = [*'"()@:*=^~/«»،', "AND", "OR", "NOT", "NEAR/3", "BEFORE/s", "area:", "title:", "@convoy"]
PIECES += [
    "\x00",
    "\u202e",
    "\ud7ff",
    "قافلة",
    "a" * 300,
    "~9",
    "%",
    "\\",
    "convoy",
    " ",
    "😀",
    "'",
]


@pytest.mark.asyncio
async def test_what_a_query_finds_is_shown_with_its_hits(tmp_path: Path) -> None:
    """By day, the newest first; words that are no hit of the query are not marked."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, an_item("A convoy at a bridge"), an_item("A bridge"), an_item("A road"))
        async with Visitor(assembly) as visitor:
            answer = await visitor.get("/search", q="bridge")

    page = html.fromstring(answer.text)
    assert titles(answer.text) == ["A convoy at a bridge", "A bridge"]
    assert [each.text for each in page.cssselect(".card h3 mark")] == ["bridge", "bridge"]
    assert [each.get("data-rule") for each in page.cssselect(".card .rule")] == ["convoys"]
    assert "/rules/new?query=bridge" in answer.text


@pytest.mark.asyncio
async def test_an_empty_query_lists_the_newest(tmp_path: Path) -> None:
    """Nothing is marked, and there is nothing to make a rule of."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, an_item(ARABIC, language="ar", body="Its first words.\n\nMore."))
        async with Visitor(assembly) as visitor:
            answer = await visitor.get("/search", q="  ")

    assert titles(answer.text) == [ARABIC, "Nothing of interest"]
    assert "Its first words. More." in answer.text
    assert "<mark>" not in answer.text
    assert "/rules/new" not in answer.text


@pytest.mark.asyncio
async def test_a_mistake_is_pointed_at(tmp_path: Path) -> None:
    """Under the box, with a caret; while typing the same words come as JSON."""
    with desk(tmp_path, FILES) as assembly:
        async with Visitor(assembly) as visitor:
            answer = await visitor.get("/search", q="convoy AND @convoi")
            check = await visitor.get("/search/check", q="convoy AND @convoi")
            fine = await visitor.get("/search/check", q="convoy AND @convoy")

    flaw = html.fromstring(answer.text).cssselect("#flaw")[0].text
    assert answer.status_code == 200
    assert "did you mean @convoy?" in flaw
    assert flaw.splitlines()[-1].strip() == "^"
    assert check.json() == {"error": flaw}
    assert fine.json() == {"error": ""}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"outlet": "a"}, ["new convoy", "old convoy", "cortège"]),
        ({"outlet": "b"}, []),
        ({"language": "fr"}, ["cortège"]),
        ({"since": "2026-11-20"}, ["new convoy"]),
        ({"until": "2026-11-19"}, ["old convoy", "cortège"]),
        ({"since": "2026-11-17", "until": "2026-11-18"}, ["old convoy"]),
        ({"rule": "convoys"}, ["new convoy", "old convoy"]),
        ({"rule": "checkpoints"}, []),
        ({"rule": "*"}, ["new convoy", "old convoy"]),
        ({"label": "none"}, ["new convoy"]),
        ({"label": "noise"}, ["old convoy"]),
        ({"label": "relevant"}, ["cortège"]),
        ({"label": "relevant", "q": "convoy"}, []),
        ({"label": "noise", "q": "convoy", "language": "en"}, ["old convoy"]),
        ({"label": "noise", "since": "2026-11-20"}, []),
        ({"rule": "*", "q": "old", "outlet": "a"}, ["old convoy"]),
        ({"since": "soon", "label": "x", "before": "-1"}, ["new convoy", "old convoy", "cortège"]),
    ],
)
@pytest.mark.asyncio
async def test_a_search_is_narrowed(
    tmp_path: Path, asked: dict[str, str], shown: list[str]
) -> None:
    """By outlet, language, days, what it fired and what was said; what makes no sense is left."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START - 4 * DAY, an_item("cortège", language="fr"))
        poll(assembly, START - 3 * DAY, an_item("old convoy"))
        poll(assembly, START, an_item("new convoy"))
        async with Visitor(assembly) as visitor:
            await visitor.send("/items/1/label", rule="convoys", verdict="relevant")
            await visitor.send("/items/2/label", rule="convoys", verdict="noise")
            answer = await visitor.get("/search", **asked)

    assert titles(answer.text) == shown


@pytest.mark.asyncio
async def test_fm_118_results_go_on_below_the_last(tmp_path: Path) -> None:
    """Every item found is there once; the filters stay."""
    found = [an_item(f"convoy {number:03}") for number in range(120)]
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, *found)
        async with Visitor(assembly) as visitor:
            for query in ("q=convoy&outlet=a", "q=convoy&rule=*"):
                seen, address = [], f"/search?{query}"
                while address:
                    text = (await visitor.client.get(address)).text
                    seen += titles(text)
                    further = html.fromstring(text).cssselect("a[rel=next]")
                    address = further[0].get("href") if further else ""
                assert seen == [each.title for each in found]


@pytest.mark.asyncio
async def test_each_day_has_a_bar_that_leads_to_it(tmp_path: Path) -> None:
    """The bars are of the last 30 days, whatever days are asked for."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START - 40 * DAY, "convoy long ago")
        poll(assembly, START - 3 * DAY, "convoy one", "convoy two", "a road")
        poll(assembly, START, "convoy three")
        async with Visitor(assembly) as visitor:
            answer = await visitor.get("/search", q="convoy", since="2026-11-20", count="all")
            bars = html.fromstring(answer.text).cssselect(".days a:not(.count-all)")
            day = await visitor.client.get(bars[26].get("href"))

    assert [each.get("aria-label") for each in bars if "0 found" not in each.get("aria-label")] == [
        "Tue 17 Nov: 2 found",
        "Fri 20 Nov: 1 found",
    ]
    assert titles(day.text) == ["convoy one", "convoy two"]
    assert "3 found in 30 days" in answer.text


def test_bars_that_take_too_long_say_from_when_on_they_count(tmp_path: Path) -> None:
    """A day that was not looked through to its end has no count; those after it are exact."""
    with desk(tmp_path, FILES) as assembly:
        for number in range(5):
            poll(assembly, START - (5 - number) * DAY, f"convoy {number}")
        ticks = count()
        place = Place(None, 1000, timedelta(seconds=2.5), lambda: float(next(ticks)))
        with assembly.database.read() as tx:
            asked = Asked("convoy")
            bars = searching.bars(tx, asked, {}, START.tzinfo or DAY, TODAY, place, days=8)

    counts = [bar.count for bar in bars.days]
    assert counts[-3:] == [1, 1, 0]
    assert counts[:-3] == [None] * 5
    assert bars.counted_since == TODAY - timedelta(days=2)


def test_bars_that_nobody_counted_say_so() -> None:
    """They count nothing, and lead to their days all the same."""
    bars = searching.uncounted(TODAY)

    assert (len(bars.days), bars.days[-1].date, bars.is_begun) == (30, TODAY, False)
    assert (bars.total, bars.most) == (0, 0)


@pytest.mark.asyncio
async def test_bars_are_counted_with_more_patience_where_asked(tmp_path: Path) -> None:
    """As a page of their own, for a script that puts them in, or with the results."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "convoy one", "convoy two")
        async with Visitor(assembly) as visitor:
            alone = await visitor.get("/search/days", q="convoy")
            wrong = await visitor.get("/search/days", q="(")
            whole = await visitor.get("/search", q="convoy", count="all")

    assert "Fri 20 Nov: 2 found" in alone.text
    assert "Fri 20 Nov: 2 found" in whole.text
    assert (wrong.status_code, wrong.text.strip()) == (200, "")


@pytest.mark.asyncio
async def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    """Nothing found in nothing is no search that failed."""
    with desk(tmp_path, FILES) as assembly:
        async with Visitor(assembly) as visitor:
            empty = await visitor.get("/search", q="convoy")
            poll(assembly, START, "A road")
            nothing = await visitor.get("/search", q="convoy", language="en")

    assert "Nothing was read yet" in empty.text
    assert "1 item is kept" in nothing.text
    assert "look at all of them" in nothing.text


@pytest.mark.asyncio
async def test_whatever_is_typed_is_answered(tmp_path: Path) -> None:
    """A query that makes no sense is told so; no page breaks on it."""
    chance = random.Random(7)
    typed = ["".join(chance.choices(PIECES, k=chance.randint(1, 9))) for _ in range(200)]
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy", an_item(ARABIC, language="ar"))
        async with Visitor(assembly) as visitor:
            for text in typed:
                fields = {"q": text, "rule": text, "outlet": text, "language": text}
                for params in ({"q": text}, fields):
                    answer = await visitor.get("/search", **params)
                    assert answer.status_code == 200, repr(text)
                assert (await visitor.get("/search/check", q=text)).status_code == 200
