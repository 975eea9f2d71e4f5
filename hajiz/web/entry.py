"""
By which way a request comes in: a program's token, a session, or this machine.

Knows nothing of routes; `hajiz.web.access` asks it for every one that is not open.
"""

import getpass
import secrets

from fastapi import Request

from hajiz.web import cookies
from hajiz.web.caller import Caller
from hajiz.web.sessions import name_of_session, name_of_token
from hajiz.web.site import Site
from hajiz.web.visitor import Visitor

LOGIN = "/login"
API = "/api/"
LONGEST_NAME = 40


def entrant(site: Site, request: Request, caller: Caller) -> Visitor | None:
    """
    Return who comes in; None for nobody.

    Without a password only those at this machine do, who ask it directly.

    Raises:
        StorageError: the database failed.
    """
    is_here = not site.plan.password and caller.is_direct
    if not site.plan.password and not is_here:
        return None
    if (token := _bearer(request)) is not None:
        return _program(site, token)
    if is_here:
        name = readable(_kept(request, "hajiz-name", caller)) or _login_name()
        return Visitor(name, "here", _proof(request, caller))
    session = _kept(request, "hajiz-session", caller)
    if name := name_of_session(site, session):
        return Visitor(name, "login", session)
    if request.url.path == LOGIN:
        return Visitor("", "stranger", _proof(request, caller))
    return None


def readable(name: str) -> str:
    """Return a name in one line and of a bearable length; "" for one that cannot be read."""
    plain = " ".join(name.split())
    return plain[:LONGEST_NAME] if plain.isprintable() else ""


def _bearer(request: Request) -> str | None:
    """Return the token of a program (RFC 6750, 2.1), which opens the API and no page."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    is_one = kind.lower() == "bearer" and request.url.path.startswith(API)
    return token.strip() if is_one else None


def _program(site: Site, token: str) -> Visitor | None:
    name = name_of_token(site, token)
    return Visitor(name, "token") if name else None


def _proof(request: Request, caller: Caller) -> str:
    """Return what the browser's forms are bound to while nobody is logged in."""
    return _kept(request, "hajiz-browser", caller) or secrets.token_urlsafe(32)


def _kept(request: Request, name: cookies.Name, caller: Caller) -> str:
    return cookies.read(request.headers.get("cookie", ""), name, is_https=caller.is_https)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
