"""What people hear of outlets that answer, but not as they used to."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hajiz.assembly import Assembly, assemble
from hajiz.collect import record
from hajiz.config.read import load
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.outlets import tell_of_silences
from hajiz.dispatch.troubles import freeze_troubles
from hajiz.silence import limit_of
from model import Failed, FailureKind, Fresh, Item, OutletId, Unchanged, Validators
from model.digest import Trouble
from storage import feeds, items, troubles
from tests.hajiz.desk import (
    ALERT,
    DAY,
    FILES,
    HOUR,
    START,
    article,
    desk,
    going_out,
    message,
    poll,
)

A = OutletId("a")
HALF = timedelta(hours=12)
RULE = """
[[rules]]
name = "convoys"
query = "convoy"
"""
OUTLET = """
[[outlets]]
id = "o{n}"
name = "Outlet {n}"
feed = "http://127.0.0.1:9/{n}"
language = "en"
"""

Gap = Callable[[random.Random], timedelta]


def told(assembly: Assembly, now: datetime) -> list[str]:
    """Freeze what there is to say and return the subjects of all that was said so far."""
    freeze_troubles(assembly, now)
    sent = going_out(assembly, "notice")
    return [each.subject.removeprefix("Hajiz notice: ") for each in sent]


def said(assembly: Assembly) -> list[str]:
    """Return the lines of what waits to be told."""
    with assembly.database.read() as tx:
        return [line for each in troubles.untold(tx) for line in each.trouble.lines]


def unchanged(assembly: Assembly, now: datetime) -> None:
    """Record a poll that brought the same bytes as the one before."""
    record(assembly, Unchanged(A, Validators(etag=b'"1"')), now, 0.5)


def daily(assembly: Assembly, days: int) -> datetime:
    """Let the outlet bring an item a day, and return when it brought the last."""
    poll(assembly, START, "Old")
    for day in range(1, days + 1):
        poll(assembly, START + day * DAY, f"News {day}", "Old")
    return START + days * DAY


def listen(assembly: Assembly, start: datetime, days: int) -> None:
    """Look at the feed and ask for silence twice a day, without news."""
    for turn in range(2 * days):
        now = start + turn * HALF
        unchanged(assembly, now)
        tell_of_silences(assembly, now)


def test_fm_055_a_silence_is_told_once_and_its_end_once(tmp_path: Path) -> None:
    """After seven days where there was news daily; not before, and not every hour."""
    with desk(tmp_path, FILES) as assembly:
        last = daily(assembly, 30)
        listen(assembly, last, 7)
        assert told(assembly, last + 7 * DAY) == []

        listen(assembly, last + 7 * DAY, 3)
        assert told(assembly, last + 10 * DAY) == ["A news is silent"]

        poll(assembly, last + 10 * DAY, "News again", "Old")
        listen(assembly, last + 10 * DAY, 3)
        assert told(assembly, last + 13 * DAY) == ["A news is silent", "A news brings news again"]


def test_fm_055_a_second_silence_is_told_again(tmp_path: Path) -> None:
    """It is another one."""
    with desk(tmp_path, FILES) as assembly:
        last = daily(assembly, 30)
        listen(assembly, last, 10)
        poll(assembly, last + 10 * DAY, "News again", "Old")
        listen(assembly, last + 10 * DAY, 10)

        assert Counter(told(assembly, last + 20 * DAY)) == {
            "A news is silent": 2,
            "A news brings news again": 1,
        }


def test_fm_055_it_says_for_how_long_and_where_to_look(tmp_path: Path) -> None:
    """With the feed's address: it may have moved."""
    with desk(tmp_path, FILES) as assembly:
        listen(assembly, daily(assembly, 30), 8)

        (line,) = said(assembly)

    assert line.startswith("A news: nothing new for 7 days; it used to bring news about 1 times")
    assert line.endswith("http://127.0.0.1:9/feed")


def test_fm_055_a_feed_that_cannot_be_seen_is_not_called_silent(tmp_path: Path) -> None:
    """It fails, which is told elsewhere; or the machine was off."""
    failed = Failed(A, FailureKind.HTTP, "HTTP 500", status=500)
    with desk(tmp_path, FILES) as assembly:
        last = daily(assembly, 30)
        tell_of_silences(assembly, last + 20 * DAY)
        record(assembly, failed, last + 20 * DAY, 0.5)
        tell_of_silences(assembly, last + 20 * DAY)

        assert said(assembly) == []


def test_fm_055_an_outlet_without_a_rhythm_is_not_called_silent(tmp_path: Path) -> None:
    """Three days with news say little."""
    with desk(tmp_path, FILES) as assembly:
        listen(assembly, daily(assembly, 3), 60)

        assert said(assembly) == []


def _hours(rate: Callable[[random.Random], float]) -> Gap:
    return lambda chance: timedelta(hours=rate(chance))


KINDS: dict[str, Gap] = {
    "many a day": _hours(lambda chance: chance.expovariate(1 / 2)),
    "one or two a day": _hours(lambda chance: chance.expovariate(1 / 16)),
    "every other day": _hours(lambda chance: chance.expovariate(1 / 48)),
    "twice a week": _hours(lambda chance: chance.expovariate(1 / 84)),
    "weekly": _hours(lambda chance: 24 * chance.uniform(5, 9)),
    "by fits": _hours(lambda chance: 6 * chance.lognormvariate(0, 1.7)),
    "by long fits": _hours(lambda chance: 24 * chance.lognormvariate(0, 1)),
    "bursts a week apart": _hours(
        lambda chance: chance.choice([1, 1, 1, 2, 3, 24 * chance.uniform(4, 9)])
    ),
    "working days": _hours(lambda chance: chance.choice([24, 24, 24, 24, 72])),
    "with holidays": _hours(lambda chance: 24 * (chance.random() < 0.02) * 11 + 20),
}


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Assembly]:
    """Open the program on fifty outlets."""
    path = tmp_path / "config.toml"
    path.write_text(RULE + FILES + "".join(OUTLET.format(n=n) for n in range(50)), "utf-8")
    with assemble(load(path, {}), START) as assembly:
        yield assembly


