"""The units for systemd, judged by systemd's own programs where they are there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "packaging"
SERVICE = FOLDER / "hajiz.service"
ANALYZE = shutil.which("systemd-analyze")
MOST_EXPOSURE = 2.0


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_the_sandbox_leaves_little_open() -> None:
    """At most 2.0 of 10, as systemd counts."""
    done = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", "--no-pager", str(SERVICE)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    found = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found is not None, done.stderr
    assert float(found[1]) <= MOST_EXPOSURE


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", sorted(FOLDER.glob("hajiz*.[st]*")), ids=lambda path: path.name)
def test_systemd_understands_each_unit(unit: Path, tmp_path: Path) -> None:
    """Every line of it; that the program is not there yet is no fault of the unit."""
    for each in FOLDER.glob("hajiz*.[st]*"):
        text = re.sub(r"(?m)^(Exec\w+=)\S+", r"\1/bin/true", each.read_text("utf-8"))
        (tmp_path / each.name).write_text(text, "utf-8")
    done = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    about_us = [line for line in done.stderr.splitlines() if "hajiz" in line]
    assert about_us == []


def test_fm_078_the_service_is_started_again_whenever_it_ends_or_hangs() -> None:
    """It says itself that it lives; how, is tested with the daemon."""
    lines = SERVICE.read_text("utf-8").splitlines()

    assert {"Type=notify", "WatchdogSec=60", "Restart=always", "StartLimitIntervalSec=0"} <= {
        *lines
    }


def test_what_hajiz_needs_is_not_forbidden() -> None:
    """Workers limit themselves (setrlimit), and certificates are checked by callbacks (cffi)."""
    settings = [line for line in SERVICE.read_text("utf-8").splitlines() if "=" in line[1:]]

    assert not any("@resources" in line for line in settings if not line.startswith("#"))
    assert not any(line.startswith("MemoryDenyWriteExecute") for line in settings)
