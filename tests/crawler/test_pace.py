"""When a feed is looked at again."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pace import asked_whole, next_poll, wish_of
from crawler.rhythm import Pace, pace_of
from crawler.settings import FetchSettings
from model import (
    Failed,
    FailureKind,
    FetchTask,
    Fresh,
    Outcome,
    OutletId,
    Unchanged,
    Validators,
    Wishes,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE, HOUR, MONTH = timedelta(minutes=1), timedelta(hours=1), timedelta(days=30)
OUTLET = OutletId("outlet")
FAILED = Failed(OUTLET, FailureKind.HTTP, "HTTP 500 Internal Server Error", 500)
SUCCESSES: list[Outcome] = [
    Unchanged(OUTLET, Validators()),
    Fresh(OUTLET, (), Validators(), b"", "https://example.org/feed"),
]


FREE = Pace(HOUR, 15 * MINUTE, 4 * HOUR)
FIXED = Pace(10 * MINUTE, 10 * MINUTE, 10 * MINUTE, is_fixed=True)
JITTERS = [0.0, 0.5, 0.999]
WORKS = SUCCESSES[0]


@pytest.mark.parametrize("outcome", SUCCESSES)
def test_a_success_is_followed_by_the_interval(outcome: Outcome) -> None:
    """Half-way jitter is the interval itself, whatever failed before."""
    assert next_poll(NOW, outcome, FREE, 5, 0.5) == NOW + HOUR


@pytest.mark.parametrize(("jitter", "minutes"), [(0.0, 54), (0.25, 57), (0.75, 63)])
def test_jitter_spreads_by_ten_per_cent(jitter: float, minutes: int) -> None:
    """Feeds drift apart instead of moving in step."""
    assert next_poll(NOW, WORKS, FREE, 0, jitter) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize("jitter", JITTERS)
@pytest.mark.parametrize("minutes", [15, 240])
def test_jitter_stays_within_floor_and_ceiling(jitter: float, minutes: int) -> None:
    """Never more often than the user allows, never more seldom."""
    pace = replace(FREE, interval=minutes * MINUTE)

    assert 15 * MINUTE <= next_poll(NOW, WORKS, pace, 0, jitter) - NOW <= 4 * HOUR


def test_fm_028_feeds_added_together_are_spread_over_an_interval() -> None:
    """A thousand first looks at the same moment are not a thousand second ones."""
    pace = replace(FREE, is_first=True)
    pauses = [next_poll(NOW, WORKS, pace, 0, n / 1000) - NOW for n in range(1000)]

    fullest = Counter(pause // (6 * MINUTE) for pause in pauses).most_common(1)[0][1]
    assert min(pauses) >= 54 * MINUTE
    assert fullest <= 101


@pytest.mark.parametrize("jitter", JITTERS)
@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(fresh_for=3 * HOUR),
        Wishes(ttl=3 * HOUR),
        Wishes(fresh_for=HOUR, ttl=3 * HOUR),
        Wishes(skip_hours=(12, 13, 14)),
    ],
)
def test_fm_027_a_wish_is_a_lower_bound(wishes: Wishes, jitter: float) -> None:
    """Max-age, ttl and hours to be skipped are never undercut."""
    moment = next_poll(NOW, WORKS, FREE, 0, jitter, wishes)

    assert NOW + 3 * HOUR <= moment <= NOW + 4 * HOUR


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(fresh_for=timedelta(days=300)),
        Wishes(ttl=timedelta(days=30)),
        Wishes(skip_hours=tuple(range(24))),
        Wishes(skip_days=tuple(range(7))),
    ],
)
def test_fm_027_no_wish_is_granted_for_longer_than_a_day(wishes: Wishes) -> None:
    """A feed that works is looked at daily, whatever it asks for."""
    moment = next_poll(NOW, WORKS, FREE, 0, 0.0, wishes)

    assert moment == NOW + timedelta(hours=24)


def test_fm_027_days_are_skipped_in_utc() -> None:
    """NOW is a Friday noon; the Friday ends at midnight in UTC, wherever we are."""
    here = NOW.astimezone(timezone(timedelta(hours=-11)))

    assert next_poll(here, WORKS, FREE, 0, 0.0, Wishes(skip_days=(4,))) == NOW + 12 * HOUR


@pytest.mark.parametrize(
    ("own", "wish", "expected"),
    [(10, 0, 9), (10, 5, 9), (10, 14, 14), (10, 24 * 60, 15), (60, 24 * 60, 54), (1, 60, 15)],
)
def test_fm_027_an_interval_of_its_own_ends_the_servers_say(
    own: int, wish: int, expected: int
) -> None:
    """But for a quarter of an hour, which no server is denied."""
    pace = pace_of(FetchSettings(), own * MINUTE, HOUR, HOUR)
    wishes = Wishes(fresh_for=wish * MINUTE, skip_hours=tuple(range(24)))

    assert next_poll(NOW, WORKS, pace, 0, 0.0, wishes) == NOW + expected * MINUTE


@pytest.mark.parametrize(
    ("failures", "hours"),
    [(0, 0.25), (1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (6, 16), (7, 24), (8, 24), (10_000, 24)],
)
def test_fm_020_failures_back_off_from_15_minutes_to_a_day(failures: int, hours: float) -> None:
    """Each failure in a row doubles the wait; it never grows past a day, and never ends."""
    assert next_poll(NOW, FAILED, FREE, failures, 0.5) == NOW + timedelta(hours=hours)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_fm_019_a_servers_wish_is_never_undercut(jitter: float) -> None:
    """Retry-After holds against the backoff and the jitter."""
    outcome = Failed(OUTLET, FailureKind.HTTP, "HTTP 429", 429, timedelta(days=3))

    assert next_poll(NOW, outcome, FREE, 0, jitter) == NOW + timedelta(days=3)


def test_a_short_wish_does_not_shorten_the_backoff() -> None:
    """A server that asks for a second's rest is still given ours."""
    outcome = Failed(OUTLET, FailureKind.HTTP, "HTTP 503", 503, timedelta(seconds=1))

    assert next_poll(NOW, outcome, FREE, 2, 0.5) == NOW + HOUR


