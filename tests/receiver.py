"""A real webhook receiver on loopback that answers as a test says."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class Taken:
    """One request as it came."""

    id: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def payload(self) -> Any:
        """The JSON document in it."""
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers each request with the next of *answers*, and with *usual* when there is none."""

    answers: list[int] = field(default_factory=list)
    usual: int = 204
    headers: dict[str, str] = field(default_factory=dict)  # of every answer
    delay: float = 0.0
    taken: list[Taken] = field(default_factory=list)  # whatever was answered

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    @property
    def ids(self) -> list[str]:
        """The ids of all that came, in order."""
        return [each.id for each in self.taken]

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(outer) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                taken = Taken(headers["webhook-id"], headers, body, time.monotonic())
                outer.taken.append(taken)
                time.sleep(outer.delay)
                self.send_response(outer.answers.pop(0) if outer.answers else outer.usual)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler
