"""Incidents in names, as digests, alerts, the page and the command line say them."""

from collections.abc import Iterable, Mapping, Sequence

from alerts.incidents.news import News
from alerts.incidents.origins import Registry
from alerts.incidents.status import Figure, Step, Voice
from hajiz.incidents.showing import Shown
from model import (
    IncidentFigure,
    IncidentNews,
    IncidentStep,
    IncidentSummary,
    Outlet,
    OutletId,
)


def summary(
    shown: Shown,
    registry: Registry,
    outlets: Mapping[OutletId, Outlet],
    news: Sequence[News] = (),
) -> IncidentSummary:
    """Say in names what is known of an incident, and what of it is *news* to the reader."""
    found = shown.status
    name = _Names(registry, outlets)
    outlet_of = {each.key.item: each.stored.item.outlet for each in shown.reports}
    return IncidentSummary(
        number=shown.id,
        kinds=found.kinds,
        place=found.place,
        first_day=found.first_day,
        last_day=found.last_day,
        outlets=len(found.outlets),
        claimed_by=name.voices(found.claimed_by),
        confirmed_by=name.voices(found.confirmed_by),
        denied_by=name.voices(found.denied_by),
        disputed=tuple((about, name.origin(each.origin)) for about, each in found.disputed),
        is_unnamed=bool(found.unnamed),
        figures=tuple(name.figure(each) for each in found.figures),
        spread=tuple(name.step(each) for each in found.spread),
        news=tuple(name.news(each, outlet_of) for each in news),
    )


def name_of(origin: str, registry: Registry, outlets: Mapping[OutletId, Outlet]) -> str:
    """Name an origin as summaries do; "" for an unknown one."""
    return _Names(registry, outlets).origin(origin)


class _Names:
    """Ids to names as people read them."""

    def __init__(self, registry: Registry, outlets: Mapping[OutletId, Outlet]) -> None:
        self._registry = registry
        self._outlets = outlets

    def origin(self, key: str) -> str:
        """Name an origin; an outlet that is none of the registry by the name it has here."""
        known = self._registry.get(key)
        return known.name if known else self.outlet(key)

    def outlet(self, key: str) -> str:
        known = self._outlets.get(OutletId(key))
        return known.name if known else key

    def voices(self, voices: Iterable[Voice]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.origin(each.origin) for each in voices))

    def figure(self, figure: Figure) -> IncidentFigure:
        return IncidentFigure(figure.what, figure.number, figure.kind, self.origin(figure.origin))

    def step(self, step: Step) -> IncidentStep:
        return IncidentStep(self.outlet(step.outlet), self.origin(step.origin), step.at)

    def news(self, news: News, outlet_of: Mapping[int, str]) -> IncidentNews:
        name = self.origin(news.origin)
        if news.kind == "edited":
            name = self.outlet(outlet_of.get(news.items[0], ""))
        return IncidentNews(news.kind, name, news.about, news.number)
