"""Pins for other programs."""

from typing import Annotated

from fastapi import APIRouter, Body, Request

from hajiz.tuning.pins import broken
from hajiz.web.access import who
from hajiz.web.api import asked
from hajiz.web.api.known import refuse_unknown
from hajiz.web.api.problems import not_found
from hajiz.web.api.shapes import PinShape, Shape
from hajiz.web.site import Site
from model import Pin
from storage import pins
from storage.database import Transaction

_NO_CONTENT = 204


class Promise(Shape):
    """What is promised of a rule and an item."""

    must: Annotated[bool, Body(description="Fire; false: must not.")]


def routes(site: Site) -> APIRouter:
    """Return what answers at /api/pins."""
    router = APIRouter(prefix="/pins", tags=["pins"])

    @router.get("")
    def list_pins(rule: asked.RuleName = "") -> list[PinShape]:
        """List the pins, of all rules or of one, and whether they hold."""
        with site.assembly.database.read() as tx:
            return _shapes(site, tx, pins.every(tx, rule or None))

    @router.put("/{rule}/{number}")
    def pin(
        request: Request, rule: asked.NameInPath, number: asked.ItemNumber, promise: Promise
    ) -> PinShape:
        """Promise that a rule fires for an item, or that it does not."""
        with site.assembly.database.write() as tx:
            refuse_unknown(tx, number, rule, site.assembly.rule_set.rules)
            made = Pin(number, rule, promise.must, who(request), site.clock())
            pins.put(tx, made)
            return _shapes(site, tx, [made])[0]

    @router.delete("/{rule}/{number}", status_code=_NO_CONTENT)
    def unpin(rule: asked.NameInPath, number: asked.ItemNumber) -> None:
        """Take a pin away."""
        with site.assembly.database.write() as tx:
            if not pins.remove(tx, number, rule):
                raise not_found(f"pin of “{rule}” on item {number}")

    return router


def _shapes(site: Site, tx: Transaction, found: list[Pin]) -> list[PinShape]:
    failing = {each.pin for each in broken(tx, site.assembly.rule_set)} if found else set()
    return [PinShape.of(pin, holds=pin not in failing) for pin in found]