@given(
    outcome=st.sampled_from([*SUCCESSES, FAILED]),
    spans=st.tuples(*[st.timedeltas(timedelta(0), timedelta(days=400))] * 3),
    is_fixed=st.booleans(),
    is_first=st.booleans(),
    failures=st.integers(0, 10**9),
    jitter=st.floats(0, 1, exclude_max=True),
    wishes=st.builds(
        Wishes,
        st.none() | st.timedeltas(timedelta(0), timedelta(days=9)),
        st.none() | st.timedeltas(timedelta(0), timedelta(days=9)),
        st.lists(st.integers(0, 23)).map(tuple),
        st.lists(st.integers(0, 6)).map(tuple),
    ),
)
def test_the_answer_is_always_later_and_never_never(
    outcome: Outcome,
    spans: tuple[timedelta, timedelta, timedelta],
    is_fixed: bool,
    is_first: bool,
    failures: int,
    jitter: float,
    wishes: Wishes,
) -> None:
    """No feed can make the daemon spin, and none is forgotten."""
    pace = Pace(*spans, is_fixed=is_fixed, is_first=is_first)

    pause = next_poll(NOW, outcome, pace, failures, jitter, wishes) - NOW

    assert timedelta(0) < pause <= 2 * max(spans) + timedelta(hours=26)


@pytest.mark.parametrize(
    ("failures", "hours"), [(0, 1), (1, 2), (2, 4), (4, 16), (5, 24), (1000, 24)]
)
def test_fm_019_a_vague_wish_is_an_hour_doubled_each_time(failures: int, hours: float) -> None:
    """Never for ever, and never less than the backoff."""
    outcome = Failed(OUTLET, FailureKind.HTTP, "HTTP 429", 429, HOUR, is_vague=True)

    assert wish_of(outcome, failures) == hours * HOUR
    assert next_poll(NOW, outcome, FREE, failures, 0.0) >= NOW + hours * HOUR


def test_fm_020_after_thirty_days_of_failures_a_feed_is_still_asked_daily() -> None:
    """It may come back any day."""
    now, looks = NOW, []
    for failures in range(100):
        looks.append(now)
        now = next_poll(now, FAILED, FREE, failures, failures % 10 / 10)

    late = [pause for look, pause in zip(looks, pauses(looks), strict=False) if look > NOW + MONTH]
    assert late
    assert all(20 * HOUR < pause <= 24 * HOUR for pause in late)


def pauses(moments: list[datetime]) -> list[timedelta]:
    """Return the time between each of *moments* and the next."""
    return [later - earlier for earlier, later in pairwise(moments)]


def test_fm_026_a_week_after_the_last_whole_answer_no_validators_are_sent() -> None:
    """A little earlier for some outlets and later for others; at once if nothing is known."""
    known = Validators(b"e", b"m")
    tasks = [
        FetchTask(OutletId(f"o{n}"), "https://o.example/", "en", known, b"h", whole_at=NOW)
        for n in range(200)
    ]

    def whole(days: float) -> int:
        asked = [asked_whole(task, NOW + timedelta(days=days)) for task in tasks]
        return sum(task.validators == Validators() for task in asked)

    assert (whole(6.2), whole(7.8)) == (0, 200)
    assert 50 < whole(7) < 150
    assert asked_whole(replace(tasks[0], whole_at=None), NOW).validators == Validators()


@pytest.mark.parametrize(
    ("now", "failures", "jitter"),
    [(NOW.replace(tzinfo=None), 0, 0.5), (NOW, -1, 0.5), (NOW, 0, 1.0), (NOW, 0, -0.1)],
)
def test_nonsense_is_refused(now: datetime, failures: int, jitter: float) -> None:
    """A mistake of the caller is not turned into a time."""
    with pytest.raises(ValueError, match="next_poll needs"):
        next_poll(now, FAILED, FREE, failures, jitter)
