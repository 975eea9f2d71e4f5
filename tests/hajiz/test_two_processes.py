"""`hajiz poll` that fetches in a process beside it: the same as in one, and nothing left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.launch import Beside, dismiss, launch
from hajiz.cli.fetching import FEWEST, begun_ahead, beside, is_worth_it
from tests.crawler.conftest import Site, drip
from tests.crawler.conftest import rss as document
from tests.feedserver import FeedServer, eventually, rss
from tests.hajiz.conftest import ROOT, Hajiz, WriteConfig, environment, parsed


def two(write_config: WriteConfig, feeds: dict[str, str]) -> Path:
    """Write a configuration whose polls take two processes."""
    config = write_config(feeds)
    text = config.read_text("utf-8").replace("[fetch]\n", "[fetch]\nprocesses = 2\n")
    config.write_text(text, "utf-8")
    return config


@pytest.fixture
def slow() -> Iterator[Site]:
    """A server that never comes to an end."""
    with Site() as site:
        site.answers["/feed"] = lambda _: drip()
        yield site


def start(config: Path) -> subprocess.Popen[str]:
    """Begin a poll as a user does."""
    command = [sys.executable, "-m", "hajiz", "--config", str(config), "poll", "--json"]
    piped = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=piped, stderr=piped, text=True
    )


def children(pid: int) -> list[int]:
    """Return the processes that *pid* has begun."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in found.read_text().split()]


def test_a_second_poll_brings_only_what_is_new(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Items, matches, validators and failures are kept as in one process."""
    feeds = {"a": server.serve("/a", rss("Old convoy story")), "b": server.serve("/b", rss("No"))}
    config = two(write_config, {**feeds, "none": server.url("/none")})

    first = parsed(hajiz("poll", "--config", config, "--json"))
    server.serve("/a", rss("New convoy story", "Old convoy story"))
    second = parsed(hajiz("poll", "--config", config, "--json"))

    assert [(p["result"], p["new"], p["matched"], p["first_look"]) for p in first] == [
        ("fresh", 1, 1, True),
        ("fresh", 1, 0, True),
        ("failed", 0, 0, False),
    ]
    assert [(p["result"], p["new"], p["matched"]) for p in second] == [
        ("fresh", 1, 1),
        ("unchanged", 0, 0),
        ("failed", 0, 0),
    ]


def test_an_interrupt_ends_both(slow: Site, write_config: WriteConfig, hajiz: Hajiz) -> None:
    """Ctrl-C is answered at once; what was not kept is simply fetched at the next poll."""
    config = two(write_config, {"a": slow.url()})
    polling = start(config)
    assert eventually(lambda: slow.asked)
    others = children(polling.pid)

    for pid in (polling.pid, *others):  # a terminal tells all of them
        os.kill(pid, signal.SIGINT)
    _, said = polling.communicate(timeout=60)
    slow.answers["/feed"] = b"HTTP/1.0 200 OK\r\n\r\n" + document("<title>One</title>")
    again = parsed(hajiz("poll", "--config", config, "--json"))

    assert (polling.returncode, said) == (130, "")
    assert others
    assert not any(Path(f"/proc/{pid}").exists() for pid in others)
    assert again[0]["new"] == 1


def test_a_killed_fetcher_loses_nothing(slow: Site, write_config: WriteConfig) -> None:
    """Another takes its place, and what was under way is asked again."""
    config = two(write_config, {"a": slow.url()})
    with start(config) as polling:
        assert eventually(lambda: slow.asked)
        slow.answers["/feed"] = b"HTTP/1.0 200 OK\r\n\r\n" + document("<title>One</title>")
        for pid in children(polling.pid):
            os.kill(pid, signal.SIGKILL)
        printed, said = polling.communicate(timeout=90)

    assert '"new": 1' in printed
    assert "the process that fetches ended" in said


def test_few_outlets_are_not_worth_a_process(tmp_path: Path) -> None:
    """Who watches some outlets pays nothing; what the file says goes before all."""
    config = tmp_path / "config.toml"
    config.write_text("[[outlets]]\n" * (FEWEST - 1))

    assert not is_begun("poll", "-c", str(config))
    assert not is_begun("poll", "-c", str(tmp_path / "none.toml"))
    config.write_text("[fetch]\nprocesses = 1\n" + "[[outlets]]\n" * FEWEST)
    assert not is_begun("poll", "-c", str(config))
    assert not is_worth_it(FEWEST - 1, 0)
    assert not is_worth_it(10 * FEWEST, 1)
    assert is_worth_it(1, 2)


def test_a_poll_of_many_begins_a_process_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the command is written; for named outlets and other commands there is none."""
    monkeypatch.setattr("hajiz.cli.fetching.cores", lambda: 2)
    config = tmp_path / "config.toml"
    config.write_text("[[outlets]]\n" * FEWEST)

    assert is_begun("poll", "--config", str(config))
    assert is_begun(f"--config={config}", "poll", "--json")
    monkeypatch.setenv("HAJIZ_CONFIG", str(config))
    assert is_begun("poll")
    for other in (("poll", "one"), ("poll", "--help"), ("status",), ("poll", "-c"), ()):
        assert not is_begun(*other)


def is_begun(*arguments: str) -> bool:
    """Say whether a process is begun for these arguments of `hajiz`."""
    with begun_ahead(arguments):
        found = beside()
    if found is not None:
        dismiss(found)
    return found is not None


def test_a_process_begun_in_vain_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many outlets on several cores are worth one, which goes with the command."""
    monkeypatch.setattr("hajiz.cli.fetching.cores", lambda: 2)
    begun = list[Beside]()

    def noted() -> Beside:
        begun.append(launch())
        return begun[0]

    monkeypatch.setattr("hajiz.cli.fetching.launch", noted)
    config = tmp_path / "config.toml"
    config.write_text("[[outlets]]\n" * FEWEST)

    with begun_ahead(["poll", "-c", str(config)]):
        pass
    assert begun[0].process.returncode is not None
    assert beside() is None
