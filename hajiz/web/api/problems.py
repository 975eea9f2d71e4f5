"""What an API answers when it will not do something: a problem (RFC 9457), in our words."""

from typing import Any

from starlette.exceptions import HTTPException

from hajiz.tuning.pins import BrokenPin
from hajiz.tuning.saving import PinError
from model import ConfigError, RuleError

BAD, NOT_FOUND, CONFLICT, CHANGED, UNFIT, UNCONDITIONAL, BUSY = 400, 404, 409, 412, 422, 428, 503


class ApiProblem(HTTPException):
    """An answer that is a problem; *more* are its own members beside the usual ones."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        self.more = more
        super().__init__(status, detail)


def not_found(what: str) -> ApiProblem:
    """Return the answer for something that is not there."""
    return ApiProblem(NOT_FOUND, f"There is no {what}.")


def of_rule(error: RuleError) -> ApiProblem:
    """Return the answer for a query that cannot be used, with the place of the mistake."""
    detail = f"{error.reason[:1].upper()}{error.reason[1:]}."
    return ApiProblem(UNFIT, detail, query=error.text, offset=error.offset)


def of_config(error: ConfigError) -> ApiProblem:
    """Return the answer for a change that config.toml cannot take."""
    found = [{"key": each.key, "why": each.message, "line": each.line} for each in error.problems]
    return ApiProblem(CONFLICT, "config.toml cannot be changed so.", problems=found)


def of_pins(error: PinError) -> ApiProblem:
    """Return the answer for a change that breaks pins."""
    return ApiProblem(CONFLICT, str(error), broken_pins=[broken_pin(each) for each in error.pins])


def broken_pin(each: BrokenPin) -> dict[str, Any]:
    """Say which pin breaks and why."""
    pin = each.pin
    return {"rule": pin.rule, "item": pin.item_id, "must": pin.must, "title": each.title}
