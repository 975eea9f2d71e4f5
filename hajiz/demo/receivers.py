"""
Where the demo's digests arrive: a real SMTP server and a real webhook receiver, on loopback.

They check and keep what they are given; they know nothing of digests.
"""

import base64
import email
import json
import secrets
import socket
from asyncio import AbstractServer
from collections.abc import Awaitable
from contextlib import ExitStack
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook, WebhookVerificationError

from hajiz.demo.loopback import HOST, Answer, Request, serving


class DemoMailServer:
    """Take mail on a free port while the `with` block lasts; leave nothing running after it."""

    def __init__(self) -> None:
        self.host = HOST
        self.port = 0  # known inside the block
        self.messages: list[EmailMessage] = []
        self._running = ExitStack()

    def __enter__(self) -> Self:
        # We bind the port ourselves: the controller would need its number beforehand.
        listening = self._running.enter_context(socket.create_server((HOST, 0)))
        self.port = listening.getsockname()[1]
        controller = _Controller(self, listening)
        controller.start()
        self._running.callback(controller.stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._running.close()

    async def handle_DATA(  # noqa: N802 (named by aiosmtpd)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one message: called by aiosmtpd."""
        content = envelope.original_content or b""
        self.messages.append(email.message_from_bytes(content, policy=policy.default))
        return "250 2.0.0 taken by the demo"


class _Controller(Controller):
    def __init__(self, mail: DemoMailServer, listening: socket.socket) -> None:
        super().__init__(mail, hostname=HOST, port=mail.port, enable_SMTPUTF8=True)
        self._listening = listening

    def _create_server(self) -> Awaitable[AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)


@dataclass(frozen=True, slots=True)
class Received:
    """One webhook whose signature was right."""

    id: str  # its webhook-id: the idempotency key
    payload: Any


class DemoWebhookReceiver:
    """
    Take signed webhooks while the `with` block lasts; leave nothing running after it.

    Every request is verified with *secret* (Standard Webhooks); *rejected* says why one was not
    taken.
    """

    def __init__(self) -> None:
        self.secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        self.url = ""  # known inside the block
        self.accepted: list[Received] = []
        self.rejected: list[str] = []
        self._running = ExitStack()

    def __enter__(self) -> Self:
        self.url = self._running.enter_context(serving(self._respond)) + "/hook"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._running.close()

    def _respond(self, request: Request) -> Answer:
        if (request.method, request.path) != ("POST", "/hook"):
            return Answer(404)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            Webhook(self.secret).verify(request.body, headers, json_parse=False)
            received = Received(headers["webhook-id"], json.loads(request.body))
        except (WebhookVerificationError, ValueError) as error:
            self.rejected.append(str(error))
            return Answer(400, b"not verified\n", {"Content-Type": "text/plain"})
        self.accepted.append(received)
        return Answer(204)
