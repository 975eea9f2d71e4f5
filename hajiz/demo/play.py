"""
The demonstration: the real pipes, run once through a morning in the small world of our own.

Yesterday's articles are the baseline; this morning's are the news. Everything between them and the
digest is the program itself: HTTP, parsing, rules, SQLite, SMTP, webhook.
"""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from alerts.digests.render import render
from crawler import reactor
from crawler.crawl import Crawler
from hajiz.assembly import Assembly, assemble, channels_of
from hajiz.clock import utc_now
from hajiz.collect import Collected, Collection
from hajiz.config.read import load
from hajiz.demo.config import write_config
from hajiz.demo.outlets import DemoOutlets
from hajiz.demo.receivers import DemoMailServer, DemoWebhookReceiver
from hajiz.dispatch.delivering import Attempt, deliver
from hajiz.dispatch.digests import freeze_now
from model import Digest

OnPoll = Callable[[Collected], None]


@dataclass(frozen=True, slots=True)
class Played:
    """What the demonstration did, for the account of it."""

    config: Path
    database: Path
    yesterday: list[Collected]
    this_morning: list[Collected]
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
        )
        config = load(path, {})
        assembly = stack.enter_context(assemble(config, utc_now()))
        yesterday, this_morning = reactor.run(lambda: _poll_twice(assembly, outlets, on_poll))
        digest, attempts = _send(assembly)
        return Played(
            config=path,
            database=config.database,
            yesterday=yesterday,
            this_morning=this_morning,
            digest=digest,
            text="\n".join(each.text for each in render(digest, utc_now())),
            attempts=attempts,
            mails=len(mail.messages),
            webhooks=len(hook.accepted),
            files=tuple(sorted((folder / "digests").iterdir())),
        )


async def _poll_twice(
    assembly: Assembly, outlets: DemoOutlets, on_poll: OnPoll
) -> tuple[list[Collected], list[Collected]]:
    async with Crawler(assembly.config.fetch) as crawler:
        collection = Collection(assembly, crawler)
        try:
            yesterday = await collection.poll(assembly.config.outlets, on_poll)
            await asyncio.to_thread(outlets.advance)
            return yesterday, await collection.poll(assembly.config.outlets, on_poll)
        finally:
            await collection.stop()


def _send(assembly: Assembly) -> tuple[Digest, list[Attempt]]:
    plan = assembly.config.digests[0]
    digest = freeze_now(assembly, plan, utc_now())
    channels = channels_of(assembly.config)
    attempts = [
        attempt
        for name in plan.channels
        for attempt in deliver(assembly.database, channels[name], utc_now, owner="demo")
    ]
    return digest, attempts
