"""Logs, as a program that reads them sees them."""

import json
import subprocess
import sys

import pytest

from tests.hajiz.conftest import ROOT, environment

HOSTILE = "One\nerror forged=1\r\x1b[2J\u2028\x85\u202eend"
WRITE = f"""
import logging, structlog
from hajiz import log
log.set_up()
structlog.get_logger().warning("poll failed", outlet={HOSTILE!r}, more=[{HOSTILE!r}])
logging.getLogger("x").error(%r, {HOSTILE!r})
try:
    raise ValueError({HOSTILE!r})
except ValueError:
    structlog.get_logger().exception("turn failed")
"""


def written(**env: str) -> str:
    """Return what is logged when an outlet is hostile."""
    done = subprocess.run(
        [sys.executable, "-c", WRITE % "library %s"],
        cwd=ROOT,
        env=environment(**env),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert not done.stdout
    return done.stderr.decode()


def test_fm_080_no_title_begins_a_line_of_its_own_in_json() -> None:
    """JSON where there is no terminal: one event a line, of ours and of libraries."""
    lines = written().splitlines()

    events = [json.loads(line) for line in lines]
    assert [event["event"][:7] for event in events] == ["poll fa", "library", "turn fa"]
    assert [event["level"] for event in events] == ["warning", "error", "error"]
    assert events[0]["outlet"].startswith("One\\nerror forged=1\\r\\x1b[2J")
    assert "ValueError: One" in events[2]["exception"]


def test_fm_080_no_title_begins_a_line_of_its_own_in_text() -> None:
    """Nor does it steer the terminal."""
    event = written(HAJIZ_LOG="text").split("\n")[0]

    assert "poll failed" in event
    assert "forged" in event
    assert event.isprintable()


@pytest.mark.parametrize(("wish", "is_json"), [("json", True), ("", True), ("text", False)])
def test_the_environment_decides_the_form(wish: str, is_json: bool) -> None:
    """Else whether there is a terminal."""
    assert written(HAJIZ_LOG=wish).startswith("{") is is_json
