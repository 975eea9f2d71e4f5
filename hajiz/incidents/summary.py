"""Incidents in names, as digests, alerts, the page and the command line say them."""

from collections.abc import Mapping, Sequence

from alerts.incidents.news import News
from alerts.incidents.origins import Registry
from alerts.incidents.status import UNNAMED, Figure, Step, Voice
from hajiz.incidents.names import Names
from hajiz.incidents.showing import Shown
from model import Outlet, OutletId
from model.digest import IncidentFigure, IncidentNews, IncidentStep, IncidentSummary


def summary(
    shown: Shown,
    registry: Registry,
    outlets: Mapping[OutletId, Outlet],
    news: Sequence[News] = (),
) -> IncidentSummary:
    """Say in names what is known of an incident, and what of it is *news* to the reader."""
    found = shown.status
    name = Names(registry, outlets)
    outlet_of = {each.key.item: each.stored.item.outlet for each in shown.reports}
    return IncidentSummary(
        number=shown.id,
        kinds=found.kinds,
        place=found.place,
        first_day=found.first_day,
        last_day=found.last_day,
        outlets=len(found.outlets),
        claimed_by=name.voices(found.claimed_by),
        confirmed_by=name.voices(_named(found.confirmed_by)),
        denied_by=name.voices(_named(found.denied_by)),
        disputed=tuple((about, name.origin(each.origin)) for about, each in found.disputed),
        is_unnamed=bool(found.unnamed),
        figures=tuple(_figure(each, name) for each in found.figures),
        spread=tuple(_step(each, name) for each in found.spread),
        news=tuple(_news(each, outlet_of, name) for each in news),
        place_as_written=shown.place_as_written,
    )


def _named(voices: Sequence[Voice]) -> Sequence[Voice]:
    """Leave out who has no name beside those who have one: "an officer" is often theirs."""
    named = [each for each in voices if each.origin not in UNNAMED]
    return named or voices


def _figure(figure: Figure, names: Names) -> IncidentFigure:
    return IncidentFigure(figure.what, figure.number, figure.kind, names.origin(figure.origin))


def _step(step: Step, names: Names) -> IncidentStep:
    return IncidentStep(names.outlet(step.outlet), names.origin(step.origin), step.at)


def _news(news: News, outlet_of: Mapping[int, str], names: Names) -> IncidentNews:
    name = names.origin(news.origin)
    if news.kind == "edited":
        name = names.outlet(outlet_of.get(news.items[0], ""))
    return IncidentNews(news.kind, name, news.about, news.number)
