"""What those who are told of an incident know of it from then on, and by which messages."""

import json
from collections.abc import Iterable

from alerts.incidents import news
from alerts.incidents.news import Known
from hajiz.incidents.showing import Shown
from hajiz.log import log
from storage.told_incidents import UNTOLD, ToldIncident

_BELATED = "belated"


def known(shown: Shown) -> Known:
    """Return all that is said of an incident, as it can be kept and compared with."""
    versions = {each.key.item: each.stored.revision for each in shown.reports}
    return news.known(shown.status, shown.texts, versions)


def known_by(told: ToldIncident) -> Known:
    """
    Return what those who were told of an incident know of it; nothing where it was not told.

    Nor where that cannot be read: all is told anew then, and none is lost.
    """
    if told.known == UNTOLD:
        return Known()
    try:
        return news.from_json(told.known)
    except (ValueError, KeyError, TypeError):
        log.error("what an alert told cannot be read, it is told anew", message=told.message_id)
        return Known()


def as_kept(what: Known, belated: Iterable[str] = ()) -> str:
    """
    Write what is known of an incident, for keeping.

    *belated* are the messages that told it first to those who had missed the first one.
    """
    value = json.loads(news.to_json(what))
    return json.dumps(value | {_BELATED: list(belated)}, separators=(",", ":"))


def belated_of(told: ToldIncident) -> tuple[str, ...]:
    """Return the messages that told an incident first to those who had missed the first one."""
    try:
        return tuple(json.loads(told.known)[_BELATED])
    except (ValueError, KeyError, TypeError):
        return ()
