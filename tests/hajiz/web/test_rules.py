"""The page *Rules*: what it lists, what the editor shows, and what is written to config.toml."""

import re
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from hajiz.reload import ConfigWatch, follow
from model import Pin
from storage import labels, pins
from tests.hajiz.desk import ALERT, FILES, HOUR, START, desk, poll
from tests.hajiz.web.visitor import Visitor

PREVIEW, REVIEW, SAVE = "/rules/-/preview", "/rules/-/review", "/rules/-/save"
EDIT = {"kind": "set", "name": "convoys", "query": "column"}
NASTY = '"><script>alert(1)</script>'

pytestmark = pytest.mark.asyncio


def pinned(assembly: Assembly, item: int, *, must: bool) -> None:
    """Pin an item for the rule "convoys"."""
    with assembly.database.write() as tx:
        pins.put(tx, Pin(item, "convoys", must, "Lina", START))


def field(page: str, name: str) -> str:
    """Return what a hidden field of *page* holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


async def test_the_list_shows_how_each_rule_fares(tmp_path: Path) -> None:
    """Its query, matches, precision with what it was counted of, dead terms and pins."""
    with desk(tmp_path, FILES, "[[rules]]\nname = 'new'\nany = ['lorry', 'truck']\n") as assembly:
        poll(assembly, START - HOUR, "a convoy", "a second convoy", "a lorry")
        with assembly.database.write() as tx:
            labels.say(tx, 2, "convoys", "relevant", "me", "page", START)
            labels.say(tx, 3, "convoys", "noise", "me", "page", START)
        pinned(assembly, 3, must=False)
        async with Visitor(assembly) as visitor:
            page = await visitor.get("/rules")

    assert page.status_code == 200
    assert '<a href="/rules/convoys">convoys</a>' in page.text
    assert '<code dir="auto">lorry OR truck</code>' in page.text
    assert "0.50 <small>(1 of 2)</small>" in page.text
    assert '<code dir="auto">truck</code>' in page.text
    assert "1 of 1 broken" in page.text
    assert '<a href="/rules/-/new">new</a>' in page.text
    assert "never" in page.text


async def test_the_editor_shows_what_a_change_gains_and_loses(tmp_path: Path) -> None:
    """Without a script, as a page; with one, as a part of it; hits are marked, labels told."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "a column", "a convoy")
        with assembly.database.write() as tx:
            labels.say(tx, 1, "convoys", "relevant", "Lina", "page", START)
        pinned(assembly, 1, must=True)
        async with Visitor(assembly) as visitor:
            editor = await visitor.get("/rules/convoys")
            whole = await visitor.send("/rules/convoys", **EDIT)
            part = await visitor.send(PREVIEW, **EDIT)

    assert ">convoy</textarea>" in editor.text
    assert "what it fires for now" in editor.text
    assert "a <mark>convoy</mark>" in editor.text
    assert "1 hold" in editor.text
    assert ">column</textarea>" in whole.text
    assert "<html" not in part.text
    for shown in (whole.text, part.text):
        assert "+1 gained" in shown
        assert "−1 lost" in shown
        assert "a <mark>column</mark>" in shown
        assert "a <mark>convoy</mark>" in shown
        assert "1 of the lost is labelled relevant" in shown
        assert "1 of 1 broken" in shown
        assert 'href="/items/1"' in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("convoy AND", "mistake"),
        ("@convoi", "did you mean @convoy"),
        ("   ", "asks for nothing yet"),
        (f"convoy AND @{NASTY}", "mistake"),
        ("رتل AND @convoi", "did you mean"),
    ],
)
async def test_a_mistake_is_pointed_at_and_nothing_breaks(
    tmp_path: Path, query: str, said: str
) -> None:
    """Whatever is typed is shown as text."""
    form = {**EDIT, "query": query}
    with desk(tmp_path, FILES) as assembly:
        async with Visitor(assembly) as visitor:
            part = await visitor.send(PREVIEW, **form)
            review = await visitor.send(REVIEW, **form)
            save = await visitor.send(SAVE, **form)

    assert part.status_code == 200
    assert said in part.text
    assert review.status_code == save.status_code == 409
    for answer in (part, review, save):
        assert "<script>alert" not in answer.text
        assert "Traceback" not in answer.text


