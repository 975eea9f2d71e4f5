"""A dead man's switch on loopback: writes down every sign of life."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Sink:
    """Keeps the *pings* as (method, path, body), and answers with *status*."""

    def __init__(self) -> None:
        self.status = 200
        self.pings: list[tuple[str, str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/ping/0f-3a"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order, without what all of it begins with."""
        return [path.removeprefix("/ping/0f-3a") for _, path, _ in self.pings]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(outer) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def _take(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
                outer.pings.append((self.command, self.path, body))
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = _take  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        return Handler
