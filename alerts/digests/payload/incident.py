"""
Incidents as JSON, for payloads of every kind.

    INCIDENT {number, heading, topics [text], place {id, name} or null, first_day, last_day,
              outlet_count, origin_count, claimed_by [name], confirmed_by [name], denied_by [name],
              disputed [{about, origin}], is_unnamed,
              figures [{what, kind, number, origin}],
              spread [{outlet, origin, at}],
              news [{kind, origin, about, number}]}

Topics are those of the lexicon. Days are null where nobody says one. *is_unnamed*: sources without
a name claim it too. *about* is "" where the main point is meant, *origin* "" where it is unknown.
*news* is what became of it since the reader was told: "denied", "disputed", "confirmed", "origin",
"figures", "edited". Heading and place are in the language of the message; origins have the names
of the registry in every language.
"""

from collections.abc import Iterable

from alerts.digests.language.times import Times
from alerts.digests.payload.shape import Json, moment_json
from alerts.digests.plain import one_line
from alerts.digests.view.incidents import heading
from alerts.digests.view.names import is_unlisted, place_name
from model import IncidentFigure, IncidentNews, IncidentStep, IncidentSummary


def incident_json(summary: IncidentSummary, times: Times) -> Json:
    """Return what is known of an incident."""
    return {
        "number": summary.number,
        "heading": one_line(heading(summary, times).plain(times.words.direction)),
        "topics": [one_line(kind) for kind in summary.kinds],
        "place": _place(summary.place, times),
        "first_day": summary.first_day.isoformat() if summary.first_day else None,
        "last_day": summary.last_day.isoformat() if summary.last_day else None,
        "outlet_count": summary.outlets,
        "origin_count": len(summary.origins),
        "claimed_by": _names(summary.claimed_by),
        "confirmed_by": _names(summary.confirmed_by),
        "denied_by": _names(summary.denied_by),
        "disputed": [
            {"about": one_line(about), "origin": one_line(origin)}
            for about, origin in summary.disputed
        ],
        "is_unnamed": summary.is_unnamed,
        "figures": [_figure(each) for each in summary.figures],
        "spread": [_step(each) for each in summary.spread],
        "news": [_news(each) for each in summary.news],
    }


def _figure(each: IncidentFigure) -> Json:
    return {
        "what": one_line(each.what),
        "kind": one_line(each.kind),
        "number": each.number,
        "origin": one_line(each.origin),
    }


def _step(each: IncidentStep) -> Json:
    return {
        "outlet": one_line(each.outlet),
        "origin": one_line(each.origin),
        "at": moment_json(each.at),
    }


def _news(each: IncidentNews) -> Json:
    return {
        "kind": each.kind,
        "origin": one_line(each.origin),
        "about": one_line(each.about),
        "number": each.number,
    }


def _place(place: str, times: Times) -> Json | None:
    if not place:
        return None
    name = "" if is_unlisted(place) else place_name(place, times.words.tag)
    return {"id": one_line(place), "name": one_line(name)}


def _names(names: Iterable[str]) -> list[str]:
    return [one_line(name) for name in names]
