"""
What monitors ask: `/healthz` (does it turn?), `/readyz` (does it do its work?), `/metrics`.

Without a login, so only for who asks directly: what comes through a web server that publishes
Hajiz is not found. Another machine, where config.toml lets it, hears whether, but not why.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from hajiz.web import caller
from hajiz.web.caller import FORWARDED
from hajiz.web.metrics import CONTENT_TYPE

KEPT = 5.0  # seconds an answer is given again without looking
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_NOT_FOUND, _UNAVAILABLE = 404, 503

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Vitals:
    """Where the answers come from; none of the functions raises."""

    stuck: Callable[[], dict[str, float]]  # loops that hang, and for how many seconds
    faults: Callable[[], tuple[str, ...]]  # why Hajiz does not do its work
    metrics: Callable[[], bytes]


def routes(vitals: Vitals, public_host: str = "") -> APIRouter:
    """Return what answers to monitors, but not at *public_host*."""
    router = APIRouter()
    faults, metrics = _Kept(vitals.faults), _Kept(vitals.metrics)

    @router.get("/healthz")
    async def healthz(request: Request) -> Response:
        _refuse_strangers(request, public_host)
        stuck = vitals.stuck()
        reasons = tuple(f"{name} has not turned for {s:.0f} s" for name, s in stuck.items())
        return _answer(request, reasons)

    @router.get("/readyz")
    async def readyz(request: Request) -> Response:
        _refuse_strangers(request, public_host)
        return _answer(request, await run_in_threadpool(faults))

    @router.get("/metrics")
    async def metrics_now(request: Request) -> Response:
        _refuse_strangers(request, public_host)
        if not caller.of(request.scope).is_direct:
            raise HTTPException(_NOT_FOUND)
        body = await run_in_threadpool(metrics)
        return Response(body, headers=_HEADERS, media_type=CONTENT_TYPE)

    return router


class _Kept(Generic[T]):
    """A function whose answer is good for a few seconds."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._last: tuple[float, T] | None = None

    def __call__(self) -> T:
        last = self._last
        if last is None or time.monotonic() - last[0] >= KEPT:
            last = self._last = (time.monotonic(), self._ask())
        return last[1]


def _answer(request: Request, reasons: tuple[str, ...]) -> Response:
    told = list(reasons) if caller.of(request.scope).is_direct else []
    said = {"status": "not ready" if reasons else "ok", "reasons": told}
    return JSONResponse(said, _UNAVAILABLE if reasons else 200, headers=_HEADERS)


def _refuse_strangers(request: Request, public_host: str) -> None:
    is_public = bool(public_host) and request.url.hostname == public_host
    if is_public or any(name in request.headers for name in FORWARDED):
        raise HTTPException(_NOT_FOUND)
