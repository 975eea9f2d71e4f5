"""
Who asks: decided once for each request, before any page sees it.

Knows no cookies and no passwords; `hajiz.web.access` decides.
"""

from dataclasses import dataclass
from typing import Literal

from starlette.types import Scope

Entry = Literal["stranger", "here", "login", "token"]
_PLACE = "hajiz.visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, by which way they came in, and the secret that their forms are bound to."""

    name: str  # who labels, as they said; "" for a stranger
    entry: Entry  # "here": from this machine, which needs no password
    proof: str = ""  # of the session, or of the browser where there is none; in a cookie


def put(scope: Scope, visitor: Visitor) -> None:
    """Remember who asks, for as long as the request lasts."""
    scope.setdefault("state", {})[_PLACE] = visitor


def of(scope: Scope) -> Visitor:
    """
    Return who asks.

    Raises:
        KeyError: nobody has decided; a page must not answer then.
    """
    found: Visitor = scope["state"][_PLACE]
    return found
