"""The pages *Incidents* – all that are kept, looked for by place, kind and days – and of each."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from alerts.digests.view.names import place_name
from alerts.incidents.lexicon import KINDS
from hajiz.web.rendering import page
from hajiz.web.site import Site
from hajiz.web.views import asked, incident, looking
from hajiz.web.views.incident import Incident
from hajiz.web.views.incidents import Line, Teller
from hajiz.web.views.looking import Asked
from storage import incidents
from storage.database import Transaction

_NOT_FOUND = 404
NONE = (
    "There is no incident {}. Where reports were merged or split, or an outlet changed its text, "
    "it may have another number now: look for it among all incidents."
)


@dataclass(frozen=True, slots=True)
class Near:
    """An incident at the same place, how many days away."""

    line: Line
    days: int


def routes(site: Site) -> APIRouter:
    """Return what answers below /incidents."""
    router = APIRouter(prefix="/incidents")

    @router.get("")
    def show_all(
        request: Request,
        place: str = "",
        kind: str = "",
        since: str = "",
        until: str = "",
        denied: str = "",
        before: str = "",
    ) -> HTMLResponse:
        wanted = Asked(
            place=place.strip()[: looking.LONGEST],
            kind=next((each for each in KINDS if each == kind), ""),
            since=asked.day(since),
            until=asked.day(until),
            is_denied=bool(denied),
        )
        return _show_all(request, site, wanted, looking.place_in_list(before))

    @router.get("/{number}")
    def show(request: Request, number: str, done: str = "") -> HTMLResponse:
        return _show(request, site, number, done)

    return router


def _show_all(
    request: Request, site: Site, wanted: Asked, before: tuple[datetime, int] | None
) -> HTMLResponse:
    with site.assembly.database.read() as tx:
        found = looking.look(tx, wanted, before)
        kept = incidents.count(tx)
    teller = Teller(site)
    return page(
        request,
        site,
        "incidents.html",
        asked=wanted,
        lines=[teller.line(each) for each in found.shown],
        found=found,
        kept=kept,
        before=before,
        kinds=[(each, teller.kind(each)) for each in KINDS],
        here=looking.address(wanted),
    )


def _show(request: Request, site: Site, text: str, done: str) -> HTMLResponse:
    teller = Teller(site)
    with site.assembly.database.read() as tx:
        found, near = read(tx, teller, text)
    return page(
        request,
        site,
        "incident.html",
        incident=found,
        near=near,
        done=done if done in {"merged", "split"} else "",
        place=place_name(found.place.id, "en") if found.place else "",
    )


def read(tx: Transaction, teller: Teller, text: str) -> tuple[Incident, tuple[Near, ...]]:
    """
    Return the incident whose number is written *text*, and those close to it.

    Raises:
        HTTPException: there is none.
        StorageError: the database failed.
    """
    number = asked.number(text)
    found = None if number is None else incident.read(tx, teller, number)
    if found is None:
        raise HTTPException(_NOT_FOUND, NONE.format(number or ""))
    whole, shown = found
    days = shown.status.first_day
    near = () if days is None else looking.near(tx, shown)
    return whole, tuple(Near(teller.line(each), days_apart) for each, days_apart in near)
