"""How Hajiz fares, for other programs: outlets, deliveries, and the whole."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from hajiz.standing import standing_of
from hajiz.survey import survey
from hajiz.web.api import asked
from hajiz.web.api.problems import CONFLICT, ApiProblem, not_found
from hajiz.web.api.shapes import Shape
from hajiz.web.site import Site
from model import Health, HealthState, Outlet
from model.message import Delivery, DeliveryState
from storage import deliveries
from storage.database import Transaction

_AGAIN = frozenset({"dead", "cancelled", "pending", "review"})


class FindingShape(Shape):
    """One thing that is the matter with an outlet."""

    state: HealthState
    since: datetime | None
    detail: str
    count: Annotated[int, Field(description="Days of silence, or pages not read.")]


class OutletShape(Shape):
    """An outlet, and how it fares."""

    id: str
    name: str
    kind: str
    language: str
    affiliation: str
    state: HealthState
    well: bool
    findings: Annotated[list[FindingShape], Field(description="The gravest first.")]

    @classmethod
    def of(cls, outlet: Outlet, health: Health) -> "OutletShape":
        """Return the shape of *outlet*, which has that *health*."""
        return cls(
            id=outlet.id,
            name=outlet.name,
            kind=outlet.kind,
            language=outlet.language,
            affiliation=outlet.affiliation,
            state=health.state,
            well=health.is_well,
            findings=[FindingShape.model_validate(each) for each in health.findings],
        )


class DeliveryShape(Shape):
    """One message to one recipient, and what became of it so far."""

    seq: Annotated[int, Field(description="Its number.")]
    message_id: str
    kind: str
    subject: str
    channel: str
    recipient: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    last_attempt_at: datetime | None
    detail: Annotated[str, Field(description="Of the last attempt.")]


class DeliveryPage(Shape):
    """Deliveries, the newest first."""

    deliveries: list[DeliveryShape]
    next: Annotated[int | None, Field(description="Ask for `before` this for more; null: none.")]


class StatusShape(Shape):
    """Whether Hajiz does its work, and what waits."""

    now: datetime
    daemon_since: datetime | None
    rules: list[str]
    rule_set: Annotated[str, Field(description="Its version.")]
    outlets: int
    outlets_fine: int
    items: int
    waiting: Annotated[dict[str, int], Field(description="Messages, by channel.")]
    given_up: int
    next_digests: dict[str, datetime]
    notices: Annotated[list[str], Field(description="What must be put right.")]
    faults: Annotated[list[str], Field(description="Why the work is not being done.")]


def routes(site: Site) -> APIRouter:
    """Return what answers at /api/outlets, /api/deliveries and /api/status."""
    router = APIRouter(tags=["operation"])

    @router.get("/outlets")
    def list_outlets() -> list[OutletShape]:
        """List the outlets in the order of config.toml, and how they fare."""
        outlets = site.assembly.config.outlets
        with site.assembly.database.read() as tx:
            healths = survey(tx, outlets, site.clock())
        return [OutletShape.of(outlet, healths[outlet.id]) for outlet in outlets]

    @router.get("/status")
    def status() -> StatusShape:
        """Say whether Hajiz does its work, and what waits."""
        now = site.clock()
        found = standing_of(site.assembly, now)
        return StatusShape(
            now=now,
            daemon_since=found.daemon_since,
            rules=list(found.rules),
            rule_set=found.rule_set,
            outlets=found.outlets,
            outlets_fine=found.fine,
            items=found.items,
            waiting=found.waiting,
            given_up=found.dead,
            next_digests=found.next_digests,
            notices=list(found.notices),
            faults=list(found.faults),
        )

    _deliveries(router, site)
    return router


def _deliveries(router: APIRouter, site: Site) -> None:
    @router.get("/deliveries")
    def list_deliveries(
        state: Annotated[DeliveryState | None, Query(description="Only those.")] = None,
        channel: Annotated[str | None, Query(max_length=200, description="Only of it.")] = None,
        before: asked.Before = None,
        limit: asked.Limit = 50,
    ) -> DeliveryPage:
        """List the messages to each recipient, the newest first."""
        with site.assembly.database.read() as tx:
            found = deliveries.recent(tx, state, channel, limit + 1, before)
        shown = [DeliveryShape.model_validate(each) for each in found[:limit]]
        return DeliveryPage(deliveries=shown, next=shown[-1].seq if found[limit:] else None)

    @router.post("/deliveries/{number}/retry")
    def retry(
        number: asked.DeliveryNumber,
        sent: Annotated[bool, Query(description="Also what was sent: once more.")] = False,
    ) -> DeliveryShape:
        """Send again, now, under the same id, what was given up, dropped or still waits."""
        with site.assembly.database.write() as tx:
            _refuse(_delivery(tx, number), _AGAIN | ({"sent"} if sent else set()))
            deliveries.retry(tx, [number], site.clock())
            return DeliveryShape.model_validate(_delivery(tx, number))

    @router.post("/deliveries/{number}/drop")
    def drop(number: asked.DeliveryNumber) -> DeliveryShape:
        """Give up what waits or was given up; it is kept, and can be sent again."""
        with site.assembly.database.write() as tx:
            _refuse(_delivery(tx, number), frozenset(deliveries.UNSENT))
            deliveries.drop(tx, [number], site.clock())
            return DeliveryShape.model_validate(_delivery(tx, number))


def _delivery(tx: Transaction, number: int) -> Delivery:
    found = deliveries.get(tx, [number])
    if not found:
        raise not_found(f"delivery {number}")
    return found[0]


def _refuse(delivery: Delivery, states: frozenset[str]) -> None:
    if delivery.state not in states:
        raise ApiProblem(CONFLICT, f"Delivery {delivery.seq} is {delivery.state}.")
