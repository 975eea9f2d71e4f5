"""
Documents that kill their readers: read twice, then left alone until they change, and told of once.

One such document costs its outlet's news and nobody else's.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from alerts.instant import derived_id
from crawler.pace import asked_whole
from model import Failed, FetchTask, Fresh, Outcome, Outlet
from model.digest import Trouble
from storage import feeds, poison, troubles
from storage.database import Database, Transaction

if TYPE_CHECKING:
    from hajiz.assembly import Assembly


def spared(tx: Transaction, tasks: Sequence[FetchTask], now: datetime) -> list[FetchTask]:
    """
    Return *tasks*, each with the documents that are not to be read.

    Raises:
        StorageError: the database failed.
    """
    known = poison.poison(tx, now)
    return [
        replace(task, poison=known[task.outlet]) if task.outlet in known else task for task in tasks
    ]


def tasks_of(database: Database, outlets: Sequence[Outlet], now: datetime) -> list[FetchTask]:
    """
    Return what to ask of *outlets* now, due or not, in their order; not of those that are gone.

    Raises:
        StorageError: the database failed.
    """
    with database.read() as tx:
        known = spared(tx, feeds.tasks(tx, outlets), now)
    return [asked_whole(task, now) for task in known]


def note_killed(tx: Transaction, assembly: "Assembly", outcome: Outcome, now: datetime) -> None:
    """
    Remember which documents killed their reader, and let people hear of those left alone from now.

    Raises:
        StorageError: the database failed.
    """
    if not isinstance(outcome, Failed | Fresh) or not outcome.killed:
        return
    for body in poison.note(tx, outcome.outlet, outcome.killed, now):
        outlet = assembly.outlets.get(outcome.outlet)
        name = outlet.name if outlet is not None else outcome.outlet
        about = derived_id("not", assembly.database.instance, "poison", outcome.outlet, body.hex())
        lines = (
            "Reading it took too much time or memory twice, and was stopped.",
            "It is read again when it changes, or in a day. Until then its news is not seen.",
            "All other outlets are read as ever.",
        )
        subject = f"{name} has a document that cannot be read"
        troubles.add(tx, "", Trouble(about, subject, lines, now, "UTC"))
