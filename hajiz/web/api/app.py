"""All of the API together, its description for programs, and a page that lists it for people."""

from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel

from hajiz import __version__
from hajiz.web.api import incidents, items, operations, pins, rules
from hajiz.web.rendering import page
from hajiz.web.site import Site

_ABOUT = (
    "Everything the page of Hajiz shows and does, for programs. Times are ISO 8601 with their "
    "zone. Lists that go on give a number `next`; ask for `before` it. Errors are problems "
    "(RFC 9457). Programs bring a token: `Authorization: Bearer …`, made by "
    "`hajiz web token add NAME`."
)
_PROBLEMS = {
    400: "Not understood.",
    401: "No token, or one that is not valid.",
    403: "A page elsewhere has sent it.",
    404: "There is no such thing.",
    409: "Not as things stand: a pin would break, config.toml cannot take it, it was sent already.",
    412: "config.toml was changed since the state that If-Match names.",
    422: "What was asked for makes no sense; the answer says where.",
    428: "If-Match is missing.",
    503: "The database does not answer, or others are looking through the archive.",
}


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it; there may be more members."""

    type: str
    title: str
    status: int
    detail: str


def routes(site: Site) -> APIRouter:
    """Return what answers below /api."""
    router = APIRouter(prefix="/api")
    described: dict[int | str, dict[str, Any]] = {
        status: _problem(words) for status, words in _PROBLEMS.items()
    }
    for each in (items, incidents, rules, pins, operations):
        router.include_router(each.routes(site), responses=described)

    @cache
    def description() -> dict[str, Any]:
        return _description(router)

    @router.get("/openapi.json", include_in_schema=False)
    def openapi() -> JSONResponse:
        return JSONResponse(description())

    @router.get("", include_in_schema=False)
    def listing(request: Request) -> HTMLResponse:
        return page(request, site, "api.html", operations=_listed(description()))

    return router


def _problem(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}


def _description(router: APIRouter) -> dict[str, Any]:
    found = get_openapi(
        title="Hajiz", version=__version__, description=_ABOUT, routes=router.routes
    )
    parts = found.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{"token": []}]
    return found


def _listed(description: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [
        (method.upper(), path, about.get("summary", ""), about.get("description", ""))
        for path, methods in description["paths"].items()
        for method, about in methods.items()
    ]
