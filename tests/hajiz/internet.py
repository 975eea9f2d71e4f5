"""
An internet on one machine, for programs run in a network namespace of their own.

It has a public web server, canaries at addresses nobody may be led to, and a name server whose
answers change. See `ways_out`, which is such a program.
"""

import socket
import struct
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PUBLIC, PUBLIC6 = "93.184.215.14", "2606:4700::1111"
CANARIES = ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254")
PORTS = (80, 25)  # of canaries; mail servers first of all are on 25
FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
    b"<item><title>One</title><guid>1</guid></item></channel></rss>"
)
PAGE = b"<html><body><article><p>" + b"A convoy passed the checkpoint. " * 30 + b"</p></article>"
_TYPES = {1: "A", 28: "AAAA"}

# What each name leads to. "rebind.test" says something else each time, as long as anybody asks.
NAMES: dict[str, tuple[str, ...]] = {
    "public.test": (PUBLIC,),
    "both.test": (PUBLIC, PUBLIC6),
    "loopback.test": ("127.0.0.1",),
    "lan.test": ("10.0.0.1",),
    "meta.test": ("169.254.169.254",),
    "six.test": ("::1",),
    "meta6.test": ("fd00:ec2::254",),
    "mapped.test": ("::ffff:127.0.0.1",),
    "nat64.test": ("64:ff9b::7f00:1",),
    "sixtofour.test": ("2002:7f00:1::",),
    "mixed.test": (PUBLIC, "127.0.0.1"),
    "mixed6.test": (PUBLIC, "::1"),
    "127.0.0.1.nip.test": ("127.0.0.1",),
    "zero.test": ("0.0.0.0",),
}


class Internet:
    """What was asked, and of whom."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()  # connections to canaries
        self.public: Counter[str] = Counter()  # requests to the public server, by path
        self._turn = 0

    def run(self) -> None:
        """Start all servers; they end with the process."""
        for address in CANARIES:
            for port in PORTS:
                self._serve(address, port, self._canary)
        for address in (PUBLIC, PUBLIC6):
            self._serve(address, 80, self._web)
            self._serve(address, 25, self._mail)
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        names.bind(("127.0.0.1", 53))
        threading.Thread(target=self._resolve, args=(names,), daemon=True).start()

    def _serve(self, address: str, port: int, answer: object) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listener = socket.create_server((address, port), family=family, backlog=256)

        def accept() -> None:
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=guarded, args=(connection,), daemon=True).start()

        def guarded(connection: socket.socket) -> None:
            with suppress(OSError), connection:
                connection.settimeout(5)
                answer(connection, address)  # type: ignore[operator]

        threading.Thread(target=accept, daemon=True).start()

    def _canary(self, connection: socket.socket, address: str) -> None:
        self.hits[address] += 1
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nsecret")

    def _web(self, connection: socket.socket, _address: str) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65536)
            if not received:
                return
            head += received
        path = head.split()[1].decode("latin-1")
        self.public[urlsplit(path).path] += 1
        connection.sendall(_answer(path))

    def _mail(self, connection: socket.socket, _address: str) -> None:
        self.public["smtp"] += 1
        connection.sendall(b"421 not now\r\n")

    def _resolve(self, names: socket.socket) -> None:
        while True:
            query, who = names.recvfrom(4096)
            with suppress(OSError, IndexError):
                names.sendto(self._reply(query), who)

    def _reply(self, query: bytes) -> bytes:
        """Answer one question (RFC 1035 §4.1), to be kept for no time at all."""
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode("latin-1"))
            at += 1 + query[at]
        question = query[12 : at + 5]
        kind = _TYPES.get(struct.unpack(">H", query[at + 1 : at + 3])[0], "")
        addresses = self._addresses(".".join(labels).lower(), kind)
        status = 0x8180 if addresses is not None else 0x8183  # 3: no such name
        found = [each.packed for each in map(ip_address, addresses or ())]
        found = [each for each in found if len(each) == {"A": 4, "AAAA": 16}.get(kind)]
        records = b"".join(
            b"\xc0\x0c" + query[at + 1 : at + 5] + struct.pack(">IH", 0, len(each)) + each
            for each in found
        )
        counts = struct.pack(">HHHHH", status, 1, len(found), 0, 0)
        return query[:2] + counts + question + records

    def _addresses(self, name: str, kind: str) -> tuple[str, ...] | None:
        if name == "rebind.test":
            if kind != "A":
                return ()
            self._turn += 1
            return (PUBLIC,) if self._turn % 2 else ("127.0.0.1",)
        return NAMES.get(name)


def _answer(path: str) -> bytes:
    query = parse_qs(urlsplit(path).query)
    where = urlsplit(path).path
    if "to" in query or where == "/robots.txt":
        to = query["to"][0] if "to" in query else ROBOTS["to"]
        if not to:
            return b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        status = query.get("status", ["302 Found"])[0].encode()
        location = to.encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"")
        head = b"HTTP/1.1 " + status + b"\r\nLocation: " + location
        return head + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    body = PAGE if where == "/page" else FEED
    kind = b"text/html" if where == "/page" else b"application/rss+xml"
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + kind
    return head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


ROBOTS = {"to": ""}  # where the public server's robots.txt redirects to


def furnish(folder: Path) -> None:
    """Give this namespace its addresses and its name server."""
    resolv = folder / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    run = partial(subprocess.run, check=True)
    run(["ip", "link", "set", "lo", "up"])
    for address in (*CANARIES, PUBLIC, PUBLIC6):
        if address not in {"127.0.0.1", "::1"}:
            at_once = ["nodad"] if ":" in address else []
            run(["ip", "addr", "add", address, "dev", "lo", *at_once])
    run(["mount", "--bind", str(resolv), "/etc/resolv.conf"])


@contextmanager
def internet(folder: Path) -> Iterator[Internet]:
    """Furnish this namespace and run the servers."""
    furnish(folder)
    running = Internet()
    running.run()
    yield running
