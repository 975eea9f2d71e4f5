"""
The HTTP application, and the server that runs it on the daemon's own loop.

The only file that knows uvicorn.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from socket import socket
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from hajiz.config.plans import WebPlan
from hajiz.log import log
from hajiz.web import health, label, login, statics, unsubscribe, websub
from hajiz.web.access import Gate
from hajiz.web.api import app as api
from hajiz.web.connection import Bounded
from hajiz.web.errors import Caught, of_http
from hajiz.web.headers import Guarded
from hajiz.web.health import Vitals
from hajiz.web.pages import (
    deliveries,
    incident_files,
    incidents,
    item,
    new_outlet,
    outlets,
    places,
    regroup,
    rules,
    said,
    search,
    today,
)
from hajiz.web.rendering import FOLDER
from hajiz.web.site import Site
from hajiz.web.where import whereabouts

ENDING = 2.0  # seconds for requests under way
PAGES = (
    today, incidents, incident_files, regroup, search, rules, outlets, new_outlet, deliveries,
    places, item, said,
)  # fmt: skip


def application(site: Site, vitals: Vitals | None = None) -> FastAPI:
    """Return what answers; nothing gets past the gate that is not listed there as open."""
    app = FastAPI(
        title="Hajiz", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.add_middleware(Gate, site=site)  # the last one added is asked first
    app.add_middleware(Caught)
    app.add_middleware(Guarded)
    for raised in (HTTPException, RequestValidationError):
        app.add_exception_handler(raised, of_http)
    database = site.assembly.database
    app.include_router(unsubscribe.routes(database, site.key, site.clock))
    app.include_router(label.routes(site))
    app.include_router(websub.routes(database, site.clock))
    if vitals is not None:
        app.include_router(health.routes(vitals, urlsplit(site.plan.public_url).hostname or ""))
    app.include_router(login.routes(site))
    for each in PAGES:
        app.include_router(each.routes(site))
    app.include_router(api.routes(site))
    app.include_router(statics.routes(FOLDER / "static"))
    return app


class WebServer:
    """
    Serves an application until it is told to stop.

    *tell* hears once whether it listens: nothing when it does, else why the page is not there.
    """

    def __init__(
        self, plan: WebPlan, app: FastAPI, tell: Callable[[str], Awaitable[None]] | None = None
    ) -> None:
        self._plan = plan
        self._tell = tell
        host, _, port = plan.listen.rpartition(":")
        config = uvicorn.Config(
            app,
            host=host.strip("[]"),
            port=int(port),
            http=Bounded,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # who stands in between, hajiz.web.caller finds out
            ws="none",
            lifespan="off",
        )
        self._server = _Quiet(config, self._is_listening)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen, on the running loop."""
        self._task = asyncio.create_task(self._serve(), name="web")

    async def _serve(self) -> None:
        try:
            await self._server.serve()
        except SystemExit:  # uvicorn's way to say that it cannot listen; the daemon goes on
            log.error("cannot listen, is the port taken?", listen=self._plan.listen)
            await self._say(
                f"the page is not there: nothing can listen on {self._plan.listen}, another "
                "program may have it; set another [web] listen and start Hajiz again"
            )

    async def _is_listening(self) -> None:
        log.info("the page", where=whereabouts(self._plan))
        await self._say("")

    async def _say(self, trouble: str) -> None:
        if self._tell is not None:
            await self._tell(trouble)

    async def stop(self) -> None:
        """Close the door and end within two seconds."""
        self._server.should_exit = True
        if self._task is not None:
            with suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(self._task, ENDING)


class _Quiet(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, listening: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen, and say so only then."""
        await super().startup(sockets)
        if self.started:
            await self._listening()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the daemon."""
        yield
