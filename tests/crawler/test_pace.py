"""When a feed is looked at again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pace import next_poll
from model import Failed, FailureKind, Fresh, Outcome, OutletId, Unchanged, Validators

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OUTLET = OutletId("outlet")
FAILED = Failed(OUTLET, FailureKind.HTTP, "HTTP 500 Internal Server Error", 500)
SUCCESSES: list[Outcome] = [
    Unchanged(OUTLET, Validators()),
    Fresh(OUTLET, (), Validators(), b"", "https://example.org/feed"),
]


@pytest.mark.parametrize("outcome", SUCCESSES)
def test_a_success_is_followed_by_the_interval(outcome: Outcome) -> None:
    """Half-way jitter is the interval itself, whatever failed before."""
    assert next_poll(NOW, outcome, HOUR, 5, 0.5) == NOW + HOUR


@pytest.mark.parametrize(("jitter", "minutes"), [(0.0, 54), (0.25, 57), (0.75, 63)])
def test_jitter_spreads_by_ten_per_cent(jitter: float, minutes: int) -> None:
    """Feeds drift apart instead of moving in step."""
    assert next_poll(NOW, SUCCESSES[0], HOUR, 0, jitter) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("failures", "hours"),
    [(0, 0.25), (1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (6, 16), (7, 24), (8, 24), (10_000, 24)],
)
def test_fm_020_failures_back_off_from_15_minutes_to_a_day(failures: int, hours: float) -> None:
    """Each failure in a row doubles the wait; it never grows past a day, and never ends."""
    assert next_poll(NOW, FAILED, HOUR, failures, 0.5) == NOW + timedelta(hours=hours)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_fm_019_a_servers_wish_is_never_undercut(jitter: float) -> None:
    """Retry-After holds against the backoff and the jitter."""
    outcome = Failed(OUTLET, FailureKind.HTTP, "HTTP 429", 429, timedelta(days=3))

    assert next_poll(NOW, outcome, HOUR, 0, jitter) == NOW + timedelta(days=3)


def test_a_short_wish_does_not_shorten_the_backoff() -> None:
    """A server that asks for a second's rest is still given ours."""
    outcome = Failed(OUTLET, FailureKind.HTTP, "HTTP 503", 503, timedelta(seconds=1))

    assert next_poll(NOW, outcome, HOUR, 2, 0.5) == NOW + HOUR


@given(
    outcome=st.sampled_from([*SUCCESSES, FAILED]),
    interval=st.timedeltas(timedelta(0), timedelta(days=400)),
    failures=st.integers(0, 10**9),
    jitter=st.floats(0, 1, exclude_max=True),
)
def test_the_answer_is_always_later(
    outcome: Outcome, interval: timedelta, failures: int, jitter: float
) -> None:
    """No feed can make the daemon spin."""
    assert next_poll(NOW, outcome, interval, failures, jitter) > NOW


@pytest.mark.parametrize(
    ("now", "failures", "jitter"),
    [(NOW.replace(tzinfo=None), 0, 0.5), (NOW, -1, 0.5), (NOW, 0, 1.0), (NOW, 0, -0.1)],
)
def test_nonsense_is_refused(now: datetime, failures: int, jitter: float) -> None:
    """A mistake of the caller is not turned into a time."""
    with pytest.raises(ValueError, match="next_poll needs"):
        next_poll(now, FAILED, HOUR, failures, jitter)
