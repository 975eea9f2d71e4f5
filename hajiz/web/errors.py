"""
Answers to what went wrong: a page in our look that says what to do, never a traceback.

Needs no database and nobody logged in, so that it can be given at any moment.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hajiz.log import log
from hajiz.web.rendering import render
from model import StorageError

_KEPT = {"www-authenticate", "allow", "retry-after"}
_BUG, _UNAVAILABLE = 500, 503
_SAYS: Mapping[int, tuple[str, str]] = {
    400: ("Not understood", "Go back and look at what was filled in."),
    401: ("Not logged in", "Log in, or give the program a token: `hajiz web token add NAME`."),
    403: ("Not done", "Nothing was changed."),
    404: ("Not found", "There is nothing at this address."),
    405: ("Not possible here", "This address does not answer to that."),
    409: ("Not done as things stand", "Nothing was changed."),
    412: ("Changed meanwhile", "Look at it again, and then decide."),
    408: ("Too slow", "Not all of it arrived within half a minute. Try again."),
    413: ("Too much", "What was sent is larger than anything this page takes."),
    421: (
        "Not this address",
        "Hajiz does not know itself by this name: ask 127.0.0.1, or set public_url in [web].",
    ),
    422: ("Not understood", "Go back and look at what was filled in."),
    428: ("Not without having looked", "Say which state of it you change: If-Match."),
    429: ("Too often", "Wait a minute and try again."),
    500: ("This is a mistake of ours", "It was written into the log of the daemon."),
    503: ("The database does not answer", "Try again in a moment; `hajiz doctor` may know why."),
}


def error(status: int, why: str = "", more: Mapping[str, Any] | None = None) -> Response:
    """
    Return the page that says what went wrong; *why* says more than the usual words.

    Below /api it is a problem (RFC 9457), which may have *more* members.
    """
    title, remedy = _SAYS.get(status, _SAYS[400])
    body = render("error.html", title=title, why=why, remedy=remedy)
    problem = {"type": "about:blank", "title": title, "status": status, "detail": why or remedy}
    return _Error(body, problem | dict(more or {}), status)


async def of_http(_: Request, raised: Exception) -> Response:
    """Answer what a page refused."""
    if isinstance(raised, RequestValidationError):
        return error(422, more={"errors": [_wrong(each) for each in raised.errors()]})
    assert isinstance(raised, HTTPException)
    said = raised.detail if raised.detail != _phrase(raised.status_code) else ""
    answer = error(raised.status_code, said, getattr(raised, "more", None))
    answer.headers.update(raised.headers or {})
    return answer


class Caught:
    """Answers where a page broke, in words; the log has the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun: list[Message] = []

        async def send_noting(message: Message) -> None:
            begun.append(message)
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception as raised:  # noqa: BLE001 - the guard of all pages
            answer = _of_broken(scope["path"], raised)
            if not begun:
                await answer(scope, receive, send)


def _of_broken(path: str, raised: Exception) -> Response:
    if isinstance(raised, StorageError):
        log.error("a page found no database", path=path, reason=str(raised))
        return error(_UNAVAILABLE)
    log.error("a page failed", path=path, exc_info=raised)
    return error(_BUG)


class _Error(HTMLResponse):
    """A page for browsers; programs below /api get a problem."""

    def __init__(self, body: str, problem: Mapping[str, Any], status: int) -> None:
        super().__init__(body, status)
        self._plain = JSONResponse(problem, status, media_type="application/problem+json")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith("/api/"):
            for name in _KEPT & set(self.headers):
                self._plain.headers[name] = self.headers[name]
            await self._plain(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _wrong(found: Mapping[str, Any]) -> dict[str, str]:
    """Say what of a request is wrong: where it is, and why."""
    return {"where": ".".join(str(part) for part in found["loc"]), "why": found["msg"]}


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase
