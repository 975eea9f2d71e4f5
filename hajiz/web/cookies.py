"""
Our cookies: their names, and how a browser is asked to keep them.

As the OWASP cheat sheet on session management advises: HttpOnly, SameSite=Lax, and under HTTPS
Secure with the prefix `__Host-`, so that no neighbouring host can plant one (RFC 6265bis, 4.1.3).
"""

from http.cookies import CookieError, SimpleCookie
from typing import Literal
from urllib.parse import quote, unquote

Name = Literal["hajiz-session", "hajiz-browser", "hajiz-name"]


def read(header: str, name: Name, *, is_https: bool) -> str:
    """Return what the browser kept under *name*; "" for nothing."""
    try:
        found = SimpleCookie(header).get(_full(name, is_https=is_https))
    except CookieError:
        return ""
    return unquote(found.value) if found else ""


def written(name: Name, value: str, *, is_https: bool, seconds: int | None = None) -> str:
    """Return the header to keep *value* for *seconds*, or until the browser is closed."""
    parts = [f"{_full(name, is_https=is_https)}={quote(value)}", "Path=/", "HttpOnly"]
    parts += ["SameSite=Lax", *(["Secure"] if is_https else [])]
    return "; ".join([*parts, *([] if seconds is None else [f"Max-Age={seconds}"])])


def _full(name: Name, *, is_https: bool) -> str:
    return f"__Host-{name}" if is_https else name
