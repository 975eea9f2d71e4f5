"""A real SMTP server on loopback, and channels that send to it."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from alerts.channels.email import EmailChannel, EmailSettings
from model.message import Message, SendResult
from tests.alerts.loopback import LOOPBACK
from tests.alerts.mail_samples import MESSAGE, read

PASSWORD = "s3cret-of-the-desk"
DESK_MAIL = "desk@desk.example"
STEP = timedelta(seconds=2)


class Sink:
    """A mail server's mailbox, with answers it can be told to give instead of its own."""

    def __init__(self) -> None:
        """Start with an empty mailbox and no special answers."""
        self.mails: list[Envelope] = []
        self.answers: dict[str, str] = {}  # "MAIL", "DATA" or a recipient → reply
        self.answers_once: dict[str, str] = {}
        self.goodbye = threading.Event()
        self.logins: list[bytes] = []
        self.connections = 0
        self.senders: list[str] = []

    async def handle_MAIL(self, *spoken: Any) -> str:  # noqa: N802 - aiosmtpd's names
        """Answer MAIL FROM."""
        _, _, envelope, envelope.mail_from, _ = spoken
        self.senders.append(envelope.mail_from)
        return self.answers_once.pop("MAIL", None) or self.answers.get("MAIL", "250 Ok")

    async def handle_RCPT(self, *spoken: Any) -> str:  # noqa: N802
        """Answer RCPT TO."""
        _, _, envelope, address, _ = spoken
        answer = self.answers.get(address, "250 Ok")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, *spoken: Any) -> str:  # noqa: N802
        """Keep the mail, unless told to refuse it."""
        answer = self.answers.get("DATA", "250 2.0.0 Ok: queued")
        if answer.startswith("2"):
            self.mails.append(spoken[2])
        return answer

    async def handle_QUIT(self, *_: Any) -> str:  # noqa: N802
        """Note that somebody took leave."""
        self.goodbye.set()
        return "221 Bye"

    def authenticate(self, *spoken: Any) -> AuthResult:
        """Accept the one password there is."""
        given: LoginPassword = spoken[-1]
        self.logins.append(given.password)
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)

    def octets(self) -> list[bytes]:
        """Return the mails as they came."""
        contents = [mail.content for mail in self.mails]
        return [content for content in contents if isinstance(content, bytes)]

    def read(self) -> list[EmailMessage]:
        """Return the mails as a mail program reads them."""
        return [read(content) for content in self.octets()]


@contextmanager
def mail_server(sink: Sink, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[int]:
    """Run a real SMTP server on loopback; gives its port. *tls*: from the first byte."""
    loop = asyncio.new_event_loop()
    conversations: list[SMTP] = []

    def connected() -> SMTP:
        sink.connections += 1
        conversations.append(SMTP(sink, loop=loop, hostname="mx.test", **options))
        return conversations[-1]

    server = loop.run_until_complete(loop.create_server(connected, "127.0.0.1", 0, ssl=tls))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(stop(server, conversations), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def stop(server: asyncio.Server, conversations: list[SMTP]) -> None:
    """Close a server and end the conversations it still has."""
    server.close()
    for each in conversations:
        if each.transport:
            each.transport.abort()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await server.wait_closed()
    await asyncio.sleep(0.01)  # connections close one step later


def open_login(sink: Sink) -> dict[str, Any]:
    """Return the options of a server that takes logins without encryption."""
    return {"auth_require_tls": False, "authenticator": sink.authenticate}


def settings(port: int, **changes: Any) -> EmailSettings:
    """Return settings for a server on loopback, without encryption unless asked for."""
    values: dict[str, Any] = {
        "name": "desk-mail",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "Hajiz <hajiz@desk.example>",
        "recipients": (DESK_MAIL,),
        "timeout": STEP,
        "allow_networks": LOOPBACK,
    }
    return EmailSettings(**(values | changes))


def channel(port: int, **changes: Any) -> EmailChannel:
    """Return a channel to a server on loopback."""
    return EmailChannel(settings(port, **changes))


def send(port: int, message: Message = MESSAGE, **changes: Any) -> SendResult:
    """Send a message once, to the first recipient."""
    made = channel(port, **changes)
    return made.send(message, made.recipients[0])
