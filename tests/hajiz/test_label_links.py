"""From a digest's link to a label: frozen, sent to a real server, followed as people do."""

import asyncio
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from pathlib import Path

import httpx2
import pytest

from hajiz.assembly import Assembly, channels_of, unsubscribe_key
from hajiz.dispatch.delivering import deliver
from hajiz.dispatch.digests import freeze_due, preview
from hajiz.web.app import application
from hajiz.web.site import Site
from storage import labels
from tests.alerts.mail_server import Sink, mail_server
from tests.hajiz.desk import DAY, HOUR, START, desk, hook, mail, poll
from tests.receiver import Receiver

WEB = """
[web]
public_url = "https://hajiz.example.org/h"
"""
DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = [{channels}]
"""
LINK = re.compile(r"https://hajiz\.example\.org/h(/label/[\w.-]+)")


@dataclass
class Receivers:
    """Who gets the digest: two people by mail, and a program."""

    sink: Sink
    port: int
    hook: Receiver

    @property
    def channels(self) -> str:
        """Their channels."""
        return mail(self.port, "anna@example.org", "omar@example.org") + hook(self.hook.url)


@pytest.fixture
def receivers() -> Iterator[Receivers]:
    """Run both servers."""
    sink = Sink()
    with mail_server(sink) as port, Receiver() as running:
        yield Receivers(sink, port, running)


def sent(assembly: Assembly) -> None:
    """Freeze the morning's digest and send it by all channels."""
    (digest,) = freeze_due(assembly, START + DAY)
    assert digest.match_count == 1
    key = unsubscribe_key(assembly.database)
    for channel in channels_of(assembly.config, key).values():
        deliver(assembly.database, channel, lambda: START + DAY, "test", pause=lambda _: None)


def mails(sink: Sink) -> dict[str, tuple[str, str]]:
    """Return by recipient the plain text and the page of the mail they got."""
    found = {}
    for envelope in sink.mails:
        assert isinstance(envelope.content, bytes)
        read = email.message_from_bytes(envelope.content, policy=policy.default)
        body, page = read.get_body(("plain",)), read.get_body(("html",))  # type: ignore[attr-defined]
        found[envelope.rcpt_tos[0]] = (body.get_content(), page.get_content())
    return found


def ask(assembly: Assembly, method: str, path: str) -> str:
    """Follow a link."""
    return asyncio.run(_ask(assembly, method, path))


async def _ask(assembly: Assembly, method: str, path: str) -> str:
    site = Site(lambda: assembly, lambda: START + DAY + HOUR, unsubscribe_key(assembly.database))
    transport = httpx2.ASGITransport(app=application(site))
    host = "https://hajiz.example.org"
    async with httpx2.AsyncClient(transport=transport, base_url=host) as client:
        answer = await client.request(method, path)
    assert answer.status_code == 200
    return answer.text


def said(assembly: Assembly) -> list[tuple[str, str, str, str]]:
    """Return all labels."""
    with assembly.database.read() as tx:
        return [(each.rule, each.verdict, each.said_by, each.via) for each in labels.every(tx)]


def test_fm_117_everybody_labels_by_the_link_in_their_own_mail(
    tmp_path: Path, receivers: Receivers
) -> None:
    """Opening it changes nothing; the last one who presses a button wins."""
    names = DIGEST.format(channels='"mail", "hook"')
    with desk(tmp_path, WEB, receivers.channels, names) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "Old")
        sent(assembly)
        copies = mails(receivers.sink)

        for recipient, verdict, place in (
            ("anna@example.org", "relevant", 0),
            ("omar@example.org", "noise", 1),
        ):
            in_text, in_page = (LINK.findall(form) for form in copies[recipient])
            assert in_text == in_page
            before = said(assembly)
            page = ask(assembly, "GET", in_page[place])
            assert f"<bdi>{recipient}</bdi>" in page
            assert said(assembly) == before
            ask(assembly, "POST", in_page[place])
            assert said(assembly) == [("convoys", verdict, recipient, "digest")]

        (item,) = receivers.hook.taken[0].payload["sections"][0]["items"]
        (path,) = LINK.findall(item["label_links"]["relevant"])
        ask(assembly, "POST", path)
        assert said(assembly) == [("convoys", "relevant", "digest morning", "digest")]


@pytest.mark.parametrize(
    ("web", "more"), [("", ""), (WEB, "label_links = false\n")], ids=["no address", "not wanted"]
)
def test_no_links_where_none_are_wanted_or_none_would_work(
    tmp_path: Path, receivers: Receivers, web: str, more: str
) -> None:
    """In no form of the digest."""
    names = DIGEST.format(channels='"mail", "hook"') + more
    with desk(tmp_path, web, receivers.channels, names) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "Old")
        sent(assembly)

    assert "/label/" not in str(mails(receivers.sink))
    assert b"/label/" not in receivers.hook.taken[0].body


def test_a_preview_has_the_links_too(tmp_path: Path, receivers: Receivers) -> None:
    """It shows what would be sent, also before anything ever was."""
    names = DIGEST.format(channels='"mail"')
    with desk(tmp_path, WEB, receivers.channels, names) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "Old")
        _, (message,) = preview(assembly, assembly.config.digests[0], START + timedelta(hours=2))

    assert len(LINK.findall(message.html)) == 2
