"""
Who knows of news already because another alert told it: while quiet hours held it in this one.

Only those count to whom all went that the other alert told of the incident since they first heard
of it by that one: what it knows was told to them. Anybody else hears it again rather than never.
"""

from collections.abc import Iterable, Iterator, Sequence

from alerts.incidents import news
from alerts.incidents.news import News
from hajiz.dispatch.audience import Destination
from hajiz.dispatch.rounds import Round
from hajiz.incidents.knowing import belated_of, known, known_by
from hajiz.incidents.showing import Shown
from storage import outbox, told_incidents
from storage.told_incidents import UNTOLD, ToldIncident


def aware(
    round_: Round, shown: Shown, others: Iterable[ToldIncident], told: Sequence[News]
) -> set[Destination]:
    """
    Return whom other alerts, by what *others* have of the incident, told all of what is *told* now.

    Raises:
        StorageError: the database failed.
    """
    found: set[Destination] = set()
    if any(each.kind == "edited" for each in told):
        return found  # who heard of the incident later got the new text without what it was
    for row in others:
        if row.known == UNTOLD:
            continue
        new = {_what(each) for each in news.news(known_by(row), shown.status, known(shown))}
        if new.isdisjoint(_what(each) for each in told):
            found |= set(_told_all(round_, row))
    return found


def _what(each: News) -> tuple[object, ...]:
    return each.kind, each.origin, each.about, each.number


def _told_all(round_: Round, row: ToldIncident) -> Iterator[Destination]:
    """Yield who got a first message of *row*, and every one that followed it since."""
    tx, belated = round_.tx, belated_of(row)
    later = outbox.thread(tx, outbox.message_of(tx, row.message_id)).messages
    for first in (row.message_id, *belated):
        begun = outbox.message_of(tx, first).created_at
        # The follow-up of that moment says less than a belated first message beside it
        since = [each for each, at in later if at > begun and each not in belated]
        got = [set(told_incidents.receivers(tx, [each])) for each in (first, *since)]
        yield from set.intersection(*got)
