"""Whether Hajiz does its work."""

from datetime import timedelta
from pathlib import Path

import pytest

from hajiz import readiness
from hajiz.assembly import Assembly
from hajiz.readiness import faults_of, nobody_told
from model.message import Message
from storage import channels, outbox
from tests.hajiz.desk import DAY, FILES, HOUR, MINUTE, START, desk, mail, poll

TO_MAIL = '\n[notices]\nchannels = ["mail"]\n'


def faults(assembly: Assembly, after: timedelta) -> tuple[str, ...]:
    """Ask what is amiss so long after the start."""
    return faults_of(assembly.database, assembly.config, START + after)


def queue(assembly: Assembly, channel: str, recipient: str = "") -> None:
    """Put a message into the outbox."""
    message = Message("x", "notice", "", "s", "t", "", "{}", START)
    with assembly.database.write() as tx:
        outbox.add(tx, message, [(channel, recipient)], START)


def test_all_is_well_while_outlets_are_looked_at_in_time(tmp_path: Path) -> None:
    """Half an hour late is late."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "One")

        assert faults(assembly, MINUTE) == ()
        late = "not looked at for more than 30 minutes after it was time: a"
        assert faults(assembly, DAY) == (late,)


def test_a_message_may_wait_for_a_quarter_of_an_hour(tmp_path: Path) -> None:
    """But not longer."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "One")
        queue(assembly, "files")

        assert faults(assembly, 14 * MINUTE) == ()
        assert faults(assembly, 16 * MINUTE) == ("a message for files has waited for 16 minutes",)


def test_a_channel_at_rest_is_not_waited_for(tmp_path: Path) -> None:
    """Nor one that config.toml has no more."""
    with desk(tmp_path, FILES, mail(9, "d@example.org", "e@example.org")) as assembly:
        poll(assembly, START, "One")
        queue(assembly, "mail", "d@example.org")
        queue(assembly, "former")
        with assembly.database.write() as tx:
            until = START + 2 * HOUR
            channels.rest(tx, "mail", "d@example.org", "failing", "full", until, START)

        assert faults(assembly, 20 * MINUTE) == ()


@pytest.mark.parametrize(
    ("state", "resting", "after", "is_dead"),
    [
        ("closed", [""], MINUTE, True),
        ("failing", [""], MINUTE, False),
        ("failing", [""], 31 * MINUTE, True),
        ("failing", ["d@example.org"], 31 * MINUTE, False),
        ("failing", ["d@example.org", "e@example.org"], 31 * MINUTE, True),
    ],
)
def test_fm_120_a_channel_is_dead_that_reaches_none_of_its_recipients(
    tmp_path: Path, state: channels.State, resting: list[str], after: timedelta, is_dead: bool
) -> None:
    """For half an hour, or closed."""
    with desk(tmp_path, mail(9, "d@example.org", "e@example.org"), TO_MAIL) as assembly:
        poll(assembly, START, "One")
        with assembly.database.write() as tx:
            for recipient in resting:
                channels.rest(tx, "mail", recipient, state, "down", None, START)

        expected = ("nobody can be told of anything: mail cannot be used",) if is_dead else ()
        assert faults(assembly, after) == expected


def test_fm_120_one_channel_that_works_is_enough(tmp_path: Path) -> None:
    """It tells of the other's trouble."""
    with desk(tmp_path, FILES, mail(9, "d@example.org")) as assembly:
        poll(assembly, START, "One")
        with assembly.database.write() as tx:
            channels.rest(tx, "mail", "", "closed", "410", None, START)

        assert faults(assembly, MINUTE) == ()


def test_fm_067_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the database meets it."""
    monkeypatch.setattr(readiness, "LEAST_SPACE", 1 << 62)
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "One")
        (fault,) = faults(assembly, MINUTE)

    assert fault.startswith("the disk is full: ")


def test_who_is_told_of_trouble(tmp_path: Path) -> None:
    """Nobody, if there is no channel or if it is wished."""
    with desk(tmp_path) as none, desk(tmp_path, FILES) as all_of_them:
        assert nobody_told(none.config).startswith("no channel is configured")
        assert nobody_told(all_of_them.config) == ""
    with desk(tmp_path, FILES, "\n[notices]\nchannels = []\n") as unwished:
        assert "nobody is told when" in nobody_told(unwished.config)
