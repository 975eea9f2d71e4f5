"""What those who are told of an incident know of it from then on."""

from alerts.incidents import news
from alerts.incidents.news import Known
from hajiz.incidents.showing import Shown


def known(shown: Shown) -> Known:
    """Return all that is said of an incident, as it can be kept and compared with."""
    versions = {each.key.item: each.stored.revision for each in shown.reports}
    return news.known(shown.status, shown.texts, versions)
