"""`hajiz doctor`, as a user runs it."""

from pathlib import Path

import pytest

from hajiz.doctor import machine as machines
from hajiz.doctor.machine import machine
from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed


def verdicts(lines: list[dict[str, str]]) -> dict[str, str]:
    """Return what was found, by what was looked at."""
    return {line["about"]: line["verdict"] for line in lines}


def test_a_healthy_desk_is_called_healthy(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """What is only unfinished asks for attention; nothing is broken."""
    config = write_config({"a": server.serve("/a", rss("One"))})
    before = parsed(hajiz("doctor", "--json", "--config", config))
    hajiz("poll", "--config", config)
    hajiz("digest", "--send", "--config", config)

    done = hajiz("doctor", "--deep", "--json", "--config", config)

    found = verdicts(parsed(done))
    assert done.returncode == 0
    assert {about for about, verdict in found.items() if verdict != "ok"} == {
        "heartbeat",
        "daemon",
    }
    assert found["database"] == found["channel files"] == found["outlets"] == "ok"
    assert verdicts(before)["database"] == "ok"
    assert "channel files" not in verdicts(before)


def test_it_says_what_to_do(server: FeedServer, write_config: WriteConfig, hajiz: Hajiz) -> None:
    """Below each thing that is not well, and what is broken ends with 69."""
    web = '\n[web]\nlisten = "127.0.0.1:8099"\npublic_url = "http://desk.example"\n'
    config = write_config({"a": server.url("/none")}, web)
    hajiz("poll", "--config", config)
    database = config.parent / "hajiz.db"
    database.chmod(0o604)
    config.chmod(0o646)

    done = hajiz("doctor", "--config", config)

    assert done.returncode == 69
    for words in (
        f"chmod 600 {database}",
        f"chmod o-w {config}",
        "broken    outlets: 0 of 1 fine",
        "see `hajiz outlets health`: a",
        "publish it with HTTPS",
        "→ start it: hajiz run",
    ):
        assert words in done.stdout
    assert "Traceback" not in done.stderr


def test_a_configuration_that_cannot_be_read_is_broken(
    write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """The machine is looked at all the same."""
    config = write_config({})

    done = hajiz("doctor", "--json", "--config", config)

    found = verdicts(parsed(done))
    assert (found["Python"], found["configuration"]) == ("ok", "broken")
    assert done.returncode == 69


def test_the_guard_is_tried(server: FeedServer, write_config: WriteConfig, hajiz: Hajiz) -> None:
    """The test's configuration lets Hajiz reach this machine, which is said."""
    config = write_config({"a": server.serve("/a", rss("One"))})

    found = {
        line["about"]: line
        for line in parsed(hajiz("doctor", "--online", "--json", "--config", config))
    }

    assert found["guard"]["verdict"] == "attention"
    assert "allow_networks" in found["guard"]["remedy"]
    assert found["clock"]["verdict"] == "ok"
    assert found["clock"]["words"].endswith("s off that of a")


@pytest.mark.parametrize(
    ("name", "value", "about"),
    [
        ("OLDEST_EXPAT", (99,), "expat"),
        ("OLDEST_SQLITE", (99,), "SQLite"),
        ("OLDEST_PYTHON", (99,), "Python"),
        ("LEAST_SPACE", 1 << 62, "disk"),
    ],
)
def test_what_is_too_old_or_too_small_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: object, about: str
) -> None:
    """With what to do."""
    monkeypatch.setattr(machines, name, value)
    if name == "LEAST_SPACE":
        monkeypatch.setattr(machines, "LITTLE_SPACE", value)

    (line,) = [line for line in machine(tmp_path) if line.about == about]

    assert line.verdict == "broken"
    assert line.remedy
