"""The page *Today*: what matched, to be judged."""

from pathlib import Path

import pytest
from lxml import html

from hajiz.assembly import Assembly
from storage import labels
from tests.hajiz.desk import DAY, FILES, START, desk, poll
from tests.hajiz.web.items import ARABIC, an_item, take_in
from tests.hajiz.web.visitor import HERE, Visitor

pytestmark = pytest.mark.asyncio


def titles(text: str) -> list[str]:
    """Return the titles of a list, in its order."""
    return [each.text_content().strip() for each in html.fromstring(text).cssselect(".card h3")]


def verdicts(assembly: Assembly, number: int) -> dict[str, str]:
    """Return what is said of an item, by rule."""
    with assembly.database.read() as tx:
        return {rule: each.verdict for rule, each in labels.of_items(tx, [number])[number].items()}


async def test_an_item_stands_once_with_all_its_rules(tmp_path: Path) -> None:
    """As in a digest: title and evidence with the hits marked, and when it was seen, with zone."""
    body = "It stood at a checkpoint for hours. Nobody was hurt."
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, an_item("A convoy was stopped", body=body))
        async with Visitor(assembly) as visitor:
            page = html.fromstring((await visitor.get("/")).text)

    (card,) = page.cssselect(".card")
    assert [mark.text for mark in card.cssselect("mark")] == ["convoy", "checkpoint"]
    assert "Nobody was hurt" not in card.text_content()
    assert [rule.get("data-rule") for rule in card.cssselect(".rule")] == ["convoys", "checkpoints"]
    assert "A news" in card.text_content()
    assert card.cssselect("time .zone, time > span")
    assert "unlabelled" in card.get("class")


async def test_a_text_runs_its_own_way(tmp_path: Path) -> None:
    """An Arabic title is marked as Arabic, and runs from right to left."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, an_item(ARABIC, language="ar"))
        async with Visitor(assembly) as visitor:
            page = html.fromstring((await visitor.get("/")).text)

    (title,) = page.cssselect(".card h3")
    assert (title.get("lang"), title.get("dir")) == ("ar", "rtl")


async def test_fm_118_a_list_goes_on_below_its_last_item(tmp_path: Path) -> None:
    """Every matched item is in the list once, the newest first."""
    found = [an_item(f"convoy {number:03}") for number in range(120)]
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, *found)
        async with Visitor(assembly) as visitor:
            seen, address = [], "/"
            while address:
                text = (await visitor.client.get(address)).text
                seen += titles(text)
                further = html.fromstring(text).cssselect("a[rel=next]")
                address = further[0].get("href") if further else ""

    assert len(seen) == 120
    assert seen == [each.title for each in found]


async def test_a_day_stands_there_once(tmp_path: Path) -> None:
    """Also where numbers do not follow the days: an item may have been held back."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "convoy one")
        poll(assembly, START - DAY, "convoy two")
        poll(assembly, START, "convoy three")
        async with Visitor(assembly) as visitor:
            answer = await visitor.get("/")

    days = html.fromstring(answer.text).cssselect(".day h2 time")
    assert [each.get("datetime") for each in days] == ["2026-11-20", "2026-11-19"]
    assert titles(answer.text) == ["convoy three", "convoy one", "convoy two"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("rule=checkpoints", ["a checkpoint"]),
        ("rule=nothing", []),
        ("outlet=a", ["a checkpoint", "a convoy"]),
        ("outlet=b", []),
        ("label=none", ["a checkpoint"]),
        ("label=noise", ["a convoy"]),
        ("label=relevant", []),
        ("day=2026-11-20", ["a checkpoint", "a convoy"]),
        ("day=2026-11-19", []),
        ("day=yesterday&label=what&before=99999999999999999999999", ["a checkpoint", "a convoy"]),
    ],
)
async def test_a_list_is_narrowed(tmp_path: Path, asked: str, shown: list[str]) -> None:
    """By rule, outlet, label and day; what makes no sense narrows nothing."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, an_item("a checkpoint"), an_item("a convoy"))
        async with Visitor(assembly) as visitor:
            await visitor.send("/items/2/label", rule="convoys", verdict="noise")
            answer = await visitor.get(f"/?{asked}")

    assert answer.status_code == 200
    assert titles(answer.text) == shown


async def test_an_item_of_a_first_look_says_so(tmp_path: Path) -> None:
    """It was never alerted, and is marked."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "An old convoy", first=True)
        async with Visitor(assembly) as visitor:
            answer = await visitor.get("/")

    assert "already there at the first look" in answer.text


