"""What those who are told of an incident know of it from then on."""

from alerts.incidents import news
from alerts.incidents.news import Known
from hajiz.incidents.showing import Shown
from hajiz.log import log
from storage.told_incidents import UNTOLD, ToldIncident


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
