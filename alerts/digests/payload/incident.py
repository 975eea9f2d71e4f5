"""
An incident in payloads: what, where and when, who says so, and what is news of it.

    INCIDENT {number, kinds, place, first_day, last_day, outlets, claimed_by, confirmed_by,
              denied_by, disputed [{about, origin}], has_unnamed_sources,
              figures [{what, kind, number, origin}]}
    NEWS     {kind, origin, about, number}
    MORE     {heading, place_name, origins, spread [{outlet, origin, at}], news [NEWS]}

*place* is an id of the gazetteer, "~…" for a village that is not in it, null where none is named;
days are dates or null. Origins are names. *kind* of news: "denied", "disputed", "confirmed",
"origin", "figures", "edited"; *about* is the detail disputed or what is counted, else null;
*number* is the new figure, else null. MORE is what digests say besides: *heading* and *place_name*
(null as *place* is, or where nobody knows how it is written) in the language of the message, the
number of *origins* with a name, and which outlet had it when and from whom.
"""

from datetime import date

from alerts.digests.language.times import Times
from alerts.digests.payload.shape import Json, moment_json
from alerts.digests.plain import one_line
from alerts.digests.view.incidents import heading
from alerts.digests.view.names import is_unlisted, place_name
from model.digest import IncidentNews, IncidentStep, IncidentSummary


def incident_json(incident: IncidentSummary) -> Json:
    """Return an incident without its news."""
    return {
        "number": incident.number,
        "kinds": [one_line(kind) for kind in incident.kinds],
        "place": one_line(incident.place) or None,
        "first_day": _day(incident.first_day),
        "last_day": _day(incident.last_day),
        "outlets": incident.outlets,
        "claimed_by": _names(incident.claimed_by),
        "confirmed_by": _names(incident.confirmed_by),
        "denied_by": _names(incident.denied_by),
        "disputed": [
            {"about": one_line(about) or None, "origin": one_line(origin) or None}
            for about, origin in incident.disputed
        ],
        "has_unnamed_sources": incident.is_unnamed,
        "figures": [
            {
                "what": one_line(each.what),
                "kind": one_line(each.kind) or None,
                "number": each.number,
                "origin": one_line(each.origin) or None,
            }
            for each in incident.figures
        ],
    }


def more_json(incident: IncidentSummary, times: Times) -> Json:
    """Return what digests say of it besides."""
    return {
        "heading": one_line(heading(incident, times).plain(times.words.direction)),
        "place_name": _place_name(incident, times),
        "origins": len(incident.origins),
        "spread": [_step(each) for each in incident.spread],
        "news": [news_json(each) for each in incident.news],
    }


def news_json(news: IncidentNews) -> Json:
    """Return one piece of news."""
    return {
        "kind": news.kind,
        "origin": one_line(news.origin) or None,
        "about": one_line(news.about) or None,
        "number": news.number if news.kind == "figures" else None,
    }


def _place_name(incident: IncidentSummary, times: Times) -> str | None:
    if not incident.place or is_unlisted(incident.place):
        return one_line(incident.place_as_written) or None
    return one_line(place_name(incident.place, times.words.tag))


def _step(each: IncidentStep) -> Json:
    return {
        "outlet": one_line(each.outlet),
        "origin": one_line(each.origin) or None,
        "at": moment_json(each.at),
    }


def _names(names: tuple[str, ...]) -> list[str]:
    return [one_line(name) for name in names]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
