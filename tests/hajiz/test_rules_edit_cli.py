"""`hajiz rules set`, `add` and `remove`."""

from pathlib import Path

import pytest

from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed


@pytest.fixture
def config(server: FeedServer, write_config: WriteConfig, hajiz: Hajiz) -> Path:
    """A configuration whose one outlet told of a wedding convoy."""
    found = write_config({"a": server.serve("/a", rss("A long wedding convoy", body="x"))})
    assert hajiz("poll", "--config", found).returncode == 0
    return found


def test_a_rule_is_changed_after_showing_what_that_does(config: Path, hajiz: Hajiz) -> None:
    """What is gained and lost, the lines, and that the daemon takes it over."""
    query = "@convoy AND NOT wedding"
    dry = hajiz("rules", "set", "convoys", "-q", query, "--dry-run", "--config", config)
    before = config.read_text("utf-8")
    done = hajiz("rules", "set", "convoys", "-q", query, "--config", config)

    assert dry.returncode == done.returncode == 0, done.stderr
    assert "any = " in before
    assert "convoys  +0  −1" in done.stdout
    assert "‹convoy›" in done.stdout
    assert f'+query = "{query}"' in done.stdout
    assert "takes it over" in done.stdout
    assert f'query = "{query}"' in config.read_text("utf-8")
    assert "a line is over" not in done.stdout
    assert max(map(len, done.stdout.splitlines()[:2])) <= 80


def test_rules_are_added_and_taken_away(config: Path, hajiz: Hajiz) -> None:
    """The file is as it was afterwards."""
    before = config.read_text("utf-8")
    added = hajiz("rules", "add", "new", "-q", "wedding", "--json", "--config", config)
    again = hajiz("rules", "add", "new", "-q", "wedding", "--config", config)
    removed = hajiz("rules", "remove", "new", "--yes", "--config", config)

    assert parsed(added)["gained"] == [1]
    assert parsed(added)["written"] is True
    assert again.returncode == 64
    assert removed.returncode == 0, removed.stderr
    assert config.read_text("utf-8") == before


def test_an_outlet_that_nobody_watches_is_warned_of_before_writing(
    config: Path, hajiz: Hajiz
) -> None:
    """It may be meant, for an outlet to come; it is said all the same."""
    query = "wedding AND NOT outlet:elsewhere"
    for command in (("add", "new"), ("set", "convoys")):
        done = hajiz("rules", *command, "-q", query, "--dry-run", "--config", config)

        first = done.stdout.splitlines()[0]
        assert first == f"warning: rule {command[1]}: outlet:elsewhere is no outlet of config.toml"


def test_a_pin_refuses_and_force_writes(config: Path, hajiz: Hajiz) -> None:
    """With the code for bad data, and the pin named; also in JSON."""
    pin = hajiz("rules", "pin", "1", "--must", "--rule", "convoys", "--config", config)
    assert pin.returncode == 0, pin.stderr
    change = ("rules", "set", "convoys", "--query", "lorry", "--config", config)
    refused, as_json, forced = hajiz(*change), hajiz(*change, "--json"), hajiz(*change, "--force")

    assert refused.returncode == as_json.returncode == 65
    assert "pin broken" in refused.stdout
    assert "force the change" in refused.stderr
    assert parsed(as_json)["written"] is False
    assert forced.returncode == 0, forced.stderr


def test_what_makes_no_sense_is_refused(config: Path, hajiz: Hajiz) -> None:
    """Each with its code, and nothing is written."""
    before = config.read_text("utf-8")
    unknown = hajiz("rules", "set", "convoy", "-q", "x", "--config", config)
    name = hajiz("rules", "add", "Bad name", "-q", "x", "--config", config)
    query = hajiz("rules", "set", "convoys", "-q", "a AND", "--config", config)

    assert (unknown.returncode, name.returncode, query.returncode) == (64, 64, 78)
    assert 'did you mean "convoys"' in unknown.stderr
    assert "^" in query.stderr
    assert config.read_text("utf-8") == before
