"""
What Hajiz tells the service manager that started it (sd_notify(3)).

Knows that protocol and nothing else. Without a service manager it does nothing.
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta


class ServiceManager:
    """
    Sends datagrams to the socket that NOTIFY_SOCKET names; a lost one is no error.

    *patience* is how long it waits for a sign of life (WATCHDOG_USEC), None where it does not.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._address = _address(environ.get("NOTIFY_SOCKET", ""))
        self.patience = _patience(environ) if self._address else None

    def tell(self, **facts: str) -> None:
        """Tell *facts*, such as READY="1"; a line end within one would begin another."""
        if not self._address:
            return
        lines = (f"{name}={' '.join(value.split())}" for name, value in facts.items())
        with (
            suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender,
        ):
            sender.setblocking(False)
            sender.sendto("\n".join(lines).encode(), self._address)


def _address(given: str) -> str:
    """Return the socket's address; "@" stands for the zero byte of an abstract one."""
    if given.startswith("@"):
        return "\0" + given[1:]
    return given if given.startswith("/") else ""


def _patience(environ: Mapping[str, str]) -> timedelta | None:
    """Return how long the service manager waits, if it waits for this process."""
    given = environ.get("WATCHDOG_USEC", "")
    is_for_us = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    if not (is_for_us and given.isascii() and given.isdigit() and int(given)):
        return None
    return timedelta(microseconds=int(given))
