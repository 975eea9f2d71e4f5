"""What is in the database: whether it is whole, and what it tells of outlets and channels."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hajiz.assembly import Assembly
from hajiz.doctor.finding import Line, judged
from hajiz.survey import survey
from model import WELL, HealthState, StorageError
from storage import accounts, census, channels, deliveries, feeds, lock, notices, schema

SHOWN = 6  # outlets that are named
UNREAD = 500  # items from which on incidents lag behind


def kept(assembly: Assembly, now: datetime, *, is_deep: bool) -> Iterator[Line]:
    """Look at the database, and at what it tells."""
    yield _whole(assembly, is_deep=is_deep)
    yield judged("schema", f"version {schema.VERSION}")
    yield _daemon(assembly)
    yield from _outlets(assembly, now)
    yield from _channels(assembly)
    yield _incidents(assembly)
    yield from _standing(assembly)


def _whole(assembly: Assembly, *, is_deep: bool) -> Line:
    try:
        with assembly.database.read() as tx:
            found = census.damage(tx, is_deep=is_deep)
    except StorageError as error:
        return judged("database", str(error), "put your last backup in its place", is_broken=True)
    if not found:
        words = "whole" if is_deep else "whole, at a quick look; --deep reads all of it"
        return judged("database", words)
    remedy = "keep the file for repair, and put your last backup in its place: hajiz restore"
    return judged("database", found, remedy, is_broken=True)


def _daemon(assembly: Assembly) -> Line:
    held = lock.holder(assembly.config.database)
    if held is None:
        return judged("daemon", "not running", "start it: hajiz run, or the service of it")
    return judged("daemon", f"running with pid {held[0]}")


def _outlets(assembly: Assembly, now: datetime) -> Iterator[Line]:
    with assembly.database.read() as tx:
        healths = survey(tx, assembly.config.outlets, now)
        silent = [name for name, state in feeds.states(tx).items() if state.last_new_at is None]
    ill = [name for name, health in healths.items() if health.state not in WELL]
    unpolled = [n for n, h in healths.items() if h.state == HealthState.UNPOLLED]
    words = f"{len(healths) - len(ill)} of {len(healths)} fine"
    remedy = f"see `hajiz outlets health`: {_named(ill)}" if ill else ""
    yield judged("outlets", words, remedy, is_broken=len(ill) == len(healths) != len(unpolled))
    never = [name for name in silent if name in healths and name not in unpolled]
    if never:
        remedy = f"see whether their feeds are the right ones: {_named(never)}"
        yield judged("outlets without news", f"{len(never)} never had an item", remedy)


def _channels(assembly: Assembly) -> Iterator[Line]:
    with assembly.database.read() as tx:
        troubles = {each.channel: each for each in channels.troubles(tx)}
        last = deliveries.last_sent(tx)
        dead = deliveries.count(tx, "dead")
    for channel in assembly.config.channels:
        at = last.get(channel.name)
        words = f"last delivery {at:%Y-%m-%d %H:%M} UTC" if at else "nothing delivered yet"
        remedy = "" if at else f"try it: hajiz channels test {channel.name}"
        if trouble := troubles.get(channel.name):
            words = f"{trouble.state} since {trouble.since:%Y-%m-%d %H:%M} UTC: {trouble.reason}"
            remedy = f"put it right, then: hajiz channels resume {channel.name}"
        yield judged(f"channel {channel.name}", words, remedy)
    if dead:
        yield judged("given up", f"{dead} messages", "see hajiz deliveries list --state dead")


def _incidents(assembly: Assembly) -> Line:
    with assembly.database.read() as tx:
        unread, damaged = accounts.count_waiting(tx), accounts.count_damaged(tx)
    if damaged:
        words = f"what was read of {damaged:,} of the items is damaged: they are in no incident"
        return judged("incidents", words, "read everything again: hajiz incidents read --again")
    remedy = "start the daemon, or read them at once: hajiz incidents read"
    words = f"{unread:,} items wait to be read" if unread else "all items are read"
    return judged("incidents", words, remedy if unread >= UNREAD else "")


def _standing(assembly: Assembly) -> Iterator[Line]:
    with assembly.database.read() as tx:
        standing = notices.standing(tx)
    for name, notice in standing.items():
        yield Line(name, "attention", notice.text, f"since {notice.since:%Y-%m-%d %H:%M} UTC")


def _named(outlets: Sequence[str]) -> str:
    more = f" and {len(outlets) - SHOWN} more" if len(outlets) > SHOWN else ""
    return ", ".join(outlets[:SHOWN]) + more
