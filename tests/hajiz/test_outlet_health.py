"""What people hear of outlets that cannot be seen."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from hajiz.collect import record
from hajiz.dispatch.outlet_health import tell_of_health
from hajiz.dispatch.troubles import freeze_troubles
from hajiz.uplink import NOTICE
from model import Failed, FailureKind, OutletId
from storage import feeds, health, notices, troubles
from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed
from tests.hajiz.desk import DAY, FILES, HOUR, START, desk, going_out, message, poll
from tests.hajiz.vigil import MINUTE, vigil_on
from tests.reactorloop import Loop

A = OutletId("a")
CHALLENGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"


def fail(assembly: Assembly, now: datetime, kind: FailureKind = FailureKind.HTTP) -> None:
    """Record a poll that failed."""
    record(assembly, Failed(A, kind, "HTTP 500 Internal Server Error", 500), now, 0.5)


def watch(assembly: Assembly, start: datetime, span: timedelta) -> list[str]:
    """Ask for news of outlets every hour; return what was told, with the lines of each."""
    said = []
    for hours in range(span // HOUR + 1):
        now = start + hours * HOUR
        tell_of_health(assembly, now)
        freeze_troubles(assembly, now)
        said = [each.subject.removeprefix("Hajiz notice: ") for each in going_out(assembly)]
    return said


def test_a_failure_is_told_after_a_day_then_weekly_and_so_is_its_end(tmp_path: Path) -> None:
    """Not before: most are back by then."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "One")
        fail(assembly, START + HOUR)

        assert watch(assembly, START + HOUR, 23 * HOUR) == []
        assert watch(assembly, START + 25 * HOUR, 5 * DAY) == ["A news cannot be seen"]
        later = watch(assembly, START + 6 * DAY, 10 * DAY)
        assert later == ["A news cannot be seen", *2 * ["A news still needs a look"]]

        poll(assembly, START + 17 * DAY, "Two", "One")
        assert watch(assembly, START + 17 * DAY, 2 * DAY) == [*later, "A news is seen again"]


def test_the_notice_says_since_when_and_why(tmp_path: Path) -> None:
    """In one line for each outlet."""
    with desk(tmp_path, FILES) as assembly:
        fail(assembly, START)
        watch(assembly, START + DAY, HOUR)
        (notice,) = going_out(assembly)
        text = message(assembly, notice.message_id).text

    expected = "A news: it fails (HTTP 500 Internal Server Error), since Fri 20 Nov 09:00 UTC."
    assert expected in " ".join(text.split())


def test_fm_029_a_bot_challenge_is_told_at_the_second_look(
    server: FeedServer, write_config: WriteConfig, loop: Loop, hajiz: Hajiz
) -> None:
    """Over real HTTP: not "0 new items"; and `outlets health` says it in one word."""
    vigil = vigil_on(server, write_config, loop, {"a": server.serve("/a", rss("One"))})
    vigil.watch(MINUTE)
    server.serve("/a", CHALLENGE)

    told = []
    for _ in range(2):
        vigil.watch(40 * MINUTE)
        with vigil.opened() as assembly:
            told.append(tell_of_health(assembly, vigil.now))
            frozen = freeze_troubles(assembly, vigil.now)
    health = hajiz("outlets", "health", "--check", "--json", "--config", vigil.config)

    assert told == [0, 1]
    assert [each.subject for each in frozen] == ["Hajiz notice: a news cannot be seen"]
    assert "a bot challenge stands in place of its feed" in frozen[0].text
    assert [each["state"] for each in parsed(health)] == ["challenged"]
    assert health.returncode == 69


@pytest.mark.parametrize("kind", [FailureKind.WALLED, FailureKind.NOT_A_FEED])
def test_one_look_that_brought_something_else_is_not_told(
    tmp_path: Path, kind: FailureKind
) -> None:
    """The second in a row is."""
    with desk(tmp_path, FILES) as assembly:
        fail(assembly, START, kind)
        assert watch(assembly, START, 2 * HOUR) == []
        fail(assembly, START + 2 * HOUR, kind)
        assert watch(assembly, START + 2 * HOUR, HOUR) == ["A news cannot be seen"]


def test_what_comes_and_goes_is_told_once_a_day_at_most(tmp_path: Path) -> None:
    """A challenge every few hours: told, its end, and then only if it lasts."""
    with desk(tmp_path, FILES) as assembly:
        now = START
        for _ in range(4):
            fail(assembly, now, FailureKind.WALLED)
            fail(assembly, now + HOUR, FailureKind.WALLED)
            watch(assembly, now + HOUR, HOUR)
            poll(assembly, now + 3 * HOUR, "One")
            said = watch(assembly, now + 3 * HOUR, HOUR)
            now += 4 * HOUR

    assert said == ["A news cannot be seen", "A news is seen again"]


def test_while_we_are_offline_nobody_is_told_of_outlets(tmp_path: Path) -> None:
    """It is told that we are, which is enough."""
    with desk(tmp_path, FILES) as assembly:
        fail(assembly, START, FailureKind.DNS)
        with assembly.database.write() as tx:
            notices.put(tx, NOTICE, "offline", START)

        assert watch(assembly, START + 2 * DAY, DAY) == []


def test_fm_053_missed_items_are_told_once_a_week_at_most(tmp_path: Path) -> None:
    """Every look of a feed that is too fast misses some."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "a", "b", "c")
        for day in range(1, 10):
            poll(assembly, START + day * DAY, *(f"{n} of {day}" for n in range(3)))
            said = watch(assembly, START + day * DAY, HOUR)

    assert said == 2 * ["items of A news were missed"]


def test_fm_055_a_silence_is_brought_to_mind_weekly(tmp_path: Path) -> None:
    """Its beginning and its end are told elsewhere."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "One")
        with assembly.database.write() as tx:
            health.silent_since(tx, A, START)

        said = watch(assembly, START + 8 * DAY, 15 * DAY)
        assert said == 2 * ["A news still needs a look"]

        with assembly.database.write() as tx:
            health.silent_since(tx, A, None)
        assert watch(assembly, START + 24 * DAY, 8 * DAY) == said


def test_fm_080_what_was_told_is_forgotten_after_ninety_days(tmp_path: Path) -> None:
    """Nobody asks for it, and it must not fill the disk."""
    with desk(tmp_path, FILES) as assembly:
        fail(assembly, START)
        watch(assembly, START + DAY, HOUR)
        with assembly.database.read() as tx:
            assert feeds.state(tx, A).failing_since == START
        tell_of_health(assembly, START + 100 * DAY)
        with assembly.database.write() as tx:
            assert troubles.forget(tx, START + 100 * DAY) == 0
            assert len(troubles.untold(tx)) == 1
