"""Incidents for other programs: listed, in full, merged and split by hand."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from alerts.incidents.lexicon import KINDS
from hajiz.incidents.showing import Shown
from hajiz.incidents.showing import shown as shown_of
from hajiz.web.access import who
from hajiz.web.api import asked
from hajiz.web.api.incident_shapes import IncidentInFull, IncidentPage, in_full, plain
from hajiz.web.api.problems import CONFLICT, UNFIT, ApiProblem, not_found
from hajiz.web.api.shapes import Shape
from hajiz.web.site import Site
from hajiz.web.views import looking
from hajiz.web.views.incidents import Teller
from storage.database import Transaction

Numbers = Annotated[list[asked.Positive], Field(min_length=1, max_length=1000)]


class Merging(Shape):
    """Which incidents are of the same event."""

    incidents: Annotated[Numbers, Field(description="Their numbers, without the one asked.")]


class Splitting(Shape):
    """Which items are of another event."""

    items: Annotated[Numbers, Field(description="Their numbers; they stay together.")]


def routes(site: Site) -> APIRouter:
    """Return what answers below /api/incidents."""
    router = APIRouter(tags=["incidents"])
    _listed(router, site)
    _merged(router, site)
    _split(router, site)
    return router


def _listed(router: APIRouter, site: Site) -> None:
    @router.get("/incidents")
    def list_incidents(
        place: Annotated[str, Query(max_length=looking.LONGEST, description="Id or name.")] = "",
        kind: Annotated[str, Query(description=f"One of {', '.join(KINDS)}.")] = "",
        since: Annotated[date | None, Query(description="On that day or later.")] = None,
        until: Annotated[date | None, Query(description="On that day or before.")] = None,
        denied: Annotated[bool, Query(description="Only what somebody denies.")] = False,
        before: Annotated[
            str, Query(max_length=60, description="`next` of the answer before.")
        ] = "",
    ) -> IncidentPage:
        """List the incidents, that of the latest report first, 30 at a time."""
        wanted = looking.Asked(place.strip(), _kind(kind), since, until, denied)
        start = looking.place_in_list(before)
        if before and start is None:
            raise ApiProblem(UNFIT, "before is no `next` of an answer.")
        with site.assembly.database.read() as tx:
            found = looking.look(tx, wanted, start)
        if not found.is_place_known:
            raise ApiProblem(UNFIT, f"The gazetteer has no place “{place}”.")
        teller = Teller(site)
        shown = [plain(each, teller) for each in found.shown]
        return IncidentPage(incidents=shown, next=found.next, complete=found.is_complete)

    @router.get("/incidents/{number}")
    def get_incident(number: asked.IncidentNumber) -> IncidentInFull:
        """Get an incident: who says what in which words, figures, and all reports."""
        with site.assembly.database.read() as tx:
            return in_full(_known(tx, number), Teller(site))


def _merged(router: APIRouter, site: Site) -> None:
    @router.post("/incidents/{number}/merge")
    def merge(request: Request, number: asked.IncidentNumber, said: Merging) -> IncidentInFull:
        """Say that incidents are one event, for ever; answers with that incident."""
        numbers = list(dict.fromkeys((number, *said.incidents)))
        if len(numbers) == 1:
            raise ApiProblem(UNFIT, "An incident cannot be merged with itself.")
        assembly = site.assembly
        try:
            new = assembly.incidents.merge(assembly, numbers, who(request))
        except KeyError as gone:
            raise not_found(f"incident {gone.args[0]}") from None
        with assembly.database.read() as tx:
            return in_full(_known(tx, new), Teller(site))


def _split(router: APIRouter, site: Site) -> None:
    @router.post("/incidents/{number}/split")
    def split(request: Request, number: asked.IncidentNumber, said: Splitting) -> IncidentInFull:
        """Say that items are of another event, for ever; answers with the incident they are now."""
        assembly = site.assembly
        with assembly.database.read() as tx:
            own = {each.key.item for each in _known(tx, number).reports}
        for each in said.items:
            if each not in own:
                raise ApiProblem(CONFLICT, f"Item {each} is not in incident {number}.")
        try:
            new = assembly.incidents.split(assembly, number, said.items, who(request))
        except KeyError:
            raise ApiProblem(CONFLICT, "It was changed meanwhile; look again.") from None
        except ValueError:
            raise ApiProblem(CONFLICT, "Nothing would be left of the incident.") from None
        with assembly.database.read() as tx:
            return in_full(_known(tx, new), Teller(site))


def _kind(text: str) -> str:
    if text and text not in KINDS:
        raise ApiProblem(UNFIT, f"There is no kind “{text}”; there are {', '.join(KINDS)}.")
    return text


def _known(tx: Transaction, number: int) -> Shown:
    found = shown_of(tx, [number]).get(number)
    if found is None or not found.reports:
        raise not_found(f"incident {number}")
    return found
