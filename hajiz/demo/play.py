"""
The demonstration: the real pipes, run once through a morning in the small world of our own.

Yesterday's articles are the baseline; this morning's are the news, told at once; at noon one of
them is denied, which everybody hears who was told. Everything between them and the digest is the
program itself: HTTP, parsing, rules, SQLite, SMTP, webhook.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from alerts.digests.render import render
from crawler import reactor
from crawler.crawl import Crawler
from hajiz.assembly import Assembly, assemble, channels_of
from hajiz.clock import utc_now
from hajiz.collect import Collected, Collection
from hajiz.config.read import load
from hajiz.demo.config import write_config
from hajiz.demo.loopback import free_port
from hajiz.demo.outlets import DemoOutlets
from hajiz.demo.receivers import DemoMailServer, DemoWebhookReceiver
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.delivering import Attempt, deliver
from hajiz.dispatch.digests import freeze_now
from model.digest import Alert, Digest
from storage import outbox

OnPoll = Callable[[Collected], None]


@dataclass(frozen=True, slots=True)
class Played:
    """What the demonstration did, for the account of it."""

    config: Path
    database: Path
    yesterday: list[Collected]
    this_morning: list[Collected]
    noon: list[Collected]
    subjects: tuple[str, ...]  # of the alerts, the first first
    digest: Digest
    text: str
    attempts: list[Attempt]
    mails: int
    webhooks: int  # accepted: their signature was right
    files: tuple[Path, ...]


def play(folder: Path, on_poll: OnPoll) -> Played:
    """
    Run the demonstration in *folder*, which is left with its config, database and digest.

    Nothing is left running. *on_poll* hears of every poll as it is committed.

    Raises:
        HajizError: something of the pipeline failed; that is a bug, or a full disk.
    """
    with ExitStack() as stack:
        outlets = stack.enter_context(DemoOutlets(utc_now()))
        mail = stack.enter_context(DemoMailServer())
        hook = stack.enter_context(DemoWebhookReceiver())
        path = write_config(
            folder,
            outlets=outlets.outlets(),
            smtp_port=mail.port,
            webhook_url=hook.url,
            webhook_secret=hook.secret,
            web_port=free_port(),
        )
        config = load(path, {})
        assembly = stack.enter_context(assemble(config, utc_now()))
        day = reactor.run(lambda: _look(assembly, outlets, on_poll))
        digest, attempts = _send(assembly)
        return Played(
            config=path,
            database=config.database,
            yesterday=day.polls[0],
            this_morning=day.polls[1],
            noon=day.polls[2],
            subjects=_subjects(assembly, day.alerts),
            digest=digest,
            text="\n".join(each.text for each in render(digest, utc_now())),
            attempts=[*day.attempts, *attempts],
            mails=len(mail.messages),
            webhooks=len(hook.accepted),
            files=tuple(sorted((folder / "digests").iterdir())),
        )


@dataclass(slots=True)
class _Day:
    """What came in and what was told at once, until the digest."""

    polls: list[list[Collected]] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


async def _look(assembly: Assembly, outlets: DemoOutlets, on_poll: OnPoll) -> _Day:
    """Look at all outlets yesterday, in the morning and at noon."""
    day = _Day()
    async with Crawler(assembly.config.fetch) as crawler:
        collection = Collection(assembly, crawler)
        try:
            day.polls.append(await collection.poll(assembly.config.outlets, on_poll))
            for _ in ("morning", "noon"):
                await asyncio.to_thread(outlets.advance)
                day.polls.append(await collection.poll(assembly.config.outlets, on_poll))
                await asyncio.to_thread(_tell_at_once, assembly, day)
        finally:
            await collection.stop()
    return day


def _tell_at_once(assembly: Assembly, day: _Day) -> None:
    day.alerts += freeze_alerts(assembly, utc_now())
    (plan,) = assembly.config.alerts
    day.attempts += _deliver(assembly, plan.channels)


def _subjects(assembly: Assembly, alerts: Iterable[Alert]) -> tuple[str, ...]:
    with assembly.database.read() as tx:
        return tuple(outbox.message_of(tx, each.id).subject for each in alerts)


def _send(assembly: Assembly) -> tuple[Digest, list[Attempt]]:
    plan = assembly.config.digests[0]
    digest = freeze_now(assembly, plan, utc_now())
    return digest, _deliver(assembly, plan.channels)


def _deliver(assembly: Assembly, names: Iterable[str]) -> list[Attempt]:
    channels = channels_of(assembly.config)
    return [
        attempt
        for name in names
        for attempt in deliver(assembly.database, channels[name], utc_now, owner="demo")
    ]
