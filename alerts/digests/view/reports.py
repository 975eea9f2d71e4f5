"""
An incident of a digest as clean words: its head, and its reports one by one.

Knows times and hostile names; knows neither HTML nor JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alerts.digests.language.phrase import NOTHING, Phrase, filled, listed
from alerts.digests.language.times import Times
from alerts.digests.view.incidents import (
    figures_line,
    heading,
    news_lines,
    origins_line,
    short_heading,
    spread_line,
)
from alerts.digests.view.items import (
    ItemView,
    bare_name,
    item_view,
    plain_item,
    rule_names,
    title_of,
)
from alerts.digests.view.names import origin_names
from alerts.incidents.origins import builtin_origins, resolve
from model.digest import DigestIncident, IncidentReport

TITLE_SHORTLY = 40


@dataclass(frozen=True, slots=True)
class IncidentView:
    """What stands above the reports of an incident."""

    heading: Phrase
    number: int  # of its items here
    origins: Phrase = NOTHING
    news: Phrase = NOTHING  # "since then: denied by the Coalition"
    lines: tuple[Phrase, ...] = ()  # figures; how it spread; rules and when it was first told


def incident_view(incident: DigestIncident, times: Times) -> IncidentView:
    """Put what is known of an incident into words; only its number where that fails."""
    try:
        return _full(incident, times)
    except Exception:  # noqa: BLE001 - one hostile incident must not take the message with it
        return bare_incident(incident, times)


def bare_incident(incident: DigestIncident, times: Times) -> IncidentView:
    """Name an incident by its number and nothing else."""
    number = Phrase(str(int(incident.summary.number)))
    words = times.words.incidents
    return IncidentView(filled(words.numbered, n=number), len(incident.reports))


def named_shortly(incidents: Sequence[DigestIncident], most: int, times: Times) -> Phrase:
    """
    Name several in one line, what is denied and what most outlets tell first.

    "convoy – Tal Dahab (denied); …". One of an unknown place goes by the title of its first report.
    """
    words = times.words
    weighty = sorted(incidents, key=_weight)
    shown = [_shortly(each, times) for each in weighty[:most]]
    more = Phrase(words.incidents.and_more) if len(incidents) > most else NOTHING
    return listed(words.semicolon, [*shown, more])


def report_view(report: IncidentReport, number: int, times: Times) -> ItemView:
    """Turn an item that stands under its incident into words; a relay without its excerpt."""
    view = item_view(report.item, report.outlet, number, times, is_under_rule=True)
    return _as_report(view, report, times)


def plain_report(report: IncidentReport, number: int, times: Times) -> ItemView:
    """Turn it into a title and a link, whatever is wrong with the rest of it."""
    return _as_report(plain_item(report.item, report.outlet, number, times), report, times)


def _weight(incident: DigestIncident) -> tuple[bool, bool, int]:
    summary = incident.summary
    return not summary.denied_by, not summary.place, -summary.outlets


def _shortly(incident: DigestIncident, times: Times) -> Phrase:
    try:
        what = _short_name(incident, times)
    except Exception:  # noqa: BLE001 - one hostile incident must not take the message with it
        what = bare_incident(incident, times).heading
    sentence = times.words.incidents.denied_shortly
    return filled(sentence, what=what) if incident.summary.denied_by else what


def _short_name(incident: DigestIncident, times: Times) -> Phrase:
    title = title_of(incident.reports[0].item, TITLE_SHORTLY)
    if incident.summary.place or not title:
        return short_heading(incident.summary, times)
    return filled(times.words.incidents.titled, title=title)


def _as_report(view: ItemView, report: IncidentReport, times: Times) -> ItemView:
    excerpt = () if report.is_relay else view.excerpt
    is_denial = report.stance in {"denies", "disputes"}
    return replace(view, excerpt=excerpt, said=_said(report, times), is_denial=is_denial)


def _full(incident: DigestIncident, times: Times) -> IncidentView:
    summary = incident.summary
    spread = spread_line(summary, times) if len(summary.spread) > 1 else NOTHING
    lines = (figures_line(summary, times), spread, _told(incident, times))
    return IncidentView(
        heading=heading(summary, times),
        number=len(incident.reports),
        origins=origins_line(summary, times),
        news=_news(incident, times),
        lines=tuple(line for line in lines if line),
    )


def _news(incident: DigestIncident, times: Times) -> Phrase:
    if incident.told_at is None:
        return NOTHING
    words = times.words
    lines = news_lines(incident.summary, times) or (Phrase(words.incidents.no_news),)
    news = listed(words.semicolon, lines)
    return filled(words.incidents.since_then, news=news)


def _told(incident: DigestIncident, times: Times) -> Phrase:
    """Name the rules that its items fired, and say when the reader was first told of it."""
    rules = dict.fromkeys(rule for each in incident.reports for rule in each.item.rules)
    words = times.words
    told = incident.told_at
    return listed(
        " · ",
        [
            filled(words.for_rules, rules=rule_names(tuple(rules), times)) if rules else NOTHING,
            Phrase(words.told.format(moment=times.stamp(told))) if told else NOTHING,
        ],
    )


def _said(report: IncidentReport, times: Times) -> Phrase:
    """Say what it says and by whom; nothing of an outlet that speaks for itself."""
    if report.stance is None:
        return NOTHING
    words = times.words
    is_plain = report.stance in {"claims", "quotes"}
    if is_plain and (not report.origin or _is_own(report)):
        return NOTHING
    names = origin_names((report.origin or bare_name(report.outlet),), words)
    return filled(words.incidents.said[report.stance], names=names)


def _is_own(report: IncidentReport) -> bool:
    registry = builtin_origins()
    name = bare_name(report.outlet)
    ids = {resolve(each, registry) for each in (name, str(report.outlet.id))} - {""}
    return report.origin == name or resolve(report.origin, registry) in ids
