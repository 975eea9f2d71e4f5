"""
Who gets in: asked once before every route, also of those that do not exist.

Whatever is not listed here as open needs access, so a page that is forgotten is shut. Decides
only; how people log in is `hajiz.web.login`'s, how forgeries are recognised `hajiz.web.forgery`'s.
"""

from urllib.parse import quote

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hajiz.web import caller, cookies, forgery, visitor
from hajiz.web.bodies import TooLargeError, again, body_of
from hajiz.web.caller import Caller, is_ours, read_caller
from hajiz.web.entry import API, LOGIN, entrant
from hajiz.web.errors import error
from hajiz.web.site import Site
from hajiz.web.visitor import Visitor

# Open to all, each with a proof of its own where it changes anything: links in mails, what hubs
# say, what monitors ask (which look for themselves who asks), and what pages are drawn with.
OPEN = ("/unsubscribe/", "/label/", "/websub/", "/static/")
OPEN_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

_STRANGER = Visitor("", "stranger")
_SEE_OTHER, _UNKNOWN, _REFUSED, _NOT_FOUND = 303, 401, 403, 404
_TOO_SLOW, _TOO_LARGE, _MISDIRECTED = 408, 413, 421


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
        asker = read_caller(scope, self._site.plan)
        caller.put(scope, asker)
        if not is_ours(asker.host, self._site.plan):
            await error(_MISDIRECTED)(scope, receive, send)
        elif is_open(scope["path"]):
            visitor.put(scope, _STRANGER)
            await self._app(scope, receive, send)
        else:
            await self._to_those_who_may(Request(scope, receive), asker, send)

    async def _to_those_who_may(self, request: Request, asker: Caller, send: Send) -> None:
        found = await run_in_threadpool(entrant, self._site, request, asker)
        if found is None:
            await self._shut(request)(request.scope, request.receive, send)
            return
        visitor.put(request.scope, found)
        try:
            body = await body_of(request)
        except (TooLargeError, TimeoutError, ClientDisconnect) as raised:
            status = _TOO_LARGE if isinstance(raised, TooLargeError) else _TOO_SLOW
            await error(status)(request.scope, request.receive, send)
            return
        answer = self._refusal(request, found, body) or self._app
        keeping = _keeping(request, found, asker, send)
        await answer(request.scope, again(body, request.receive), keeping)

    def _shut(self, request: Request) -> Response:
        """Say how to get in; where nobody can, that there is nothing."""
        if not self._site.plan.password:
            return error(_NOT_FOUND)
        if request.method in {"GET", "HEAD"} and not request.url.path.startswith(API):
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"{LOGIN}?next={quote(wanted, safe='/')}", _SEE_OTHER)
        answer = error(_UNKNOWN)
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Hajiz"'
        return answer

    def _refusal(self, request: Request, found: Visitor, body: bytes) -> Response | None:
        if request.method in forgery.SAFE or found.entry == "token":
            return None
        flaw = forgery.flaw(self._site.key, found.proof, request.headers, body)
        return error(_REFUSED, f"{flaw[:1].upper()}{flaw[1:]}.") if flaw else None


def _keeping(request: Request, found: Visitor, asker: Caller, send: Send) -> Send:
    """Ask the browser to keep the proof that its forms are bound to, if it has none yet."""
    header = request.headers.get("cookie", "")
    has = cookies.read(header, "hajiz-browser", is_https=asker.is_https)
    if found.entry not in {"here", "stranger"} or has == found.proof:
        return send
    cookie = cookies.written("hajiz-browser", found.proof, is_https=asker.is_https)

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("Set-Cookie", cookie)
        await send(message)

    return send_with_cookie
