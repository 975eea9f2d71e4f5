"""
What people say on the page of items: labels, and pins.

A script gets the labels as they stand then; a form goes back to where it was sent from.
"""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from hajiz.web.access import who
from hajiz.web.rendering import page
from hajiz.web.site import Site
from hajiz.web.views import asked
from hajiz.web.views.labelling import VERDICTS, Outcome, Said, label_item
from model import Pin
from storage import items, matches, pins

_BAD, _NOT_FOUND, _CONFLICT, _SEE_OTHER = 400, 404, 409, 303
PINS = {"must": True, "must-not": False, "": None}
MOST_RULES = 1000  # in one form

Texts = Annotated[list[str], Form()]
Text = Annotated[str, Form()]


def routes(site: Site) -> APIRouter:
    """Return what is said below /items/."""
    router = APIRouter(prefix="/items/{number}")

    @router.post("/label")
    def label(
        request: Request,
        number: str,
        rule: Texts,
        verdict: Text = "",
        seen: Texts | None = None,
        back: Text = "/",
    ) -> Response:
        said = _said(site, number, rule, verdict, seen or [])
        with site.assembly.database.write() as tx:
            by, now = who(request), site.clock()
            outcome = label_item(tx, _number(number), said, by, "page", now)
        if outcome is None:
            raise HTTPException(_NOT_FOUND)
        if "application/json" in request.headers.get("accept", ""):
            return _as_json(outcome, said)
        if outcome.late:
            return _too_late(request, site, number, outcome, back)
        return RedirectResponse(asked.own_path(back), _SEE_OTHER)

    @router.post("/pin")
    def pin(request: Request, number: str, rule: Text, must: Text = "") -> Response:
        if must not in PINS:
            raise HTTPException(_BAD)
        _pin(site, _number(number), rule, PINS[must], who(request))
        return RedirectResponse(f"/items/{_number(number)}#rules", _SEE_OTHER)

    return router


def _number(text: str) -> int:
    found = asked.number(text)
    if found is None:
        raise HTTPException(_NOT_FOUND)
    return found


def _said(
    site: Site, number: str, rules: list[str], verdict: str, seen: list[str]
) -> tuple[Said, ...]:
    """Read what a form says; a rule that is neither configured nor fired cannot be judged."""
    if verdict not in ("", *VERDICTS) or len(rules) > MOST_RULES:
        raise HTTPException(_BAD)
    assembly = site.assembly
    with assembly.database.read() as tx:
        fired = matches.of_items(tx, [_number(number)])[_number(number)]
    known = {*assembly.rule_set.rules, *(each.match.rule for each in fired)}
    if not known.issuperset(rules):
        raise HTTPException(_BAD)
    meant = next((each for each in VERDICTS if each == verdict), None)
    versions = [asked.number(each) for each in seen]
    versions += [None] * (len(rules) - len(versions))
    return tuple(Said(rule, meant, version) for rule, version in zip(rules, versions, strict=False))


def _as_json(outcome: Outcome, said: tuple[Said, ...]) -> JSONResponse:
    """Say how the labels stand now, for a script that shows it."""
    labels = {
        rule: {
            "verdict": label.verdict,
            "version": label.version,
            "by": label.said_by,
            "at": label.said_at.isoformat(),
        }
        for rule, label in outcome.labels.items()
    }
    late = [each.rule for each in outcome.late]
    return JSONResponse({"labels": labels, "late": late, "rules": [each.rule for each in said]})


def _too_late(
    request: Request, site: Site, number: str, outcome: Outcome, back: str
) -> HTMLResponse:
    said = [(each, outcome.labels.get(each.rule)) for each in outcome.late]
    return page(
        request,
        site,
        "late.html",
        _CONFLICT,
        number=_number(number),
        said=said,
        verdict=outcome.late[0].verdict,
        back=asked.own_path(back),
    )


def _pin(site: Site, number: int, rule: str, must: bool | None, by: str) -> None:
    if must is not None and rule not in site.assembly.rule_set.rules:
        raise HTTPException(_BAD)
    with site.assembly.database.write() as tx:
        if items.get(tx, number) is None:
            raise HTTPException(_NOT_FOUND)
        if must is None:
            pins.remove(tx, number, rule)
        else:
            pins.put(tx, Pin(number, rule, must, by, site.clock()))
