"""`hajiz demo` as a newcomer sees it: a process of its own, real servers, the whole story."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the demonstration once; return its folder and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "morning"
    command = [sys.executable, "-m", "hajiz", "demo", "--into", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_the_convoy_story_is_one_incident_with_its_origins_and_its_denial(
    played: tuple[Path, str],
) -> None:
    """Five outlets in four languages, one heading; the state agency is relayed once."""
    _, said = played
    assert said.count("== Convoy blocked – Tal Nirgis") == 1
    assert "5 outlets, 3 origins (Hoopoe State Agency" in said
    assert "denied by the Coalition" in said
    assert "quoting Hoopoe State Agency" in said


def test_the_denial_reaches_those_who_were_alerted(played: tuple[Path, str]) -> None:
    """Told at once, before the digest, as what became of it."""
    told = played[1].partition("Told at once")[2].partition("The digest")[0]
    alerts = [line for line in told.splitlines() if "Tal Nirgis" in line]
    assert len(alerts) == 2
    assert "denied by the Coalition" in alerts[1]


def test_what_is_left_can_be_looked_at(played: tuple[Path, str]) -> None:
    """The commands it names work on its folder."""
    command = [sys.executable, "-m", "hajiz", "--config", str(played[0] / "config.toml")]
    found = subprocess.run(
        [*command, "incidents", "list"], capture_output=True, text=True, timeout=60, check=True
    )
    assert "Tal Nirgis" in found.stdout


def test_the_commands_it_names_can_be_copied(played: tuple[Path, str]) -> None:
    """As the program was called: who has only made the demo has no `hajiz` on the path."""
    _, said = played
    assert f"Look around:   {sys.executable} -m hajiz --config {played[0]}/config.toml" in said
    assert f"{sys.executable} -m hajiz demo --page" in said
    assert "The mail server took 5 messages, the webhook" in said
    assert "0 matches" in said
    assert "(s)" not in said
