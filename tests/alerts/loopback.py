"""Servers on loopback that do exactly what a test says."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_network

LOOPBACK = (ip_network("127.0.0.0/8"),)  # what channels of tests may connect to

Script = Callable[[socket.socket], None]


@contextmanager
def scripted(script: Script) -> Iterator[int]:
    """Run a server that does what *script* says with its one connection; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError), listener.accept()[0] as connection:
                script(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def drip(connection: socket.socket, start: bytes, seconds: float = 30) -> None:
    """Send *start*, then one byte every 50 ms until the other side leaves, or time is over."""
    connection.sendall(start)
    connection.settimeout(0.05)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection.sendall(b"x")
        with suppress(TimeoutError):
            if not connection.recv(1):
                return
