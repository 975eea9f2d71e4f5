"""
What the operator is told when a message or a channel is in trouble – through another channel.

Each trouble and each recovery is told once. Notices never beget notices.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from alerts.digests.render_notice import render_notice
from alerts.instant import derived_id
from hajiz.assembly import Assembly
from hajiz.dispatch.audience import Destination, audience
from model.digest import Trouble
from model.message import Closed, Message, Paused, Postponed, Refused, SendResult, Sent
from storage import notices, outbox, troubles
from storage.channels import ChannelTrouble
from storage.database import Transaction
from storage.outbox import Claimed, Finished
from storage.troubles import StoredTrouble

MOST_IN_AN_HOUR = 6
HOUR = timedelta(hours=1)
LONG = timedelta(minutes=30)  # a destination that has failed for so long is worth a notice
SUSPECT = 3  # refusals of one message as wrong that are worth one


def tell_of(
    tx: Transaction,
    instance: str,
    channel: str,
    claimed: Claimed,
    result: SendResult,
    finished: Finished,
    trouble: ChannelTrouble | None,
    now: datetime,
) -> None:
    """
    Note what of an attempt's outcome people must hear of; most outcomes are none of that.

    Raises:
        StorageError: the database failed.
    """
    _keep_standing(tx, channel, result, trouble)
    if claimed.message.kind == "notice":
        return
    if isinstance(result, Sent):
        _tell_of_recovery(tx, instance, channel, trouble, now)
        return
    for key, subject, lines in _matters(channel, claimed, result, finished, trouble, now):
        about = derived_id("not", instance, channel, *key)
        troubles.add(tx, channel, Trouble(about, subject, tuple(lines), now, "UTC"))


def tell_of_jump(assembly: Assembly, seconds: float, now: datetime) -> None:
    """
    Let people hear that this machine's clock was set, by so many *seconds*.

    Raises:
        StorageError: the database failed.
    """
    way = "forward" if seconds > 0 else "back"
    length = timedelta(seconds=round(abs(seconds)))
    lines = (
        f"It was set {way} by {length} and says {now:%Y-%m-%d %H:%M} UTC.",
        "Nothing is told twice or lost by that, but times in digests may be wrong.",
        "Let the clock be set over the network (NTP).",
    )
    about = derived_id("not", assembly.database.instance, "clock", now.isoformat())
    trouble = Trouble(about, "the clock of this machine was set", lines, now, "UTC")
    with assembly.database.write() as tx:
        troubles.add(tx, "", trouble)


def freeze_troubles(assembly: Assembly, now: datetime) -> list[Message]:
    """
    Put into the outbox what people must hear of; at most six messages an hour, more come as one.

    Raises:
        StorageError: nothing was frozen, and the troubles wait.
    """
    with assembly.database.read() as tx:
        if not troubles.untold(tx):
            return []
    with assembly.database.write() as tx:
        waiting = troubles.untold(tx)
        room = MOST_IN_AN_HOUR - troubles.told_since(tx, now - HOUR)
        if not waiting or room <= 0:
            return []
        groups = [[each] for each in waiting] if len(waiting) < room else [waiting]
        return [_queue(tx, assembly, group, now) for group in groups]


def _queue(
    tx: Transaction, assembly: Assembly, group: Sequence[StoredTrouble], now: datetime
) -> Message:
    message = render_notice(_merged(assembly, group, now), now)
    outbox.add(tx, message, _destinations(assembly, {each.channel for each in group}), now)
    troubles.tell(tx, [each.trouble.id for each in group], message.id)
    return message


def _merged(assembly: Assembly, group: Sequence[StoredTrouble], now: datetime) -> Trouble:
    zone = assembly.config.notices_zone.key
    if len(group) == 1:
        only = group[0].trouble
        return Trouble(only.id, only.subject, only.lines, only.at, zone)
    ids = [each.trouble.id for each in group]
    lines = tuple(
        line for each in group for line in (f"{each.trouble.subject}:", *each.trouble.lines)
    )
    about = derived_id("not", assembly.database.instance, *ids)
    what = "with deliveries" if all(each.channel for each in group) else "to know of"
    return Trouble(about, f"{len(group)} troubles {what}", lines, now, zone)


def _destinations(assembly: Assembly, in_trouble: set[str]) -> list[Destination]:
    config = assembly.config
    named = config.notices
    channels = [c.name for c in config.channels] if named is None else list(named)
    return audience(config, [each for each in channels if each not in in_trouble])


def _keep_standing(
    tx: Transaction, channel: str, result: SendResult, trouble: ChannelTrouble | None
) -> None:
    """Let a channel's rest stand in `status` and in digests until it works again."""
    name = f"channel {channel}"
    if trouble is None:
        return
    if isinstance(result, Sent):
        notices.clear(tx, name)
    elif isinstance(result, Closed):
        text = (
            f"channel {channel} takes no more messages: {result.reason}. What waits is kept; when "
            f"it is put right, run: hajiz channels resume {channel}"
        )
        notices.put(tx, name, text, trouble.since)
    elif isinstance(result, Paused) and not result.is_wish:
        notices.put(tx, name, f"channel {channel} rests: {result.reason}", trouble.since)


