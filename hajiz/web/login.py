"""
The way in and out: a name and the password, or on this machine the name alone.

The name is what labels are signed with. It proves nothing: whoever has the password may give any.
"""

import re
from typing import Annotated
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hajiz.log import log
from hajiz.web import caller, cookies, passwords, visitor
from hajiz.web.entry import readable
from hajiz.web.rendering import page
from hajiz.web.sessions import LONGEST, close_session, open_session
from hajiz.web.site import Site
from hajiz.web.tries import Tries

YEAR = 365 * 24 * 3600  # seconds a browser keeps the name
_OK, _SEE_OTHER, _FORBIDDEN, _TOO_MANY = 200, 303, 403, 429
_WRONG = "This is not the password."
_OFTEN = "Too many tries. Wait a minute."
_NAMELESS = "Say who you are: labels carry the name."

Text = Annotated[str, Form()]


def routes(site: Site) -> APIRouter:
    """Return what answers at /login and /logout."""
    router, tries = APIRouter(), Tries()

    @router.get("/login")
    def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 - its name on the web
        return _form(request, site, next, _called(request))

    @router.post("/login")
    def enter(request: Request, name: Text = "", password: Text = "", next: Text = "/") -> Response:  # noqa: A002
        called = readable(name)
        if not called:
            return _form(request, site, next, "", _NAMELESS)
        if site.plan.password and not tries.may(_address(request), site.clock()):
            return _form(request, site, next, called, _OFTEN, _TOO_MANY)
        if site.plan.password and not passwords.fits(site.plan.password, password):
            log.warning("a wrong password for the page", address=_address(request))
            return _form(request, site, next, called, _WRONG)
        return _entered(request, site, called, next)

    @router.post("/logout")
    def leave(request: Request) -> Response:
        close_session(site, visitor.of(request.scope).proof)
        answer = RedirectResponse("/login", _SEE_OTHER)
        _keep(request, answer, "hajiz-session", "", 0)
        return answer

    return router


def within(address: str) -> str:
    r"""
    Return *address* if it leads to a page of ours, else the first one.

    Only an absolute path is one: browsers take `//host`, `/\host` and control characters for more
    (OWASP, Unvalidated Redirects).
    """
    if not re.fullmatch(r"/(?!/)[!-\[\]-~]*", address):
        return "/"
    decoded = unquote(address)
    if decoded.startswith("//") or "\\" in decoded or urlsplit(address).netloc:
        return "/"
    return address


def _entered(request: Request, site: Site, name: str, next_page: str) -> Response:
    answer = RedirectResponse(within(next_page), _SEE_OTHER)
    if site.plan.password:
        token = open_session(site, name)
        _keep(request, answer, "hajiz-session", token, int(LONGEST.total_seconds()))
        log.info("somebody logged in to the page", name=name, address=_address(request))
    _keep(request, answer, "hajiz-name", name, YEAR)
    return answer


def _form(
    request: Request,
    site: Site,
    next_page: str,
    name: str,
    wrong: str = "",
    status: int = _FORBIDDEN,
) -> Response:
    status = status if wrong else _OK
    next_page = within(next_page)
    return page(request, site, "login.html", status, next=next_page, wrong=wrong, name=name)


def _called(request: Request) -> str:
    """Return the name the browser remembers."""
    header, is_https = request.headers.get("cookie", ""), caller.of(request.scope).is_https
    kept = cookies.read(header, "hajiz-name", is_https=is_https)
    return readable(kept or visitor.of(request.scope).name)


def _keep(
    request: Request, answer: Response, cookie: cookies.Name, value: str, seconds: int
) -> None:
    is_https = caller.of(request.scope).is_https
    header = cookies.written(cookie, value, is_https=is_https, seconds=seconds)
    answer.headers.append("Set-Cookie", header)


def _address(request: Request) -> str:
    return caller.of(request.scope).address
