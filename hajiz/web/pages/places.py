"""The page *Places*: what matched, on a map of the region."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from alerts.rules.lexicon.places import Place, places
from hajiz.assembly import Assembly
from hajiz.web.rendering import page
from hajiz.web.site import Site
from hajiz.web.views import asked, region
from hajiz.web.views.places_named import Named, PlacesNamed
from hajiz.web.views.searching import ANY, Bar, Bars
from storage import items, matched
from storage.database import Transaction
from storage.matched import Wanted

MOST_DAYS, USUAL_DAYS = 30, 7


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days are looked at: *days* of them, the last is *day*; and which piece of the map."""

    day: date
    days: int
    view: str
    rule: str

    @property
    def first(self) -> date:
        """Return the first of the days."""
        return self.day - timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True)
class Row:
    """A place that was named, and where the items are that name it."""

    place: Place
    count: int
    address: str
    parents: str
    incidents: str  # where those at the place are


def routes(site: Site) -> APIRouter:
    """Return what answers at /places."""
    router = APIRouter()
    named = PlacesNamed()

    @router.get("/places")
    def show(
        request: Request, day: str = "", days: str = "", view: str = "", rule: str = ""
    ) -> HTMLResponse:
        today = _today(site)
        views = {each for each, _ in region.views()}
        number = asked.number(days) or USUAL_DAYS
        wanted = Asked(
            day=asked.day(day) or today,
            days=min(number, MOST_DAYS),
            view=view if view in views else region.WHOLE,
            rule=rule,
        )
        return _show(request, site, wanted, named)

    return router


def _show(request: Request, site: Site, wanted: Asked, named: PlacesNamed) -> HTMLResponse:
    assembly = site.assembly
    since, until = asked.begin(wanted.first, site.zone), asked.end(wanted.day, site.zone)
    with assembly.database.read() as tx:
        narrowed = Wanted(rule=wanted.rule, since=since, until=until)
        found = named.count(tx, narrowed, assembly.rule_set.topics)
        bars = _bars(tx, site, wanted)
        read = _read(tx, since, until)
    rows = _rows(found, wanted)
    return page(
        request,
        site,
        "places.html",
        asked=wanted,
        address=lambda **changed: _address(wanted, **changed),
        link_of=lambda day: _address(wanted, day=day, days=1),
        chosen=lambda day: wanted.first <= day <= wanted.day,
        picture=region.draw(found.counts, wanted.view),
        rows=rows,
        links={row.place.id: row.address for row in rows},
        found=found,
        bars=bars,
        read=read,
        today=_today(site),
        views=region.views(),
        rules=_rule_names(assembly, wanted.rule),
        most_days=MOST_DAYS,
    )


def _today(site: Site) -> date:
    return site.clock().astimezone(site.zone).date()


def _read(tx: Transaction, since: datetime, until: datetime) -> int:
    return items.count_between(tx, since, until)[0]


def _rows(found: Named, wanted: Asked) -> tuple[Row, ...]:
    """Return the places that were named, the most named first."""
    ordered = sorted(found.counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(
        Row(
            places()[name],
            count,
            _search(name, wanted),
            _parents(places()[name]),
            asked.address("/incidents", place=name, since=wanted.first, until=wanted.day),
        )
        for name, count in ordered
    )


def _parents(place: Place) -> str:
    """Name what a place lies in, the smallest first."""
    names = []
    while place.parent is not None:
        place = places()[place.parent]
        names.append(place.name)
    return ", ".join(names)


def _search(place: str, wanted: Asked) -> str:
    return asked.address(
        "/search",
        q=f"@{place}",
        rule=wanted.rule or ANY,
        since=wanted.first,
        until=wanted.day,
    )


def _address(wanted: Asked, **changed: object) -> str:
    said = {
        "day": wanted.day,
        "days": wanted.days,
        "view": wanted.view,
        "rule": wanted.rule,
    }
    return asked.address("/places", **(said | changed))


def _bars(tx: Transaction, site: Site, wanted: Asked) -> Bars:
    """Count what matched on each of the last days, to choose one."""
    today = _today(site)
    days = [today - timedelta(days=back) for back in range(MOST_DAYS - 1, -1, -1)]
    return Bars(tuple(Bar(day, _matched(tx, site, wanted.rule, day)) for day in days))


def _matched(tx: Transaction, site: Site, rule: str, day: date) -> int:
    since, until = asked.begin(day, site.zone), asked.end(day, site.zone)
    return matched.count(tx, Wanted(rule=rule, since=since, until=until))


def _rule_names(assembly: Assembly, asked_for: str) -> tuple[str, ...]:
    names = assembly.rule_set.rules
    return names if not asked_for or asked_for in names else (*names, asked_for)
