"""The page of one item."""

from pathlib import Path

import pytest
from lxml import html

from hajiz.assembly import Assembly
from storage import items, pins, revisions
from tests.hajiz.desk import FILES, HOUR, START, desk
from tests.hajiz.web.items import ARABIC, an_item, take_in
from tests.hajiz.web.visitor import Visitor

pytestmark = pytest.mark.asyncio
BODY = "Soldiers held a checkpoint.\n\nA convoy came through the checkpoint.\n\nIt went on."


async def test_the_whole_text_stands_there_with_all_hits(tmp_path: Path) -> None:
    """By rule: marks are numbered, and each rule has its words."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, an_item("A convoy passed", body=BODY))
        async with Visitor(assembly) as visitor:
            page = html.fromstring((await visitor.get("/items/2")).text)

    (text,) = page.cssselect(".text")
    assert len(text.cssselect("p")) == 3
    marks = [(mark.text, mark.get("class")) for mark in page.cssselect(".whole mark")]
    assert marks == [
        ("convoy", "by-1"),
        ("checkpoint", "by-2"),
        ("convoy", "by-1"),
        ("checkpoint", "by-2"),
    ]
    assert [rule.get("data-rule") for rule in page.cssselect("#rules .rule")] == [
        "convoys",
        "checkpoints",
    ]
    link = page.cssselect("a.original")[0]
    assert (link.get("href"), link.get("rel")) == (
        "https://a.example/1",
        "noopener noreferrer nofollow",
    )


async def test_each_paragraph_runs_its_own_way(tmp_path: Path) -> None:
    """An Arabic text that quotes an English paragraph has both ways."""
    body = f"{ARABIC}.\n\nThe convoy was stopped, it said."
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, an_item(ARABIC, language="ar", body=body))
        async with Visitor(assembly) as visitor:
            page = html.fromstring((await visitor.get("/items/2")).text)

    assert page.cssselect("h1")[0].get("dir") == "rtl"
    assert [each.get("dir") for each in page.cssselect(".text p")] == ["rtl", "ltr"]
    assert page.cssselect("article.whole")[0].get("lang") == "ar"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "https://a@b.example/", "data:,x"])
async def test_only_the_web_is_linked_to(tmp_path: Path, url: str) -> None:
    """What is no http(s) address is no link."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, an_item("A convoy", url=url))
        async with Visitor(assembly) as visitor:
            answer = await visitor.get("/items/2")

    assert "no link that can be opened" in answer.text
    assert not html.fromstring(answer.text).cssselect("a.original")


async def test_versions_show_what_changed(tmp_path: Path) -> None:
    """Word by word, the newest change unless another one is asked for."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, an_item("A convoy of five", body="It stood."))
        edit(assembly, 2, "A convoy of six")
        edit(assembly, 2, "A convoy of seven")
        async with Visitor(assembly) as visitor:
            newest = html.fromstring((await visitor.get("/items/2")).text)
            older = html.fromstring((await visitor.get("/items/2?version=1")).text)
            none = await visitor.get("/items/2?version=0")

    assert changed(newest) == ("six", "seven")
    assert changed(older) == ("five", "six")
    assert len(newest.cssselect(".versions li")) == 3
    assert (none.status_code, changed(html.fromstring(none.text))) == (200, ("", ""))


def edit(assembly: Assembly, number: int, title: str) -> None:
    """Give an item another title."""
    with assembly.database.write() as tx:
        kept = items.get_many(tx, [number])[0]
        text = an_item(title, body=kept.item.body)
        revisions.revise(tx, kept, text, "feed", START + HOUR, START)


def changed(page: html.HtmlElement) -> tuple[str, str]:
    """Return what was taken away and put in."""
    removed, added = (page.cssselect(f".changes {tag}") for tag in ("del", "ins"))
    return "".join(each.text for each in removed), "".join(each.text for each in added)


async def test_pins_are_put_and_taken_away(tmp_path: Path) -> None:
    """For rules that fired and for those that did not; the last one stands."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy")
        async with Visitor(assembly) as visitor:
            await visitor.send("/items/2/pin", rule="convoys", must="must-not")
            await visitor.send("/items/2/pin", rule="convoys", must="must")
            await visitor.send("/items/2/pin", rule="checkpoints", must="must-not")
            shown = await visitor.get("/items/2")
            before = pinned(assembly)
            answer = await visitor.send("/items/2/pin", rule="convoys", must="")
        after = pinned(assembly)

    assert before == {"convoys": True, "checkpoints": False}
    assert "the rule <b>must not</b> fire here" in shown.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/items/2#rules")
    assert after == {"checkpoints": False}


def pinned(assembly: Assembly) -> dict[str, bool]:
    """Return the pins, by rule."""
    with assembly.database.read() as tx:
        return {pin.rule: pin.must for pin in pins.every(tx)}


@pytest.mark.parametrize(
    ("number", "fields", "status"),
    [
        ("2", {"rule": "no such rule", "must": "must"}, 400),
        ("2", {"rule": "convoys", "must": "perhaps"}, 400),
        ("99", {"rule": "convoys", "must": "must"}, 404),
        ("99", {"rule": "convoys", "must": ""}, 404),
    ],
)
async def test_what_makes_no_sense_is_not_pinned(
    tmp_path: Path, number: str, fields: dict[str, str], status: int
) -> None:
    """Nothing is kept of it."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy")
        async with Visitor(assembly) as visitor:
            answer = await visitor.send(f"/items/{number}/pin", **fields)
        kept = pinned(assembly)

    assert (answer.status_code, kept) == (status, {})


async def test_a_rule_is_explained_as_a_tree(tmp_path: Path) -> None:
    """Those that fired, or the one asked for; what is missing is said."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "A convoy")
        async with Visitor(assembly) as visitor:
            fired = html.fromstring((await visitor.get("/items/2/explain")).text)
            other = html.fromstring((await visitor.get("/items/2/explain?rule=checkpoints")).text)
            unknown = await visitor.get("/items/2/explain?rule=none")
            missing = await visitor.get("/items/99/explain")

    assert [each.text_content() for each in fired.cssselect("h2")] == ["convoys: fires"]
    assert "«convoy» (title)" in fired.cssselect(".tree .holds")[0].text_content()
    assert "does not fire" in other.cssselect("h2")[0].text_content()
    assert "does not occur" in other.cssselect("main")[0].text_content()
    assert (unknown.status_code, missing.status_code) == (404, 404)


async def test_a_missed_item_is_labelled_all_the_same(tmp_path: Path) -> None:
    """The page shows the label of a rule that did not fire, and says so."""
    with desk(tmp_path, FILES) as assembly:
        take_in(assembly, "Nothing the rules know")
        async with Visitor(assembly) as visitor:
            await visitor.send("/items/2/label", rule="convoys", verdict="relevant")
            page = html.fromstring((await visitor.get("/items/2")).text)

    (rule,) = page.cssselect(".of-rule")
    assert "did not fire" in rule.text_content()
    assert rule.cssselect(".rule")[0].get("data-verdict") == "relevant"
