"""What a service manager hears, over real sockets."""

import os
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from hajiz.service import ServiceManager


@pytest.mark.parametrize("is_abstract", [False, True])
def test_facts_come_line_by_line(tmp_path: Path, is_abstract: bool) -> None:
    """To a socket in the file system, or to an abstract one ("@")."""
    name = f"@hajiz-{os.getpid()}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(name.replace("@", "\0", 1) if is_abstract else name)
        manager.settimeout(5)
        ServiceManager({"NOTIFY_SOCKET": name}).tell(READY="1", STATUS="two\nREADY=0 lines")

        assert manager.recv(4096).decode() == "READY=1\nSTATUS=two READY=0 lines"


@pytest.mark.parametrize("address", ["", "relative", "/nobody/listens/here"])
def test_without_a_manager_nothing_happens(address: str) -> None:
    """Nor when it has gone."""
    ServiceManager({"NOTIFY_SOCKET": address}).tell(READY="1")


@pytest.mark.parametrize(
    ("environ", "patience"),
    [
        ({"WATCHDOG_USEC": "60000000"}, timedelta(seconds=60)),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, timedelta(seconds=60)),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_it_says_how_long_it_waits(environ: dict[str, str], patience: timedelta | None) -> None:
    """For this process, and no other."""
    assert ServiceManager({"NOTIFY_SOCKET": "/x"} | environ).patience == patience


def test_who_has_no_manager_waits_for_none() -> None:
    """The variable may be left over from elsewhere."""
    assert ServiceManager({"WATCHDOG_USEC": "60000000"}).patience is None
