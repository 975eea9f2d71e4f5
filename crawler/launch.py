"""
Begins a process beside this one, before this one knows what it wants of it.

Loading Scrapy takes long: the other process does it while this one loads everything else. So this
file is loaded first and needs nothing but the standard library.
"""

import gc
import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass

# As multiprocessing does it: what is loaded there is what is loaded here, in whatever folder.
_BEGIN = "import sys, json; sys.path[:] = json.loads(sys.argv[2]); from {} import main; main()"

_SELDOM = (20_000, 20, 100)  # times 28, 2 and 10 of Python's own


@dataclass(frozen=True, slots=True)
class Beside:
    """A process, and our end of the socket to it. It ends when that is closed."""

    process: subprocess.Popen[bytes]
    socket: socket.socket


def launch(module: str = "crawler.beside") -> Beside:
    """
    Begin the program *module*, which ends when this process does, however that ends.

    Raises:
        OSError: the system refuses another process.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603  # this Python, and a program of our own
            [
                *(sys.executable, "-c", _BEGIN.format(module)),
                *(str(theirs.fileno()), json.dumps(sys.path)),
            ],
            stdin=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
        )
    return Beside(process, ours)


def dismiss(beside: Beside) -> None:
    """End a process that nothing was asked of."""
    beside.socket.close()
    beside.process.kill()
    beside.process.wait()


def collect_seldom() -> None:
    """Look for garbage seldom, in a process that ends before there is much of it."""
    gc.set_threshold(*_SELDOM)


def cores() -> int:
    """Return on how many cores this process may run."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1
