"""A WebSub hub on loopback: verifies what it is asked, and tells of news when a test says so."""

import hmac
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlencode


class Hub:
    """Keeps what it was *asked*, and the *answers* to its own questions."""

    def __init__(self, lease: int = 864000) -> None:
        self.lease = lease
        self.status = 202
        self.asked: list[dict[str, str]] = []
        self.answers: list[tuple[int, bytes]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/hub"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def verify(self, asked: dict[str, str], **changes: str) -> tuple[int, bytes]:
        """Ask the subscriber whether it meant what it *asked*."""
        question = {
            "hub.mode": asked["hub.mode"],
            "hub.topic": asked["hub.topic"],
            "hub.challenge": "a challenge of ours",
            "hub.lease_seconds": str(self.lease),
        } | {f"hub.{name}": value for name, value in changes.items()}
        return _sent(f"{asked['hub.callback']}?{urlencode(question)}")

    def push(self, body: bytes, method: str = "sha256", secret: str = "") -> int:
        """Tell the last who asked of news; return the status of the answer."""
        asked = self.asked[-1]
        key = (secret or asked["hub.secret"]).encode()
        signature = f"{method}={hmac.new(key, body, method).hexdigest()}"
        request = urllib.request.Request(
            asked["hub.callback"], body, {"X-Hub-Signature": signature}, method="POST"
        )
        return _sent(request)[0]

    def _take(self, form: dict[str, str]) -> None:
        self.asked.append(form)
        if self.status == 202:
            self.answers.append(self.verify(form))

    def _handler(outer) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                outer._take(form)
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def _sent(request: str | urllib.request.Request) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
