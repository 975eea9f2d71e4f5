"""A real mail server and a real webhook receiver that write down what they take, for crash.py."""

import asyncio
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

NOBODY = "-"  # in the log, for a channel without recipients


def receive(pipe: Any, log: Path, hold: "Synchronized[int]") -> None:
    """Be the mail server and the webhook's receiver; write down each message as it is taken."""
    lock = threading.Lock()
    file = log.open("a", buffering=1)

    def took(*words: str) -> None:
        with lock:
            file.write(" ".join(words) + "\n")
        if hold.value:
            time.sleep(0.5)

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            took(self.headers["webhook-id"], "hook", NOBODY)
            try:
                self.send_response(204)
                self.end_headers()
            except OSError:
                pass  # the sender is dead: that is what this is about

        def log_message(self, *_: object) -> None:
            pass

    class Mail:
        async def handle_DATA(  # noqa: N802 - its name
            self, _server: Any, _session: Any, envelope: Any
        ) -> str:
            head = envelope.content.decode("utf-8", "replace").split("\r\n\r\n", 1)[0]
            (line,) = [row for row in head.split("\r\n") if row.startswith("X-Event-Id:")]
            for recipient in envelope.rcpt_tos:
                took(line.partition(":")[2].strip(), "mail", recipient)
            return "250 OK"

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.daemon_threads = True
    pipe.send((serve_mail(Mail()), server.server_address[1]))
    server.serve_forever()


def serve_mail(handler: Any) -> int:
    """Run a mail server in a thread of its own; return its port."""
    loop = asyncio.new_event_loop()
    making = loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", 0)
    server = loop.run_until_complete(making)
    threading.Thread(target=loop.run_forever, daemon=True).start()
    port: int = server.sockets[0].getsockname()[1]
    return port
