"""A mail server that says exactly what a test wants, and notes what it hears."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HANG_UP = ""  # instead of a reply
BANNER, DOT = "banner", "dot"  # where a reply is due without a command
FOLLOWS = {DOT: "250 2.0.0 queued", "DATA": "354 go on", BANNER: "220 ready"}


@dataclass
class Conversation:
    """One connection: replies by command, and what was heard in it."""

    replies: Mapping[str, str] = field(default_factory=dict)
    delays: Mapping[str, float] = field(default_factory=dict)  # seconds before a reply
    after: Callable[[str, socket.socket], None] = lambda _command, _connection: None
    heard: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    def __call__(self, connection: socket.socket) -> None:
        """Hold the conversation until either side hangs up."""
        with connection.makefile("rb") as lines:
            going_on = self._say(connection, BANNER)
            while going_on and (line := lines.readline()):
                command = line[:4].decode().upper().strip()
                self.heard.append(line.decode().strip())
                going_on = self._say(connection, command)
                if going_on and command == "DATA" and self._said("DATA").startswith("354"):
                    self.mails.append(b"".join(iter(lines.readline, b".\r\n")))
                    going_on = self._say(connection, DOT)

    def _said(self, command: str) -> str:
        return self.replies.get(command, FOLLOWS.get(command, "250 ok"))

    def _say(self, connection: socket.socket, command: str) -> bool:
        time.sleep(self.delays.get(command, 0))
        reply = self._said(command)
        if reply == HANG_UP:
            return False
        connection.sendall(reply.encode() + b"\r\n")
        self.after(command, connection)
        return command != "QUIT"


@contextmanager
def holding(*conversations: Conversation) -> Iterator[int]:
    """Run a server that holds these conversations, one after another; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connections: list[socket.socket] = []

        def serve() -> None:
            for conversation in conversations:
                with suppress(OSError), listener.accept()[0] as connection:
                    connections.append(connection)
                    conversation(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            _shut(listener, *connections)
            thread.join()


def _shut(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
