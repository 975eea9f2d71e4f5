"""
Keeps the library apprise within the guard: its connections, and what it takes from outside.

Nearly all its services use requests, and so urllib3; both are mended once, for the whole process.
Services that connect in other ways are told apart here, and refused.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import requests
from apprise import NotifyBase
from urllib3.util import connection as urllib3_connection

from alerts.channels.connect import Option, open_socket, sending_guard
from model.network import BlockedAddressError, Guard

_PLUGINS = "apprise.plugins."
# apprise's own connections, beside requests: these services talk on sockets of theirs
_OTHER_WAYS = ("apprise.utils.socket", "apprise.utils.http")
_HARMLESS = ("is_secure_http_url", "read_bounded_response")


@dataclass(slots=True)
class Watch:
    """The guard that holds for a call, and what it refused meanwhile."""

    guard: Guard
    refusal: BlockedAddressError | None = None


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched(guard: Guard) -> Iterator[Watch]:
    """Let *guard* hold for all that is connected to meanwhile, here and where apprise calls on."""
    watch = Watch(guard)
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def is_within(service: type[NotifyBase]) -> bool:
    """Say whether *service* connects by requests alone, and so cannot pass the guard."""
    modules = [sys.modules[name] for name in _modules_of(service)]
    uses_requests = any(vars(each).get("requests") is requests for each in modules)
    return uses_requests and not any(map(_has_other_ways, modules))


def install() -> None:
    """
    Put the guard in front of every connection of urllib3, and the environment out of its reach.

    Outside `watched` only public addresses are let through. Proxies and ~/.netrc are not heeded
    any more: a proxy would connect in our place, where no guard is.
    """
    urllib3_connection.create_connection = _create_connection
    requests.Session.trust_env = property(lambda _: False, lambda _, __: None)  # type: ignore[assignment]


def _create_connection(
    address: tuple[str, int],
    timeout: Any = None,
    source_address: tuple[str, int] | None = None,  # noqa: ARG001 - urllib3's signature
    socket_options: list[Option] | None = None,
) -> socket.socket:
    """Connect as urllib3's function of this name does, but under the guard."""
    watch = _watch.get() or Watch(sending_guard(()))
    host, port = address
    limit = timeout if isinstance(timeout, int | float) else None
    try:
        return open_socket(host.strip("[]"), port, watch.guard, limit, socket_options or ())
    except BlockedAddressError as error:
        watch.refusal = error
        raise


def _modules_of(service: type) -> Iterator[str]:
    """Yield the modules *service* is made of, with what lies beside them in a folder."""
    for each in service.__mro__:
        name = each.__module__
        if not name.startswith(_PLUGINS) or name == f"{_PLUGINS}base":
            continue
        yield name
        folder = ".".join(name.split(".")[:3])
        yield from [other for other in sys.modules if other.startswith(f"{folder}.")]


def _has_other_ways(module: Any) -> bool:
    return any(
        getattr(value, "__module__", "") in _OTHER_WAYS and name not in _HARMLESS
        for name, value in vars(module).items()
    )


install()
