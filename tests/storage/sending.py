"""Steps of sending that several storage tests take, each in a transaction of its own."""

from datetime import datetime, timedelta

from model.message import Message, SendResult
from storage import outbox
from storage.database import Database
from storage.outbox import Claimed, Finished
from tests.storage.builders import NOW

LEASE = timedelta(seconds=60)
NO_TIME = timedelta(0)
ANNA = ("mail", "anna@example.org")
OMAR = ("mail", "omar@example.org")
HOOK = ("hook", "")


def queue(
    database: Database, message: Message, *destinations: tuple[str, str], state: str = "pending"
) -> tuple[int, ...]:
    """Queue *message* for *destinations*, or for Anna."""
    with database.write() as tx:
        return outbox.add(tx, message, destinations or (ANNA,), NOW, state)


def claim(
    database: Database, after: timedelta = NO_TIME, channel: str = "mail", owner: str = "me"
) -> Claimed | None:
    """Claim what *channel* has to send so long *after* now."""
    with database.write() as tx:
        return outbox.claim(tx, channel, NOW + after, LEASE, owner)


def finish(
    database: Database,
    seq: int,
    result: SendResult,
    again: datetime | None = None,
    now: datetime = NOW,
) -> Finished:
    """Write down what became of an attempt."""
    with database.write() as tx:
        return outbox.finish(tx, seq, result, now, again)
