"""The page *Outlets*: how each fares, those first of which least is seen; and one outlet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from hajiz.fares import LABELS, in_words
from hajiz.gone import ungone
from hajiz.survey import by_state, survey
from hajiz.web.rendering import page
from hajiz.web.site import Site
from hajiz.web.views import asked
from hajiz.web.views.rhythm import DAYS, Rhythms
from model import UNSEEN, WELL, FeedState, Health, HealthState, Outlet, OutletId
from storage import feeds, items
from storage.database import Transaction

AT_ONCE = 30  # items
_SEE_OTHER, _NOT_FOUND = 303, 404
_GRAVITY = list(HealthState)


@dataclass(frozen=True, slots=True)
class Row:
    """One outlet, as it is shown."""

    outlet: Outlet
    label: str  # its state in a word
    why: str  # "" when all is well
    is_seen: bool
    is_well: bool
    state: FeedState | None
    days: tuple[int, ...]

    @property
    def is_gone(self) -> bool:
        """Say whether it is not looked at any more."""
        return self.state is not None and self.state.gone_at is not None

    @property
    def next_at(self) -> datetime | None:
        """When it is looked at again."""
        return None if self.state is None or self.is_gone else self.state.next_poll_at

    @property
    def brought(self) -> int:
        """How much it brought in all of the days."""
        return sum(self.days)


def routes(site: Site) -> APIRouter:
    """Return what answers at /outlets and below."""
    router, rhythms = APIRouter(), Rhythms()

    @router.get("/outlets")
    def show_all(request: Request, added: str = "") -> HTMLResponse:
        return _all(request, site, rhythms, added)

    @router.get("/outlets/{name}")
    def show_one(request: Request, name: str, before: str = "", resumed: str = "") -> HTMLResponse:
        return _one(request, site, rhythms, _known(site, name), asked.number(before), resumed)

    @router.post("/outlets/{name}/resume")
    def resume(name: str) -> Response:
        outlet = _known(site, name)
        with site.assembly.database.write() as tx:
            was_gone = ungone(tx, outlet.id, site.clock())
        return RedirectResponse(f"/outlets/{outlet.id}?resumed={int(was_gone)}", _SEE_OTHER)

    return router


def moment_in(zone: ZoneInfo, at: datetime | None) -> str:
    """Write a moment within a sentence, on the clock of *zone*."""
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return f"{at.astimezone(zone):%a %d %b %H:%M} {city}" if at else "–"


def _all(request: Request, site: Site, rhythms: Rhythms, added: str) -> HTMLResponse:
    assembly, now = site.assembly, site.clock()
    with assembly.database.read() as tx:
        healths = survey(tx, assembly.config.outlets, now)
        days = rhythms.of(tx, now, site.zone)
        states = feeds.states(tx)
    rows = [_row(each, states, healths, days, site.zone) for each in assembly.config.outlets]
    rows.sort(key=lambda row: _GRAVITY.index(healths[row.outlet.id].state))
    counts = {LABELS[state]: len(names) for state, names in by_state(healths).items()}
    since = now.astimezone(site.zone).date() - timedelta(days=DAYS - 1)
    return page(
        request,
        site,
        "outlets.html",
        rows=rows,
        counts=counts,
        added=added,
        days=DAYS,
        since=since,
    )


def _row(
    outlet: Outlet,
    states: Mapping[OutletId, FeedState],
    healths: Mapping[OutletId, Health],
    days: Mapping[str, tuple[int, ...]],
    zone: ZoneInfo,
) -> Row:
    health = healths[outlet.id]
    why = "" if health.is_well else in_words(health, lambda at: moment_in(zone, at))
    return Row(
        outlet=outlet,
        label=LABELS[health.state],
        why=why,
        is_seen=health.state not in UNSEEN,
        is_well=health.state in WELL,
        state=states.get(outlet.id),
        days=days.get(outlet.id, (0,) * DAYS),
    )


def _one(
    request: Request,
    site: Site,
    rhythms: Rhythms,
    outlet: Outlet,
    before: int | None,
    resumed: str,
) -> HTMLResponse:
    now = site.clock()
    with site.assembly.database.read() as tx:
        row = _row_of(tx, site, rhythms, outlet, now)
        found = items.search(tx, outlet=outlet.id, limit=AT_ONCE + 1, before_id=before)
    further = found[AT_ONCE - 1].id if len(found) > AT_ONCE else None
    return page(
        request,
        site,
        "outlet.html",
        row=row,
        found=found[:AT_ONCE],
        further=further,
        is_first=before is None,
        resumed=resumed,
        days=DAYS,
    )


def _row_of(tx: Transaction, site: Site, rhythms: Rhythms, outlet: Outlet, now: datetime) -> Row:
    healths = survey(tx, [outlet], now)
    return _row(outlet, feeds.states(tx), healths, rhythms.of(tx, now, site.zone), site.zone)


def _known(site: Site, name: str) -> Outlet:
    found = site.assembly.outlets.get(OutletId(name))
    if found is None:
        raise HTTPException(_NOT_FOUND, f'config.toml has no outlet "{name}".')
    return found
