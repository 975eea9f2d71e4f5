"""`hajiz web` as a user meets it."""

import os
import subprocess
import sys
from pathlib import Path

from hajiz.web.passwords import fits
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed

FEEDS = {"a": "http://127.0.0.1:9/feed"}


def test_fm_111_it_does_not_start_open_to_the_network_without_a_password(
    write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """The configuration is refused, exit code 78, and it says what to do."""
    config = write_config(FEEDS, '\n[web]\nlisten = "0.0.0.0:8099"\n')

    for command in ("run", "check-config"):
        done = hajiz(command, "--config", config)
        assert done.returncode == 78
        assert "the page has no password" in done.stderr + done.stdout
        assert "HAJIZ_PASSWORD" in done.stderr + done.stdout


def test_where_the_page_is(write_config: WriteConfig, hajiz: Hajiz) -> None:
    """Also in `status` and `doctor`."""
    config = write_config(FEEDS, '\n[web]\nlisten = "127.0.0.1:8099"\n')
    words = "http://127.0.0.1:8099/, this machine only, without a password"

    for command in (["web", "where"], ["status"], ["doctor"]):
        assert words in hajiz(*command, "--config", config).stdout, command
    assert parsed(hajiz("web", "where", "--json", "--config", config))["has_password"] is False


def test_a_token_is_shown_once(write_config: WriteConfig, hajiz: Hajiz) -> None:
    """And no name has two."""
    config = write_config(FEEDS)
    listed = ("web", "token", "list", "--config", config)
    assert "No program has a token" in hajiz(*listed).stdout

    made = hajiz("web", "token", "add", "script", "--config", config)
    twice = hajiz("web", "token", "add", "script", "--config", config)

    token = made.stdout.strip()
    assert token.startswith("hajiz_")
    assert token not in hajiz(*listed).stdout
    assert twice.returncode == 64
    assert "hajiz web token remove script" in twice.stderr
    assert [each["name"] for each in parsed(hajiz(*listed, "--json"))] == ["script"]
    assert hajiz("web", "token", "remove", "script", "--config", config).returncode == 0
    assert hajiz("web", "token", "remove", "script", "--config", config).returncode == 64


def test_everybody_can_be_logged_out(write_config: WriteConfig, hajiz: Hajiz) -> None:
    """Also when nobody is logged in."""
    config = write_config(FEEDS)

    assert hajiz("web", "log-out", "--config", config).stdout == "0 logged out\n"


def test_a_password_is_hashed_from_a_pipe(tmp_path: Path) -> None:
    """Without a configuration; what is too short is refused."""

    def hashed(password: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hajiz", "web", "hash"]
        return subprocess.run(
            command, input=password, capture_output=True, text=True, check=False, env=os.environ
        )

    good, short = hashed("correct horse\n"), hashed("short\n")

    assert fits(good.stdout.strip(), "correct horse")
    assert short.returncode == 65
    assert "at least 8 characters" in short.stderr
