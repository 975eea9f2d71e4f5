"""
Incidents merged and split by hand: first a page that shows what will be, then it is done.

Looking changes nothing; whoever acts on what was changed meanwhile is told so.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from alerts.incidents.status import status
from hajiz.incidents.showing import Shown
from hajiz.incidents.showing import shown as shown_of
from hajiz.web.access import who
from hajiz.web.pages.incidents import NONE, read
from hajiz.web.rendering import page
from hajiz.web.site import Site
from hajiz.web.views import asked
from hajiz.web.views.incidents import Line, Teller

_BAD, _NOT_FOUND, _CONFLICT, _SEE_OTHER = 400, 404, 409, 303
_CHANGED = "Something became of it since you looked: go back, and look at it again."
_ALL = "Nothing would be left of the incident: leave at least one report in it."
_NOBODY = "No report was ticked: go back, and tick those that are of another event."
_FOREIGN = "Item {} is not in this incident any more: go back, and look at it again."
_ITSELF = "An incident cannot be merged with itself: give the number of another one."
MOST = 1000  # items in one form

Texts = Annotated[list[str], Form()]
Text = Annotated[str, Form()]


def routes(site: Site) -> APIRouter:
    """Return what answers at /incidents/N/merge and /split."""
    router = APIRouter(prefix="/incidents/{number}")

    @router.get("/merge")
    def ask_merge(
        request: Request, number: str, other: Annotated[str, Query(alias="with")] = ""
    ) -> HTMLResponse:
        return _ask_merge(request, site, number, other)

    @router.post("/merge")
    def merge(
        request: Request, number: str, other: Annotated[str, Form(alias="with")], seen: Texts
    ) -> Response:
        return _merge(request, site, number, other, seen)

    @router.get("/split")
    def ask_split(
        request: Request, number: str, item: Annotated[list[str] | None, Query()] = None
    ) -> HTMLResponse:
        return _ask_split(request, site, number, item or [])

    @router.post("/split")
    def split(request: Request, number: str, item: Texts, seen: Text) -> Response:
        return _split(request, site, number, item, seen)

    return router


def _ask_merge(request: Request, site: Site, number: str, other: str) -> HTMLResponse:
    teller = Teller(site)
    with site.assembly.database.read() as tx:
        found, _ = read(tx, teller, number)
        if asked.number(other.strip()) == found.number:
            raise HTTPException(_BAD, _ITSELF)
        beside, _ = read(tx, teller, other.strip())
        both = shown_of(tx, [found.number, beside.number])
    return page(
        request,
        site,
        "merge.html",
        found=found,
        beside=beside,
        will_be=_line(teller, *both.values()),
    )


def _merge(request: Request, site: Site, number: str, other: str, seen: Sequence[str]) -> Response:
    assembly, numbers = site.assembly, (_number(number), _number(other))
    if numbers[0] == numbers[1]:
        raise HTTPException(_BAD, _ITSELF)
    found = _known(site, numbers)
    if [str(found[each].changes) for each in numbers] != list(seen):
        raise HTTPException(_CONFLICT, _CHANGED)
    try:
        new = assembly.incidents.merge(assembly, numbers, who(request))
    except KeyError as gone:
        raise HTTPException(_NOT_FOUND, NONE.format(gone.args[0])) from None
    return RedirectResponse(f"/incidents/{new}?done=merged", _SEE_OTHER)


def _ask_split(request: Request, site: Site, number: str, ticked: Sequence[str]) -> HTMLResponse:
    teller = Teller(site)
    with site.assembly.database.read() as tx:
        found, _ = read(tx, teller, number)
        shown = shown_of(tx, [found.number])[found.number]
    away = _ticked(shown, ticked)
    gone, left = (
        replace(shown, reports=tuple(e for e in shown.reports if (e.key.item in away) is is_away))
        for is_away in (True, False)
    )
    return page(
        request,
        site,
        "split.html",
        found=found,
        away=away,
        will_go=_line(teller, gone),
        will_stay=_line(teller, left),
    )


def _split(request: Request, site: Site, number: str, ticked: Sequence[str], seen: str) -> Response:
    assembly, own = site.assembly, _number(number)
    shown = _known(site, [own])[own]
    if str(shown.changes) != seen:
        raise HTTPException(_CONFLICT, _CHANGED)
    away = _ticked(shown, ticked)
    try:
        new = assembly.incidents.split(assembly, own, sorted(away), who(request))
    except KeyError:
        raise HTTPException(_CONFLICT, _CHANGED) from None
    except ValueError:
        raise HTTPException(_BAD, _ALL) from None
    return RedirectResponse(f"/incidents/{new}?done=split", _SEE_OTHER)


def _known(site: Site, numbers: Sequence[int]) -> dict[int, Shown]:
    with site.assembly.database.read() as tx:
        found = shown_of(tx, numbers)
    for each in numbers:
        if each not in found:
            raise HTTPException(_NOT_FOUND, NONE.format(each))
    return found


def _number(text: str) -> int:
    found = asked.number(text.strip())
    if found is None:
        raise HTTPException(_NOT_FOUND, NONE.format(""))
    return found


def _ticked(shown: Shown, ticked: Sequence[str]) -> frozenset[int]:
    """Return the items that were ticked, which are some of the incident's and not all."""
    if not ticked:
        raise HTTPException(_BAD, _NOBODY)
    own = {each.key.item for each in shown.reports}
    chosen = {_number(each) for each in ticked[:MOST]}
    for each in sorted(chosen - own):
        raise HTTPException(_CONFLICT, _FOREIGN.format(each))
    if chosen == own:
        raise HTTPException(_BAD, _ALL)
    return frozenset(chosen)


def _line(teller: Teller, *several: Shown) -> Line:
    """Say what an incident of all those reports will be."""
    reports = sorted((e for one in several for e in one.reports), key=lambda e: (e.told.at, e.key))
    found = status([each.told for each in reports])
    return teller.line(replace(several[0], status=found, reports=tuple(reports)))
