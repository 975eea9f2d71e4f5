"""
What a connection says of who asks: their address, the host they ask for, and how directly.

A header that speaks of others (X-Forwarded-For, -Proto) is believed of trusted proxies only; that
somebody stands in between is believed of anybody.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from hajiz.config.hosts import is_shut
from hajiz.config.plans import WebPlan
from model.network import Network

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?")
_PLACE = "hajiz.caller"
_HERE = {"localhost", "127.0.0.1", "::1"}

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as far as the connection tells."""

    address: str
    host: str  # the name or address of us that they ask for; "" where that is unclear
    is_https: bool
    is_direct: bool  # from this machine, at a name it has for itself, with nobody in between


def of(scope: Scope) -> Caller:
    """
    Return who asks, as `Gate` has read it.

    Raises:
        KeyError: it has not.
    """
    found: Caller = scope["state"][_PLACE]
    return found


def put(scope: Scope, caller: Caller) -> None:
    """Remember who asks, for as long as the request lasts."""
    scope.setdefault("state", {})[_PLACE] = caller


def read_caller(scope: Scope, plan: WebPlan) -> Caller:
    """Read who asks from what the server knows of the connection."""
    headers = Headers(scope=scope)
    peer = _address((scope.get("client") or ("", 0))[0])
    host = _host(headers.getlist("host"))
    is_trusted = peer is not None and _is_in(peer, plan.trusted_proxies)
    client = _behind(peer, headers, plan.trusted_proxies) if is_trusted else peer
    is_forwarded = any(name in headers for name in FORWARDED)
    is_here = peer is not None and peer.is_loopback and host in _HERE
    return Caller(
        address=str(client or ""),
        host=host,
        is_https=_is_https(headers, host, plan, is_trusted=is_trusted),
        is_direct=is_here and not is_forwarded,
    )


def is_ours(host: str, plan: WebPlan) -> bool:
    """
    Say whether *host* is a name we are known by: a page elsewhere may point its own name at us.

    Where others than this machine may ask, any bare address is ours: it is no name to be pointed.
    """
    listen = plan.listen.rpartition(":")[0].strip("[]").lower()
    if host in {*_HERE, listen, urlsplit(plan.public_url).hostname or ""}:
        return host != ""
    return not is_shut(plan.listen) and _address(host) is not None


def is_public(host: str, plan: WebPlan) -> bool:
    """Say whether *host* is the one the world reaches us by."""
    return bool(host) and host == urlsplit(plan.public_url).hostname


def _host(given: list[str]) -> str:
    if len(given) != 1:
        return ""
    found = _HOST.fullmatch(given[0].lower())
    return found[1].strip("[]").rstrip(".") if found else ""


def _address(name: str) -> Address | None:
    try:
        found = ip_address(name)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == each.version and address in each for each in networks)


def _behind(peer: Address | None, headers: Headers, trusted: tuple[Network, ...]) -> Address | None:
    """Follow the addresses back from the nearest, as far as those who wrote them are trusted."""
    written = ",".join(headers.getlist("x-forwarded-for")).split(",")
    client = peer
    for name in reversed([each.strip() for each in written if each.strip()]):
        found = _address(name)
        if found is None:
            return client
        client = found
        if not _is_in(found, trusted):
            return client
    return client


def _is_https(headers: Headers, host: str, plan: WebPlan, *, is_trusted: bool) -> bool:
    if is_trusted and "x-forwarded-proto" in headers:
        return headers["x-forwarded-proto"].lower() == "https"
    return is_public(host, plan) and plan.public_url.startswith("https:")