async def test_nothing_matched_says_what_was_read(tmp_path: Path) -> None:
    """An empty page is no blind one."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "Nothing of interest", "Neither is this")
        async with Visitor(assembly) as visitor:
            answer = await visitor.get("/")

    assert "Nothing matched yet; 2 items were read today" in answer.text


async def test_every_figure_leads_to_what_it_counts(tmp_path: Path) -> None:
    """What was read and matched on this day, and what is still to be judged."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START - 2 * DAY, "An old convoy")
        poll(assembly, START, "A road", "convoy one", "convoy two")
        async with Visitor(assembly) as visitor:
            await visitor.send("/items/3/label", rule="convoys", verdict="noise")
            page = html.fromstring((await visitor.get("/")).text)
            links = page.cssselect(".summary a")
            led_to = [titles((await visitor.client.get(a.get("href"))).text) for a in links]

    assert [int(link.text.split()[0]) for link in links] == [3, 2, 1, 2]
    assert [len(shown) for shown in led_to] == [3, 2, 1, 2]


async def test_a_form_labels_and_goes_back_to_where_it_was(tmp_path: Path) -> None:
    """Without a script; all rules of an item at once, or one of them."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy at a checkpoint")
        async with Visitor(assembly) as visitor:
            one = {"rule": "convoys", "verdict": "noise", "back": "/?rule=convoys#item-2"}
            answer = await visitor.send("/items/2/label", **one)
            shown = html.fromstring((await visitor.get("/")).text)
        said = verdicts(assembly, 2)

    assert (answer.status_code, answer.headers["location"]) == (303, "/?rule=convoys#item-2")
    assert said == {"convoys": "noise"}
    assert [each.get("data-verdict") for each in shown.cssselect(".rule")] == ["noise", ""]


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil", "x\r\ny"])
async def test_a_form_leads_nowhere_else(tmp_path: Path, back: str) -> None:
    """Whoever makes up the address to go back to gets the first page."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy")
        async with Visitor(assembly) as visitor:
            fields = {"rule": "convoys", "verdict": "noise", "back": back}
            answer = await visitor.send("/items/2/label", **fields)

    assert answer.headers["location"] == "/"


async def test_a_script_gets_the_labels_as_they_stand(tmp_path: Path) -> None:
    """It sends the token in a header; without one nothing is said."""
    fields = {"rule": ["convoys", "checkpoints"], "seen": ["0", "0"], "verdict": "relevant"}
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy at a checkpoint")
        async with Visitor(assembly) as visitor:
            headers = {"Origin": HERE, "Accept": "application/json"}
            refused = await visitor.client.post("/items/2/label", data=fields, headers=headers)
            headers["X-CSRF-Token"] = await visitor.token()
            answer = await visitor.client.post("/items/2/label", data=fields, headers=headers)
        said = verdicts(assembly, 2)

    assert refused.status_code == 403
    assert answer.json()["labels"]["convoys"]["verdict"] == "relevant"
    assert answer.json()["late"] == []
    assert said == {"convoys": "relevant", "checkpoints": "relevant"}


async def test_fm_117_who_comes_second_sees_what_was_said(tmp_path: Path) -> None:
    """Saying the same twice changes nothing; nobody's word is overwritten unseen."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy")
        async with Visitor(assembly) as visitor:
            fields = {"rule": "convoys", "seen": "0"}
            await visitor.send("/items/2/label", verdict="relevant", **fields)
            twice = await visitor.send("/items/2/label", verdict="relevant", **fields)
            late = await visitor.send("/items/2/label", verdict="noise", **fields)
            kept = verdicts(assembly, 2)
            fields["seen"] = "1"
            seen = await visitor.send("/items/2/label", verdict="noise", **fields)
        now = verdicts(assembly, 2)
        with assembly.database.read() as tx:
            history = labels.history(tx, 2, "convoys")

    assert twice.status_code == 303
    assert late.status_code == 409
    assert "<b>relevant</b>, said by" in late.text
    assert kept == {"convoys": "relevant"}
    assert seen.status_code == 303
    assert now == {"convoys": "noise"}
    assert [each.verdict for each in history] == ["relevant", "noise"]


@pytest.mark.parametrize(
    ("number", "fields", "status"),
    [
        ("99", {"rule": "convoys", "verdict": "noise"}, 404),
        ("99999999999999999999", {"rule": "convoys", "verdict": "noise"}, 404),
        ("2", {"rule": "convoys", "verdict": "good"}, 400),
        ("2", {"rule": "no such rule", "verdict": "noise"}, 400),
        ("2", {"verdict": "noise"}, 422),
    ],
)
async def test_what_makes_no_sense_is_not_said(
    tmp_path: Path, number: str, fields: dict[str, str], status: int
) -> None:
    """Nothing is kept of it, and no page breaks."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy")
        async with Visitor(assembly) as visitor:
            answer = await visitor.send(f"/items/{number}/label", **fields)
        said = verdicts(assembly, 2)

    assert (answer.status_code, said) == (status, {})


async def test_a_label_is_taken_back(tmp_path: Path) -> None:
    """The item stands out again."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy")
        async with Visitor(assembly) as visitor:
            await visitor.send("/items/2/label", rule="convoys", verdict="noise", seen="0")
            labelled = (await visitor.get("/?label=none")).text
            await visitor.send("/items/2/label", rule="convoys", verdict="", seen="1")
            open_again = (await visitor.get("/?label=none")).text

    assert titles(labelled) == []
    assert titles(open_again) == ["A convoy"]
