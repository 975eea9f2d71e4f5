"""
What hubs ask and tell us (WebSub): below /websub/, at an address only the hub knows.

Answers at once and decides nothing; see `hajiz.websub`.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from hajiz.clock import Clock
from hajiz.websub import pushed, verified
from storage.database import Database

MAX_PUSH = 10 * 1024 * 1024  # bytes; what is larger is not read
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
_NOT_FOUND, _GONE, _TOO_LARGE = 404, 410, 413
_DIGITS = 12  # of a lease: more than any that is believed


def routes(database: Database, clock: Clock) -> APIRouter:
    """Return what answers to hubs; what we did not ask for is not found."""
    router = APIRouter()

    @router.get("/websub/{token}")
    def verify(
        token: str,
        mode: Annotated[str, Query(alias="hub.mode")],
        topic: Annotated[str, Query(alias="hub.topic")] = "",
        challenge: Annotated[str, Query(alias="hub.challenge")] = "",
        lease: Annotated[str, Query(alias="hub.lease_seconds")] = "",
    ) -> Response:
        seconds = int(lease[:_DIGITS]) if lease.isascii() and lease.isdigit() else None
        if verified(database, token, mode, topic, seconds, clock()):
            return PlainTextResponse(challenge, headers=_HEADERS)
        return Response(status_code=200 if mode == "denied" else _NOT_FOUND, headers=_HEADERS)

    @router.post("/websub/{token}")
    async def push(token: str, request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MAX_PUSH:
                return Response(status_code=_TOO_LARGE, headers=_HEADERS)
        signature = request.headers.get("x-hub-signature", "")
        is_ours = await run_in_threadpool(pushed, database, token, body, signature, clock())
        return Response(status_code=202 if is_ours else _GONE, headers=_HEADERS)

    return router
