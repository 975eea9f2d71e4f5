"""Nothing grows from poll to poll; `bench/soak.py` makes two hundred thousand of them."""

import json
import subprocess
import sys

from tests.hajiz.conftest import ROOT, environment


def test_fm_076_descriptors_and_workers_do_not_grow_nor_does_memory_much() -> None:
    """Of 1,200 polls, with all that may go wrong with some of them."""
    done = subprocess.run(
        [sys.executable, "bench/soak.py", "--feeds", "20", "--polls", "60"],
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )

    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["polls"] > 1_000
    assert found["descriptors"][1] <= found["descriptors"][0] + 2
    assert found["workers"][1] <= found["workers"][0]
    assert found["MiB"][2] - found["MiB"][0] < 12