_Matter = tuple[tuple[str, ...], str, list[str]]


def _matters(
    channel: str,
    claimed: Claimed,
    result: SendResult,
    finished: Finished,
    trouble: ChannelTrouble | None,
    now: datetime,
) -> Iterator[_Matter]:
    if finished.state == "dead":
        yield _given_up(channel, claimed, result)
    elif isinstance(result, Postponed) and result.is_suspect and finished.failures == SUSPECT:
        yield _suspect(channel, claimed, result)
    if trouble is not None and _is_worth_telling(result, trouble, now):
        yield _in_trouble(channel, trouble)


def _is_worth_telling(result: SendResult, trouble: ChannelTrouble, now: datetime) -> bool:
    if isinstance(result, Paused):
        return not result.is_wish
    is_long = now - trouble.since >= LONG
    return isinstance(result, Closed) or (isinstance(result, Postponed) and is_long)


def _given_up(channel: str, claimed: Claimed, result: SendResult) -> _Matter:
    to = f" to {claimed.recipient}" if claimed.recipient else ""
    reason = outbox.in_words(result)[1]
    why = "was refused for good" if isinstance(result, Refused) else "was given up after ten tries"
    return (
        ("dead", str(claimed.seq), str(claimed.attempt)),
        f"a message could not be delivered through {channel}",
        [
            f"“{claimed.message.subject}”{to} {why}: {reason}",
            f"It is kept. Send it again with: hajiz deliveries retry {claimed.seq}",
        ],
    )


def _suspect(channel: str, claimed: Claimed, result: Postponed) -> _Matter:
    return (
        ("suspect", str(claimed.seq)),
        f"{channel} does not accept a message",
        [
            f"“{claimed.message.subject}” was turned down {SUSPECT} times: {result.reason}",
            "It is tried again for three days. The reason is probably at the receiver: look there.",
        ],
    )


def _in_trouble(channel: str, trouble: ChannelTrouble) -> _Matter:
    to = f" to {trouble.recipient}" if trouble.recipient else ""
    what = {
        "failing": "has been failing",
        "paused": "cannot be used",
        "closed": "was closed by its receiver",
    }[trouble.state]
    closed = f"When it is put right, run: hajiz channels resume {channel}"
    goes_on = "It is tried again by itself, and what waits is sent then."
    return (
        _key(trouble),
        f"channel {channel}{to} {what}",
        [
            f"{trouble.reason} (since {trouble.since:%a %d %b %H:%M} UTC)",
            "Nothing is lost: messages for it wait.",
            closed if trouble.state == "closed" else goes_on,
        ],
    )


def _key(trouble: ChannelTrouble) -> tuple[str, ...]:
    return (trouble.state, trouble.recipient, trouble.since.isoformat())


def _tell_of_recovery(
    tx: Transaction, instance: str, channel: str, trouble: ChannelTrouble | None, now: datetime
) -> None:
    """Say that a channel works again, if it was said that it did not."""
    if trouble is None:
        return
    key = _key(trouble)
    if troubles.is_known(tx, derived_id("not", instance, channel, *key)):
        lines = (f"It had been out of order since {trouble.since:%a %d %b %H:%M} UTC.",)
        about = derived_id("not", instance, channel, "works", *key)
        subject = f"channel {channel} works again"
        troubles.add(tx, channel, Trouble(about, subject, lines, now, "UTC"))
