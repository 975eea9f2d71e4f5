"""
The page behind a digest's link to label an item.

Looking changes nothing: mail scanners open every link. Only a POST does, by one of the buttons,
without cookie or login; the token in the address is the proof, and says who speaks.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from alerts.label_links import Offer, read_token
from hajiz.web.bodies import TooLargeError, body_of
from hajiz.web.errors import error
from hajiz.web.rendering import render
from hajiz.web.site import Site
from hajiz.web.unsubscribe import HEADERS
from storage import items, labels

if TYPE_CHECKING:
    from model import Verdict

# What each button says, and what it means
VERDICTS: "Mapping[Verdict, str]" = {
    "relevant": "it belongs in the digest",
    "noise": "it does not",
    "unsure": "I looked and cannot say",
}
_NOT_FOUND, _TOO_SLOW, _GONE, _TOO_LARGE, _NOT_UNDERSTOOD = 404, 408, 410, 413, 422


def routes(site: Site) -> APIRouter:
    """Return what answers below /label/; a token without our proof is not found."""
    router = APIRouter()

    @router.get("/label/{token}")
    def look(token: str) -> HTMLResponse:
        offer = read_token(site.key, token)
        return _shown(site, offer) if offer else _invalid()

    @router.post("/label/{token}")
    async def say(token: str, request: Request) -> Response:
        offer = read_token(site.key, token)
        if offer is None:
            return _invalid()
        try:
            body = await body_of(request)
        except TooLargeError:
            return error(_TOO_LARGE)
        except (TimeoutError, ClientDisconnect):
            return error(_TOO_SLOW)
        return await run_in_threadpool(_said, site, offer, body)

    return router


def _said(site: Site, offer: Offer, body: bytes) -> Response:
    """Label the item as the form says; where nothing was filled in at all, as the link does."""
    fields = _fields(body) if body else {"verdict": [offer.verdict]}
    chosen = fields.get("verdict", [""])[-1]
    verdict = next((each for each in VERDICTS if each == chosen), None)
    if verdict is None:
        return error(_NOT_UNDERSTOOD)
    rules = [each for each in offer.rules if each in fields.get("rule", offer.rules)]
    with site.assembly.database.write() as tx:
        if items.get(tx, offer.item_id) is not None:
            for rule in rules:
                labels.say(tx, offer.item_id, rule, verdict, offer.who, "digest", site.clock())
    return _shown(site, offer, verdict if rules else None, rules)


def _shown(
    site: Site, offer: Offer, said: "Verdict | None" = None, rules: Sequence[str] = ()
) -> HTMLResponse:
    assembly = site.assembly
    with assembly.database.read() as tx:
        stored = items.get(tx, offer.item_id)
        given = labels.of_items(tx, [offer.item_id])[offer.item_id]
    if stored is None:
        words = "It is older than items are kept here. There is nothing left to label."
        return _page(_GONE, title="This item is gone", words=words, item=None)
    names = {str(outlet.id): outlet.name for outlet in assembly.config.outlets}
    return _page(
        title=f"Labelled: {said}" if said else "Relevant or noise?",
        item=stored.item,
        outlet=names.get(stored.item.outlet, stored.item.outlet),
        seen_at=stored.first_seen_at,
        rules=[(rule, given.get(rule), rule in (rules or offer.rules)) for rule in offer.rules],
        verdicts=VERDICTS,
        clicked=said or offer.verdict,
        is_said=said is not None,
        who=offer.who,
        zone=site.zone,
        now=site.clock(),
    )


def _invalid() -> HTMLResponse:
    words = "Copy the whole link from the digest."
    return _page(_NOT_FOUND, title="This link is not valid", words=words, item=None)


def _page(status: int = 200, **context: object) -> HTMLResponse:
    return HTMLResponse(render("label.html", **context), status, headers=HEADERS)


def _fields(body: bytes) -> Mapping[str, Sequence[str]]:
    text = body.decode("utf-8", "replace")
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=1000)
    except ValueError:  # more than any form of ours has
        return {}
