"""The page *Deliveries*: what went where, and a person's say in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from model.message import Message, Refused
from storage import channels, deliveries, outbox
from tests.hajiz.desk import FILES, HOUR, MINUTE, START, desk
from tests.hajiz.web.visitor import Visitor

MESSAGE = Message(
    "m1", "digest", "morning", "3 <b>incidents</b>", "One\n<script>x</script>", "", "{}", START
)


@pytest.fixture
def assembly(tmp_path: Path) -> Iterator[Assembly]:
    """Open a desk with two messages: one waits, one was given up."""
    with desk(tmp_path, FILES) as opened:
        with opened.database.write() as tx:
            outbox.add(tx, MESSAGE, [("files", "")], START)
            outbox.add(tx, replace(MESSAGE, id="m2", subject="Given up"), [("files", "")], START)
            claimed = outbox.claim(tx, "files", START, MINUTE, "me")
        assert claimed is not None
        with opened.database.write() as tx:
            outbox.finish(tx, claimed.seq, Refused("<i>550</i> no such box"), START, None)
        yield opened


def states(assembly: Assembly) -> dict[int, str]:
    """Return the state of each delivery."""
    with assembly.database.read() as tx:
        return {each.seq: each.state for each in deliveries.recent(tx)}


@pytest.mark.asyncio
async def test_what_waits_and_what_was_given_up_say_why(assembly: Assembly) -> None:
    """And what the matter with a channel is."""
    with assembly.database.write() as tx:
        channels.rest(tx, "files", "", "failing", "disk <full>", START + HOUR, START)
    async with Visitor(assembly) as visitor:
        text = (await visitor.get("/deliveries")).text

    assert "1 given up" in text
    assert "&lt;i&gt;550&lt;/i&gt; no such box" in text
    assert "disk &lt;full&gt;" in text
    assert '1 for <a href="/deliveries?state=pending&amp;channel=files">files</a>' in text


@pytest.mark.asyncio
async def test_a_message_can_be_read_as_text(assembly: Assembly) -> None:
    """Never as HTML."""
    async with Visitor(assembly) as visitor:
        shown = await visitor.get("/deliveries/1")
        none = await visitor.get("/deliveries/99")
        huge = await visitor.get(f"/deliveries/{'9' * 30}")

    assert "One\n&lt;script&gt;x&lt;/script&gt;" in shown.text
    assert "3 &lt;b&gt;incidents" in shown.text
    assert (none.status_code, huge.status_code) == (404, 404)


@pytest.mark.asyncio
async def test_sending_again_and_dropping(assembly: Assembly) -> None:
    """One by one, or all that were given up."""
    (dead,) = [seq for seq, state in states(assembly).items() if state == "dead"]
    (waits,) = [seq for seq, state in states(assembly).items() if state == "pending"]
    async with Visitor(assembly) as visitor:
        await visitor.send(f"/deliveries/{waits}/drop", seen="pending")
        assert states(assembly)[waits] == "cancelled"
        again = await visitor.send(f"/deliveries/{waits}/retry", seen="cancelled")
        assert states(assembly)[waits] == "pending"
        await visitor.send("/deliveries/retry-dead")
        assert states(assembly)[dead] == "pending"
        said = await visitor.get(again.headers["location"])

    assert "It will be sent again" in said.text


@pytest.mark.asyncio
async def test_what_changed_meanwhile_is_not_changed_again(assembly: Assembly) -> None:
    """A list of yesterday must not send twice what was sent since."""
    (dead,) = [seq for seq, state in states(assembly).items() if state == "dead"]
    before = states(assembly)
    async with Visitor(assembly) as visitor:
        answer = await visitor.send(f"/deliveries/{dead}/retry", seen="pending")
        said = await visitor.get(answer.headers["location"])

    assert states(assembly) == before
    assert "nothing was changed" in said.text


@pytest.mark.asyncio
async def test_long_lists_go_on(assembly: Assembly) -> None:
    """By number, so what is added meanwhile moves nothing."""
    with assembly.database.write() as tx:
        for n in range(120):
            outbox.add(tx, replace(MESSAGE, id=f"n{n}"), [("files", "")], START)
    async with Visitor(assembly) as visitor:
        seen: list[str] = []
        before = ""
        while True:
            text = (await visitor.get("/deliveries", state="pending", before=before)).text
            seen += [
                part.partition('"')[0] for part in text.split('row"><a href="/deliveries/')[1:]
            ]
            if "before=" not in text:
                break
            before = text.partition("before=")[2].partition('"')[0]

    assert len(seen) == len(set(seen)) == 121


@pytest.mark.asyncio
async def test_after_a_restore_a_person_decides(assembly: Assembly) -> None:
    """By a button: send, or drop."""
    with assembly.database.write() as tx:
        deliveries.put_under_review(tx)
    async with Visitor(assembly) as visitor:
        shown = await visitor.get("/deliveries")
        await visitor.send("/deliveries/release", told="yes")

    assert "A backup was put back: 1 messages" in shown.text
    assert "cancelled" in states(assembly).values()
