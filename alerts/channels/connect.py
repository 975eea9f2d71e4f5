"""
Connections to receivers: made to addresses that were checked, or not made at all.

The only file that opens a socket to send. A name is resolved once, all its addresses are checked,
and the connection goes to one of these, so no second answer can lead it elsewhere (DNS rebinding).
"""

import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from model.network import Guard

Option = tuple[int, int, int | bytes]
_Place = tuple[Any, ...]  # what a socket of its family connects to


@dataclass(frozen=True, slots=True)
class Found:
    """One address of a receiver, checked."""

    family: socket.AddressFamily
    protocol: int
    place: _Place

    @property
    def host(self) -> str:
        """The IP address, in text."""
        return str(self.place[0])


def sending_guard(allow_networks: Iterable[Any]) -> Guard:
    """Return the rule for all that is sent, given what [sending] allows."""
    return Guard(allow_networks, "sending")


def checked(host: str, port: int, guard: Guard) -> list[Found]:
    """
    Resolve *host* once and return its addresses; one bad address spoils the answer.

    Raises:
        BlockedAddressError: one of them is refused.
        OSError: the name cannot be resolved.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host!r} is no name that can be looked up") from error
    for *_, place in answers:
        guard.check(str(place[0]))
    return [Found(family, protocol, place) for family, _, protocol, _, place in answers]


def open_socket(
    host: str,
    port: int,
    guard: Guard,
    timeout: float | None,
    options: Iterable[Option] = (),
) -> socket.socket:
    """
    Connect to *host*, at the first of its checked addresses that answers.

    *timeout* is in seconds, for each of them; None waits for ever.

    Raises:
        BlockedAddressError: an address is refused; none was connected to.
        OSError: none answers.
    """
    failure: OSError = OSError(f"{host} has no address")
    for found in checked(host, port, guard):
        connection = socket.socket(found.family, socket.SOCK_STREAM, found.protocol)
        try:
            for level, name, value in options:
                connection.setsockopt(level, name, value)
            connection.settimeout(timeout)
            connection.connect(found.place)
        except OSError as error:
            failure = error
            with suppress(OSError):
                connection.close()
        else:
            return connection
    raise failure
