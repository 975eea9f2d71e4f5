"""The page *Deliveries*: what went where and when, what waits and why; send again, or drop."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from hajiz.web.rendering import page
from hajiz.web.site import Site
from hajiz.web.views import asked
from model.message import Delivery
from storage import channels, deliveries, events, holds, items, outbox
from storage.database import Transaction

AT_ONCE = 50
STATES = {
    "pending": "waits",
    "sent": "sent",
    "dead": "given up",
    "cancelled": "dropped",
    "review": "waits for your word",
}
_DONE = {
    "retried": "It will be sent again, now.",
    "dropped": "It is dropped. It is kept, and can still be sent.",
    "all": "All of them will be sent again, now.",
    "released": "All that waited will be sent.",
    "told": "All that waited is dropped: it was told before.",
    "late": "It was not in that state any more; nothing was changed.",
}
_CONFLICT = "late"
_AGAIN = frozenset(STATES)
_SEE_OTHER, _NOT_FOUND = 303, 404

Change = Callable[[Transaction, datetime], object]
Seen = Annotated[str, Form()]


def routes(site: Site) -> APIRouter:
    """Return what answers at /deliveries and below."""
    router = APIRouter()

    @router.get("/deliveries")
    def show_all(
        request: Request, state: str = "", channel: str = "", before: str = "", done: str = ""
    ) -> HTMLResponse:
        chosen = state if state in STATES else ""
        return _all(request, site, chosen, channel, asked.number(before), done)

    @router.get("/deliveries/{number:int}")
    def show_one(request: Request, number: int, done: str = "") -> HTMLResponse:
        return _one(request, site, number, done)

    _add_changes(router, site)
    return router


def _add_changes(router: APIRouter, site: Site) -> None:
    """Add what changes something; *seen* is the state in which somebody decided it."""

    @router.post("/deliveries/{number:int}/retry")
    def retry(number: int, seen: Seen) -> Response:
        return _change_one(site, number, seen, _AGAIN, deliveries.retry, "retried")

    @router.post("/deliveries/{number:int}/drop")
    def drop(number: int, seen: Seen) -> Response:
        unsent = frozenset(deliveries.UNSENT)
        return _change_one(site, number, seen, unsent, deliveries.drop, "dropped")

    @router.post("/deliveries/retry-dead")
    def retry_dead() -> Response:
        with site.assembly.database.write() as tx:
            deliveries.retry(tx, deliveries.numbers(tx, ["dead"]), site.clock())
        return _back("/deliveries", "all")

    @router.post("/deliveries/release")
    def release(told: Annotated[str, Form()] = "") -> Response:
        with site.assembly.database.write() as tx:
            holds.end(tx, is_told=told != "yes", now=site.clock())
        return _back("/deliveries", "told" if told == "yes" else "released")


def _all(
    request: Request, site: Site, state: str, channel: str, before: int | None, done: str
) -> HTMLResponse:
    with site.assembly.database.read() as tx:
        found = deliveries.recent(tx, state or None, channel or None, AT_ONCE + 1, before)
        context: dict[str, Any] = {
            "troubles": channels.troubles(tx),
            "waiting": deliveries.waiting(tx),
            "dead": deliveries.count(tx, "dead"),
            "in_review": deliveries.count(tx, "review") + events.count(tx, "review"),
            "held": items.count_held(tx),
        }
    return page(
        request,
        site,
        "deliveries.html",
        found=found[:AT_ONCE],
        further=found[AT_ONCE - 1].seq if len(found) > AT_ONCE else None,
        here=asked.address("/deliveries", state=state, channel=channel),
        state=state,
        channel=channel,
        channels=[each.name for each in site.assembly.config.channels],
        states=STATES,
        done=_DONE.get(done, ""),
        **context,
    )


def _one(request: Request, site: Site, number: int, done: str) -> HTMLResponse:
    with site.assembly.database.read() as tx:
        found = _found(tx, number)
        attempts = deliveries.attempts_of(tx, number)
        message = outbox.message_of(tx, found.message_id)
    return page(
        request,
        site,
        "delivery.html",
        each=found,
        attempts=attempts,
        message=message,
        states=STATES,
        can_drop=found.state in deliveries.UNSENT,
        done=_DONE.get(done, ""),
    )


def _change_one(
    site: Site,
    number: int,
    seen: str,
    states: frozenset[str],
    change: Callable[[Transaction, list[int], datetime], int],
    done: str,
) -> Response:
    """Change a delivery, if it is still in the state it was seen in: it may have been sent."""
    with site.assembly.database.write() as tx:
        state = _found(tx, number).state
        if state != seen or state not in states:
            return _back(f"/deliveries/{number}", _CONFLICT)
        change(tx, [number], site.clock())
    return _back(f"/deliveries/{number}", done)


def _found(tx: Transaction, number: int) -> Delivery:
    found = deliveries.get(tx, [number]) if number <= asked.MOST else []
    if not found:
        raise HTTPException(_NOT_FOUND, f"Nothing has the number {number}.")
    return found[0]


def _back(path: str, done: str) -> Response:
    return RedirectResponse(f"{path}?done={done}", _SEE_OTHER)
