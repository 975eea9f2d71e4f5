"""
A small HTTP server on 127.0.0.1 that asks one function for every answer.

Knows HTTP/1.1 framing and how to stop cleanly; what is served is decided elsewhere.
"""

import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Any

HOST = "127.0.0.1"
_PATIENCE = 5  # seconds for a client that connects and says nothing


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked; header names are matched without regard to case."""

    method: str
    path: str
    headers: Message
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What it is told; Content-Length and Connection are added on the way out."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Respond = Callable[[Request], Answer]


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(respond: Respond) -> Iterator[str]:
    """
    Serve *respond* on a free port of 127.0.0.1 and yield the base address, without a final slash.

    On leaving, the port is closed and every thread has ended. *respond* is called from many
    threads at once.

    Raises:
        OSError: no port could be opened.
    """
    server = _Server((HOST, 0), _handler(respond))
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for the answers under way

    def server_bind(self) -> None:
        # HTTPServer would ask the resolver for our full name, which can hang without a network.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client may hang up when it likes
            super().handle_error(request, client_address)


def _handler(respond: Respond) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _PATIENCE

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            self._send(respond(Request(self.command, self.path, self.headers, body)))

        do_POST = do_GET  # noqa: N815 (named by http.server)

        def log_message(self, *_: object) -> None:
            """Say nothing: the demo prints its own account."""

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

    return Handler
