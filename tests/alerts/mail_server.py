"""A real SMTP server on loopback, with answers it can be told to give instead of its own."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

PASSWORD = "s3cret-of-the-desk"


class Sink:
    """A mail server's mailbox, with answers it can be told to give instead of its own."""

    def __init__(self) -> None:
        """Start with an empty mailbox and no special answers."""
        self.mails: list[Envelope] = []
        self.answers: dict[str, str] = {}  # "MAIL", "DATA" or a recipient → reply
        self.answers_once: dict[str, str] = {}
        self.goodbye = threading.Event()
        self.logins: list[bytes] = []

    async def handle_MAIL(self, *spoken: Any) -> str:  # noqa: N802 - aiosmtpd's names
        """Answer MAIL FROM."""
        _, _, envelope, envelope.mail_from, _ = spoken
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


@contextmanager
def mail_server(sink: Sink, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[int]:
    """Run a real SMTP server on loopback; gives its port. *tls*: from the first byte."""
    loop = asyncio.new_event_loop()
    conversations: list[SMTP] = []

    def answer() -> SMTP:
        conversations.append(SMTP(sink, loop=loop, hostname="mx.test", **options))
        return conversations[-1]

    server = loop.run_until_complete(loop.create_server(answer, "127.0.0.1", 0, ssl=tls))
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
    for conversation in conversations:
        if conversation.transport is not None:
            conversation.transport.abort()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await server.wait_closed()
    await asyncio.sleep(0)  # for the transports to close
