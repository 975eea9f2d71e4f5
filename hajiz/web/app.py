"""
The HTTP application, and the server that runs it on the daemon's own loop.

The only file that knows uvicorn. Answers to known host names only (DNS rebinding).
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from hajiz.clock import Clock
from hajiz.config.plans import WebPlan
from hajiz.web import health, unsubscribe, websub
from hajiz.web.health import Vitals
from storage.database import Database

log = structlog.get_logger()

ENDING = 2.0  # seconds for requests under way


def application(
    plan: WebPlan, database: Database, key: bytes, clock: Clock, vitals: Vitals | None = None
) -> FastAPI:
    """Return what answers; without documentation pages, for it is no API."""
    app = FastAPI(title="Hajiz", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_hosts(plan))
    app.include_router(unsubscribe.routes(database, key, clock))
    app.include_router(websub.routes(database, clock))
    if vitals is not None:
        app.include_router(health.routes(vitals, urlsplit(plan.public_url).hostname or ""))
    return app


class WebServer:
    """Serves an application until it is told to stop."""

    def __init__(self, plan: WebPlan, app: FastAPI) -> None:
        self._listen = plan.listen
        host, _, port = plan.listen.rpartition(":")
        config = uvicorn.Config(
            app,
            host=host.strip("[]"),
            port=int(port),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
        )
        self._server = _Quiet(config)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen, on the running loop."""
        self._task = asyncio.create_task(self._serve(), name="web")

    async def _serve(self) -> None:
        try:
            await self._server.serve()
        except SystemExit:  # uvicorn's way to say that it cannot listen; the daemon goes on
            log.error("cannot listen, is the port taken?", listen=self._listen)

    async def stop(self) -> None:
        """Close the door and end within two seconds."""
        self._server.should_exit = True
        if self._task is not None:
            with suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(self._task, ENDING)


class _Quiet(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the daemon."""
        yield


def _hosts(plan: WebPlan) -> list[str]:
    public = urlsplit(plan.public_url).hostname
    here = plan.listen.rpartition(":")[0].strip("[]")
    return ["localhost", "127.0.0.1", "[::1]", here, *([public] if public else [])]