async def test_saving_shows_the_lines_first_and_keeps_every_comment(tmp_path: Path) -> None:
    """Only then is the file written."""
    with desk(tmp_path, FILES, "# the end\n") as assembly:
        path = assembly.config.path
        before = path.read_text("utf-8")
        async with Visitor(assembly) as visitor:
            review = await visitor.send(REVIEW, **EDIT)
            unwritten = path.read_text("utf-8")
            saved = await visitor.send(SAVE, **EDIT, shown=field(review.text, "shown"))
            after = await visitor.get(saved.headers["location"])

    assert "-query = &#34;convoy&#34;" in review.text
    assert "+query = &#34;column&#34;" in review.text
    assert unwritten == before
    assert saved.status_code == 303
    assert path.read_text("utf-8") == before.replace('query = "convoy"', 'query = "column"')
    assert "Written to config.toml" in after.text
    assert ">column</textarea>" in after.text


async def test_a_broken_pin_refuses_unless_it_is_forced(tmp_path: Path) -> None:
    """The pin is named, with the item."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "a <i>convoy</i>")
        pinned(assembly, 1, must=True)
        before = assembly.config.path.read_text("utf-8")
        async with Visitor(assembly) as visitor:
            review = await visitor.send(REVIEW, **EDIT)
            shown = field(review.text, "shown")
            refused = await visitor.send(SAVE, **EDIT, shown=shown)
            unwritten = assembly.config.path.read_text("utf-8")
            forced = await visitor.send(SAVE, **EDIT, shown=shown, force="on")

    assert "does not fire for it, and must" in review.text
    assert 'name="force"' in review.text
    assert refused.status_code == 409
    assert "breaks a pin of convoys" in refused.text
    assert unwritten == before
    assert forced.status_code == 303


async def test_a_file_changed_meanwhile_is_shown_anew(tmp_path: Path) -> None:
    """Nothing is written, and the newer lines are there to say yes to."""
    with desk(tmp_path, FILES) as assembly:
        path = assembly.config.path
        async with Visitor(assembly) as visitor:
            review = await visitor.send(REVIEW, **EDIT)
            path.write_text(path.read_text("utf-8").replace('"convoy"', '"lorry"'), "utf-8")
            refused = await visitor.send(SAVE, **EDIT, shown=field(review.text, "shown"))
            newer = path.read_text("utf-8")
            saved = await visitor.send(SAVE, **EDIT, shown=field(refused.text, "shown"))

    assert refused.status_code == 409
    assert "changed by someone else" in refused.text
    assert "-query = &#34;lorry&#34;" in refused.text
    assert '"lorry"' in newer
    assert saved.status_code == 303


async def test_a_running_daemon_takes_over_what_was_saved(tmp_path: Path) -> None:
    """At its next tick, as after any edit of the file."""
    with desk(tmp_path, FILES) as assembly:
        watch = ConfigWatch(assembly.config, {})
        async with Visitor(assembly) as visitor:
            review = await visitor.send(REVIEW, **EDIT)
            await visitor.send(SAVE, **EDIT, shown=field(review.text, "shown"))
        after = follow(assembly, watch, START)

    assert {rule.name: rule.query for rule in after.config.rules}["convoys"] == "column"


async def test_nothing_is_written_without_having_been_shown(tmp_path: Path) -> None:
    """A form that brings no fingerprint was not made by the review."""
    with desk(tmp_path, FILES) as assembly:
        before = assembly.config.path.read_bytes()
        async with Visitor(assembly) as visitor:
            answer = await visitor.send(SAVE, **EDIT)

        assert answer.status_code == 409
        assert assembly.config.path.read_bytes() == before


async def test_a_rule_is_added_from_a_search_and_removed(tmp_path: Path) -> None:
    """Its name is checked like every name; an alert that tells of it keeps it."""
    add = {"kind": "add", "name": "new", "query": '"turned back"', "on_update": "on"}
    remove = {"kind": "remove", "name": "new"}
    with desk(tmp_path, FILES, ALERT, 'rules = ["convoys"]\n') as assembly:
        path = assembly.config.path
        before = path.read_text("utf-8")
        async with Visitor(assembly) as visitor:
            new = await visitor.get("/rules/new", query='"turned back"')
            bad = await visitor.send(REVIEW, **{**add, "name": NASTY})
            review = await visitor.send(REVIEW, **add)
            saved = await visitor.send(SAVE, **add, shown=field(review.text, "shown"))
            after = await visitor.get(saved.headers["location"])
            added = path.read_text("utf-8")
            gone = await visitor.send(REVIEW, **remove)
            left = await visitor.send(SAVE, **remove, shown=field(gone.text, "shown"))
            kept = await visitor.send(REVIEW, kind="remove", name="convoys")

    assert "&#34;turned back&#34;</textarea>" in new.text
    assert bad.status_code == 409
    assert "<script>alert" not in bad.text
    assert saved.headers["location"] == "/rules/-/new?saved=true"
    assert after.status_code == 200
    assert "on_update = true" in added
    assert left.headers["location"] == "/rules?removed=new"
    assert path.read_text("utf-8") == before
    assert "there is no rule &#34;convoys&#34;" in kept.text


async def test_a_term_goes_into_a_topic(tmp_path: Path) -> None:
    """As a suggestion asks for it; the rule itself stays."""
    edit = {
        "kind": "topic",
        "name": "lorries",
        "topic": "convoy",
        "language": "en",
        "term": "aid convoy",
    }
    with desk(tmp_path, FILES, "[[rules]]\nname = 'lorries'\nquery = '@convoy'\n") as assembly:
        poll(assembly, START, "The aid convoy of the army")
        async with Visitor(assembly) as visitor:
            review = await visitor.send(REVIEW, **edit)
            saved = await visitor.send(SAVE, **edit, shown=field(review.text, "shown"))

        assert "−1 lost" in review.text
        assert saved.status_code == 303
        text = assembly.config.path.read_text("utf-8")
    assert '[topics.convoy.exclude]\nen = ["aid convoy"]' in text


async def test_suggestions_are_offered_with_their_effect(tmp_path: Path) -> None:
    """A button puts one into the editor."""
    noise = [f"wedding convoy number {n}" for n in range(4)]
    relevant = [f"army convoy number {n}" for n in range(4)]
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, *noise, *relevant)
        with assembly.database.write() as tx:
            for item in range(1, 9):
                verdict = "relevant" if item <= 4 else "noise"
                labels.say(tx, item, "convoys", verdict, "me", "page", START)
        async with Visitor(assembly) as visitor:
            page = await visitor.get("/rules/-/suggestions", name="convoys")
            missing = await visitor.get("/rules/-/suggestions", name="none")

    assert page.status_code == 200
    assert "wedding" in page.text
    assert "Takes away 4 noise, 0 relevant" in page.text
    assert "convoy AND NOT" in page.text
    assert missing.status_code == 404


async def test_what_people_said_is_listed_with_the_items(tmp_path: Path) -> None:
    """Noise, and what it missed."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "a column & more", "a <b>convoy</b>")
        with assembly.database.write() as tx:
            labels.say(tx, 1, "convoys", "noise", NASTY, "page", START)
            labels.say(tx, 2, "convoys", "relevant", "Lina", "page", START)
        async with Visitor(assembly) as visitor:
            page = await visitor.get("/rules/convoys")
            missing = await visitor.get("/rules/none")

    assert '<a href="/items/1">' in page.text
    assert "Missed" in page.text
    assert "a &lt;b&gt;convoy" in page.text
    assert "<script>alert" not in page.text
    assert missing.status_code == 404


async def test_a_file_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    """The last good rules are shown, and nothing can be written into it."""
    with desk(tmp_path, FILES) as assembly:
        path = assembly.config.path
        path.write_text(path.read_text("utf-8") + "\n[[rules]]\nname = 'x'\n", "utf-8")
        async with Visitor(assembly) as visitor:
            page = await visitor.get("/rules")
            review = await visitor.send(REVIEW, **EDIT)

    assert "config.toml cannot be used as it stands" in page.text
    assert "/rules/convoys" in page.text
    assert review.status_code == 409


async def test_only_pages_of_ours_may_change_a_rule(tmp_path: Path) -> None:
    """A form without our token is refused."""
    with desk(tmp_path, FILES) as assembly:
        async with Visitor(assembly) as visitor:
            answer = await visitor.client.post(SAVE, data=EDIT)

    assert answer.status_code == 403
