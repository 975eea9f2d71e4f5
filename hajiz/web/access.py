"""
Who gets in: asked once before every route, also of those that do not exist.

Whatever is not listed here as open needs access, so a page that is forgotten is shut. Decides
only; how people log in is `hajiz.web.login`'s, how forgeries are recognised `hajiz.web.forgery`'s.
"""

import getpass
import secrets
from collections.abc import Mapping

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hajiz.web import cookies, forgery, visitor
from hajiz.web.bodies import TooLargeError, again, body_of
from hajiz.web.caller import Caller, is_ours, read_caller
from hajiz.web.errors import error
from hajiz.web.site import Site
from hajiz.web.visitor import Visitor

# Open to all, each with a proof of its own where it changes anything: links in mails, what hubs
# say, what monitors ask (which look for themselves who asks), and what pages are drawn with.
OPEN = ("/unsubscribe/", "/label/", "/websub/", "/static/")
OPEN_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

_STRANGER = Visitor("", "stranger")
_REFUSED, _NOT_FOUND, _TOO_LARGE, _MISDIRECTED = 403, 404, 413, 421


def who(request: Request) -> str:
    """Return the name of who asks, for labels."""
    return visitor.of(request.scope).name


def is_open(path: str) -> bool:
    """Say whether *path* is for everybody."""
    return path in OPEN_PATHS or path.startswith(OPEN)


class Gate:
    """Lets a request through to the pages, or answers it."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return  # there are no websockets here
        request = Request(scope, receive)
        caller = read_caller(scope, self._site.plan)
        if not is_ours(caller.host, self._site.plan):
            await error(_MISDIRECTED)(scope, receive, send)
        elif is_open(scope["path"]):
            visitor.put(scope, _STRANGER)
            await self._app(scope, receive, send)
        else:
            await self._to_those_who_may(request, caller, send)

    async def _to_those_who_may(self, request: Request, caller: Caller, send: Send) -> None:
        found = await run_in_threadpool(self._visitor, request, caller)
        if found is None:
            await error(_NOT_FOUND)(request.scope, request.receive, send)
            return
        visitor.put(request.scope, found)
        try:
            body = await body_of(request)
        except TooLargeError:
            await error(_TOO_LARGE)(request.scope, request.receive, send)
            return
        refusal = self._refusal(request, found, body)
        answer = refusal or self._app
        await answer(
            request.scope, again(body, request.receive), _keeping(request, found, caller, send)
        )

    def _visitor(self, request: Request, caller: Caller) -> Visitor | None:
        if self._site.plan.password or not caller.is_direct:
            return None
        header = request.headers.get("cookie", "")
        name = cookies.read(header, "hajiz-name", is_https=False) or _login_name()
        proof = cookies.read(header, "hajiz-browser", is_https=False)
        return Visitor(name, "here", proof or secrets.token_urlsafe())

    def _refusal(self, request: Request, found: Visitor, body: bytes) -> Response | None:
        if request.method in forgery.SAFE:
            return None
        headers: Mapping[str, str] = Headers(scope=request.scope)
        flaw = forgery.flaw(self._site.key, found.proof, headers, body)
        return error(_REFUSED, f"{flaw[:1].upper()}{flaw[1:]}.") if flaw else None


def _keeping(request: Request, found: Visitor, caller: Caller, send: Send) -> Send:
    """Ask the browser to keep the proof that its forms are bound to, if it has none yet."""
    header = request.headers.get("cookie", "")
    has = cookies.read(header, "hajiz-browser", is_https=caller.is_https)
    if found.entry != "here" or has == found.proof:
        return send
    cookie = cookies.written("hajiz-browser", found.proof, is_https=caller.is_https)

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("Set-Cookie", cookie)
        await send(message)

    return send_with_cookie


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
