"""A mail server that answers once too often: no later mail may be judged by an earlier answer."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from alerts.channels.email import EmailChannel
from model.message import Postponed, Sent
from tests.alerts.mail_samples import MESSAGE
from tests.alerts.mail_server import settings

ONE, TWO = "one@desk.example", "two@desk.example"


STRAY = b"250 odd\r\n250 a\r\n250 b\r\n550 5.1.1 no such user\r\n"


class StrayAnswers:
    """Answers the first DATA four times over; every later conversation is in order."""

    def __init__(self) -> None:
        """Have heard nothing yet."""
        self.connections = 0
        self.mails = 0

    def talk(self, connection: socket.socket) -> None:
        """Hold one conversation."""
        self.connections += 1
        is_first = self.connections == 1
        with connection, connection.makefile("rb") as lines, suppress(OSError):
            connection.sendall(b"220 ready\r\n")
            for line in lines:
                if not line.upper().startswith(b"DATA"):
                    connection.sendall(b"250 ok\r\n")
                elif is_first:
                    connection.sendall(STRAY)
                else:
                    connection.sendall(b"354 go on\r\n")
                    self._take(lines)
                    connection.sendall(b"250 taken\r\n")

    def _take(self, lines: Iterator[bytes]) -> None:
        self.mails += any(line == b".\r\n" for line in lines)


@contextmanager
def running(server: StrayAnswers) -> Iterator[int]:
    """Run *server* on loopback; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    server.talk(listener.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]


def test_fm_093_an_answer_too_many_never_decides_about_the_next_recipient() -> None:
    """What was said of one refuses no other, who gets a conversation of their own."""
    server = StrayAnswers()
    with running(server) as port:
        channel = EmailChannel(settings(port, recipients=(ONE, TWO)))
        first, second = channel.send(MESSAGE, ONE), channel.send(MESSAGE, TWO)
        channel.close()

    assert isinstance(first, Postponed)
    assert isinstance(second, Sent)
    assert (server.connections, server.mails) == (2, 1)
