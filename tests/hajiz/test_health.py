"""How an outlet fares, decided from what is remembered of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hajiz.health import Around, Pages, health_of
from model import UNSEEN, WELL, FailureKind, FeedState, HealthState, OutletId

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)
FINE = FeedState(
    OutletId("a"),
    "https://a.example/feed",
    NOW,
    baseline_at=NOW - 30 * DAY,
    last_polled_at=NOW,
    last_success_at=NOW,
    last_new_at=NOW,
)
FAILS = {"failing_since": NOW - DAY, "failure": "no good", "failures": 3}
AROUND = Around(NOW - DAY, NOW)


def states(around: Around = AROUND, **facts: Any) -> list[HealthState]:
    """Return all that is the matter with an outlet of which those facts are known."""
    return [found.state for found in health_of(replace(FINE, **facts), around).findings]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, HealthState.FINE),
        ({"last_unchanged": True}, HealthState.UNCHANGED),
        ({"last_polled_at": None, "last_success_at": None}, HealthState.UNPOLLED),
        (FAILS | {"failure_kind": FailureKind.HTTP}, HealthState.FAILING),
        (FAILS | {"failure_kind": FailureKind.RESTING}, HealthState.RESTING),
        (FAILS | {"failure_kind": FailureKind.WALLED}, HealthState.CHALLENGED),
        (FAILS | {"failure_kind": FailureKind.NOT_A_FEED}, HealthState.NOT_A_FEED),
        (FAILS | {"gone_at": NOW}, HealthState.GONE),
        ({"empty_looks": 3}, HealthState.EMPTY),
        ({"overrun_at": NOW - DAY / 2}, HealthState.OVERRUN),
        ({"truncated_at": NOW - DAY / 2}, HealthState.TRUNCATED),
        ({"note": "text labelled utf-8, read as cp1256"}, HealthState.GARBLED),
    ],
)
def test_each_state_is_known_by_its_facts(facts: dict[str, Any], state: HealthState) -> None:
    """One word each; what is well is nothing else."""
    assert states(**facts) == [state]


@pytest.mark.parametrize(
    "facts",
    [{"empty_looks": 2}, {"overrun_at": NOW - 2 * DAY}, {"note": "not well-formed"}],
)
def test_what_is_small_or_long_ago_is_not_said(facts: dict[str, Any]) -> None:
    """An outlet with it is fine."""
    assert states(**facts) == [HealthState.FINE]


def test_while_we_are_offline_no_outlet_is_blamed_for_what_is_ours() -> None:
    """But one that answered with an error did answer."""
    offline = replace(AROUND, is_offline=True)

    dns = states(offline, **FAILS, failure_kind=FailureKind.DNS)
    http = states(offline, **FAILS, failure_kind=FailureKind.HTTP)

    assert (dns, http) == ([HealthState.OFFLINE], [HealthState.FAILING])


def test_quiet_is_measured_by_the_outlets_own_rhythm() -> None:
    """Daily news, then none for eight days; a weekly outlet may be silent for longer."""
    last = NOW - 8 * DAY
    daily = replace(AROUND, moments=[last - n * DAY for n in range(30, -1, -1)])
    weekly = replace(AROUND, moments=[last - n * 7 * DAY for n in range(8, -1, -1)])

    health = health_of(replace(FINE, last_new_at=last), daily)

    assert (health.state, health.gravest.count, health.gravest.usual) == (HealthState.QUIET, 8, 1)
    assert states(weekly, last_new_at=last) == [HealthState.FINE]


def test_an_outlet_that_nobody_looks_at_is_not_called_quiet() -> None:
    """Hajiz was off for a week: what came meanwhile is not known."""
    last = NOW - 8 * DAY
    daily = replace(AROUND, moments=[last - n * DAY for n in range(30, -1, -1)])
    off = {"last_new_at": last, "last_success_at": last, "next_poll_at": last}

    assert states(daily, **off) == [HealthState.FINE]


def test_a_page_or_two_that_cannot_be_read_are_an_accident() -> None:
    """A fifth of them are not."""
    some = replace(AROUND, pages=Pages(asked=10, unread=1, note="HTTP 403"))
    many = replace(AROUND, pages=Pages(asked=10, unread=2, note="HTTP 403"))

    assert (states(some), states(many)) == ([HealthState.FINE], [HealthState.UNREAD])


def test_all_that_is_the_matter_is_said_the_gravest_first() -> None:
    """What hides the outlet hides the rest, too."""
    found = states(**FAILS, failure_kind=FailureKind.TLS, empty_looks=4, overrun_at=NOW - DAY / 2)

    assert found == [HealthState.FAILING, HealthState.EMPTY, HealthState.OVERRUN]
    assert not UNSEEN & WELL
