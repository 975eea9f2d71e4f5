"""
Requests that a page elsewhere lets a browser send: recognised and refused (CSRF).

Two proofs are asked of each change, as OWASP's cheat sheet on CSRF advises: that it comes from a
page of ours (Sec-Fetch-Site, Origin, Referer), and a token that only our pages can know, bound to
the session, or to the browser where there is none. No token is ever in an address.
"""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

FIELD = "csrf"
HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})  # RFC 9110, 9.2.1
_FORM = "application/x-www-form-urlencoded"


def token(key: bytes, proof: str) -> str:
    """Return what forms must bring for the session, or browser, of *proof*."""
    return hmac.new(key, b"csrf\0" + proof.encode(), sha256).hexdigest()


def flaw(key: bytes, proof: str, headers: Mapping[str, str], body: bytes) -> str:
    """Say why a request that would change something is not believed; "" when it is."""
    if not _is_from_here(headers):
        return "it does not come from a page of this Hajiz"
    given = _token_in(headers, body)
    if not proof or not hmac.compare_digest(given.encode(), token(key, proof).encode()):
        return "the form is too old, or was made for somebody else"
    return ""


def _is_from_here(headers: Mapping[str, str]) -> bool:
    """Believe a browser that says where a request was made; one that is silent is refused."""
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    source = headers.get("origin") or headers.get("referer", "")
    try:
        parts = urlsplit(source)
    except ValueError:  # such as half an address of IPv6
        return False
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == headers.get("host", "")


def _token_in(headers: Mapping[str, str], body: bytes) -> str:
    if HEADER in headers:
        return headers[HEADER]
    if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return ""
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=1000, errors="replace")
    except ValueError:
        return ""
    return fields.get(FIELD, [""])[0]
