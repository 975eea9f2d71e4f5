"""A hundred kills in the middle of everything; `bench/crash.py` does a thousand."""

import json
import subprocess
import sys

from tests.hajiz.conftest import ROOT, environment


def test_fm_064_a_hundred_kills_lose_nothing_and_double_nothing_without_a_trace() -> None:
    """At every named place and at random, over 300 events to three destinations each."""
    done = subprocess.run(
        [sys.executable, "bench/crash.py", "--kills", "100", "--events", "300"],
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["kills"] == 100
    assert found["lost"] == found["more than once without a trace"] == 0
    assert found["integrity"] == "ok"
    assert found["deliveries"] >= 750  # relays have no message of their own
    assert found["follow-ups"] > 0
    assert found["relays settled"] > 0