def history(number: int) -> list[datetime]:
    """Return the moments of an irregular outlet's items over ninety days."""
    chance = random.Random(5500 + number)
    gap = list(KINDS.values())[number % len(KINDS)]
    moment, moments = START, []
    while (moment := moment + gap(chance)) < START + 90 * DAY:
        moments.append(moment)
    return moments


def step(assembly: Assembly, news: dict[int, list[datetime]], now: datetime) -> set[str]:
    """Let half a day pass for all outlets and return those that are called silent then."""
    with assembly.database.write() as tx:
        for number, moments in news.items():
            outlet = OutletId(f"o{number}")
            new = [_item(outlet, at) for at in moments if now - HALF <= at < now]
            items.add_new(tx, new, now, is_baseline=now == START)
            fresh = Fresh(outlet, tuple(new), Validators(), b"", "http://a")
            feeds.record_success(tx, fresh, now, now, len(new))
    tell_of_silences(assembly, now)
    with assembly.database.read() as tx:
        return {name for name, state in feeds.states(tx).items() if state.silent_since}


def _item(outlet: str, at: datetime) -> Item:
    return replace(article(f"{outlet} {at.isoformat()}"), outlet=outlet)


def test_fm_055_fifty_irregular_outlets_raise_few_false_alarms(corpus: Assembly) -> None:
    """At most one a feed and month over ninety days; and when all end, each is told in time."""
    news = {n: history(n) for n in range(50)}
    alarms = Counter[str]()
    silent: set[str] = set()
    for turn in range(181):
        now_silent = step(corpus, news, START + turn * HALF)
        alarms.update(now_silent - silent)
        silent = now_silent

    assert max(alarms.values()) <= 3
    assert alarms.total() <= 30  # of 150 months

    due = {n: due_at(moments) for n, moments in news.items()}
    turn = 181
    while len(silent) < 50:
        now = START + turn * HALF
        silent = step(corpus, news, now)
        assert {n for n, moment in due.items() if moment <= now and f"o{n}" not in silent} == set()
        turn += 1


def due_at(moments: list[datetime]) -> datetime:
    """Return when it must be told at the latest that nothing follows *moments*."""
    seen = [START + ((at - START) // HALF + 1) * HALF for at in moments]
    limit = limit_of([at for at in seen if at >= seen[-1] - 90 * DAY])
    assert limit is not None
    return seen[-1] + limit + HALF


# --- guids, emptiness


def test_fm_040_a_change_of_guids_is_told_once(tmp_path: Path) -> None:
    """Though the guids of this feed change at every look."""
    titles = [f"A convoy, report {n}" for n in range(5)]
    with desk(tmp_path, ALERT, FILES) as assembly:
        for turn in range(6):
            pieces = [
                article(title, url=f"http://a.test/{title[-1]}", key=f"{turn} {title}")
                for title in titles
            ]
            poll(assembly, START + turn * HOUR, *pieces)
            freeze_alerts(assembly, START + turn * HOUR)

        assert told(assembly, START + 6 * HOUR) == ["A news has changed the ids of its items"]
        assert going_out(assembly, "alert") == []
        (notice,) = going_out(assembly, "notice")
        lines = json.loads(message(assembly, notice.message_id).payload)
        assert "5 items came under new ids" in str(lines)


@pytest.mark.parametrize("is_same_body", [True, False])
def test_fm_054_a_feed_that_runs_empty_is_told_and_its_refill_alerts_nothing(
    tmp_path: Path, is_same_body: bool
) -> None:
    """After three looks, also when the server says that nothing has changed since the first."""
    titles = [f"Convoy {n}" for n in range(30)]
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, *titles)
        for turn in range(1, 6):
            if is_same_body and turn > 1:
                unchanged(assembly, START + turn * HOUR)
            else:
                poll(assembly, START + turn * HOUR)
            subjects = told(assembly, START + turn * HOUR)
            assert subjects == (["A news has an empty feed"] if turn >= 3 else [])

        assert poll(assembly, START + 6 * HOUR, *titles) == 0
        assert freeze_alerts(assembly, START + 6 * HOUR) == []
        assert told(assembly, START + 6 * HOUR)[-1] == "A news has items again"


def test_fm_054_a_feed_empty_for_a_moment_is_not_worth_a_word(tmp_path: Path) -> None:
    """Nor is one that never had an item."""
    with desk(tmp_path, FILES) as assembly:
        for turn in range(5):
            poll(assembly, START + turn * HOUR)
        poll(assembly, START + 5 * HOUR, "One")
        poll(assembly, START + 6 * HOUR)
        unchanged(assembly, START + 7 * HOUR)
        poll(assembly, START + 8 * HOUR, "One")

        assert told(assembly, START + 8 * HOUR) == []


def test_troubles_with_outlets_go_into_one_message_with_others(tmp_path: Path) -> None:
    """Six messages an hour; and no delivery is said to be in trouble that is not."""
    with desk(tmp_path, FILES) as assembly:
        with assembly.database.write() as tx:
            for n in range(7):
                troubles.add(tx, "", Trouble(f"not_{n}", f"Thing {n}", ("x",), START, "UTC"))

        assert told(assembly, START) == ["7 troubles to know of"]
