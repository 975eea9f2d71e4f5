"""
Whether Hajiz does its work: every outlet looked at in time, everything kept, everything sent.

Only reads. What it finds is said by `/readyz`, the heartbeat, `hajiz status --check` and systemd.
"""

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from hajiz.config.read import Config
from hajiz.dispatch.audience import audience
from model import Outlet, StorageError
from storage import channels, deliveries, feeds
from storage.channels import WHOLE, ChannelTrouble
from storage.database import Database, Transaction

PATIENCE = timedelta(minutes=15)  # for a message that is due
OVERDUE = timedelta(minutes=30)  # by which a look at an outlet may be late: hosts are asked slowly
LONG = timedelta(minutes=30)  # after which a channel that fails counts as dead
LEAST_SPACE = 32 * 1024 * 1024  # bytes; below, the disk is full in a moment
MIB = 1024 * 1024


def faults_of(database: Database, config: Config, now: datetime) -> tuple[str, ...]:
    """Return in words why Hajiz is not doing its work; nothing when it is. Never raises."""
    try:
        with database.read() as tx:
            late = tuple(_late(tx, config.outlets, now))
            found = (*late, *_unsent(tx, config, now), *_dead(tx, config, now))
    except StorageError as error:
        found = (f"the database cannot be read: {error}",)
    return (*_disk(database.path.parent), *found)


def nobody_told(config: Config) -> str:
    """Say that trouble would be told to nobody; "" when it would."""
    if not config.channels:
        return (
            "no channel is configured: nobody is told of matches or of trouble; add a [[channels]]"
        )
    if config.notices == ():
        return "[notices] channels = []: nobody is told when an outlet or a channel fails"
    return ""


def _disk(folder: Path) -> Iterator[str]:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield f"{folder} cannot be looked at: {error.strerror}"
        return
    if free < LEAST_SPACE:
        yield f"the disk is full: {free // MIB} MiB are left in {folder}"


def _late(tx: Transaction, outlets: Sequence[Outlet], now: datetime) -> Iterator[str]:
    """Name outlets that nobody has looked at though it was time."""
    late = [task.outlet for task in feeds.due(tx, outlets, now - OVERDUE)]
    if late:
        minutes = OVERDUE // timedelta(minutes=1)
        more = "" if len(late) == 1 else f" and {len(late) - 1} more"
        yield f"not looked at for more than {minutes} minutes after it was time: {late[0]}{more}"


def _unsent(tx: Transaction, config: Config, now: datetime) -> Iterator[str]:
    """Say that a message waits that could have been sent: its channel does not rest."""
    resting = {
        (each.channel, each.recipient)
        for each in channels.troubles(tx)
        if each.until is None or each.until > now - PATIENCE
    }
    known = {each.name for each in config.channels}
    for channel, recipient, since in deliveries.overdue(tx, now - PATIENCE):
        if channel in known and not resting & {(channel, recipient), (channel, WHOLE)}:
            minutes = (now - since) // timedelta(minutes=1)
            yield f"a message for {channel} has waited for {minutes} minutes"
            return


def _dead(tx: Transaction, config: Config, now: datetime) -> Iterator[str]:
    """Say that nobody can be told of anything: every channel that would is out of order."""
    names = config.notices or tuple(each.name for each in config.channels)
    dead = [t for t in channels.troubles(tx) if t.state == "closed" or now - t.since >= LONG]
    if names and all(_is_dead(config, name, dead) for name in names):
        yield f"nobody can be told of anything: {', '.join(names)} cannot be used"


def _is_dead(config: Config, name: str, dead: Sequence[ChannelTrouble]) -> bool:
    recipients = {each.recipient for each in dead if each.channel == name}
    everybody = {recipient for _, recipient in audience(config, [name])}
    return WHOLE in recipients or (bool(everybody) and everybody <= recipients)
