"""When a permanent redirect becomes the address."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.moves import moved
from model import Move

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OLD, NEW, OTHER = "https://o.example/feed", "https://new.example/feed", "https://else.example/feed"


def after(looks: list[tuple[float, str]], url: str = OLD) -> Move:
    """Return what is known after looks on those days that were led there."""
    move = Move()
    for day, moved_to in looks:
        move = moved(move, move.address or url, moved_to, NOW + day * DAY)
    return move


@pytest.mark.parametrize(
    ("days", "address"),
    [
        ([0], ""),
        ([0, 8], ""),
        ([0, 1, 6.9], ""),
        ([0, 0.1, 0.2, 0.3], ""),
        ([0, 1, 7], NEW),
        ([0, 3, 6, 9], NEW),
    ],
)
def test_fm_022_the_address_changes_after_three_looks_over_a_week(
    days: list[float], address: str
) -> None:
    """Neither three looks nor a week alone are enough."""
    assert after([(day, NEW) for day in days]).address == address


@pytest.mark.parametrize("break_", ["", OTHER])
def test_fm_022_a_redirect_that_does_not_hold_begins_anew(break_: str) -> None:
    """A look without it, or to another place, takes back what was counted."""
    assert after([(0, NEW), (3, NEW), (5, break_), (8, NEW), (9, NEW)]).address == ""


def test_fm_022_https_on_the_same_host_is_taken_at_once() -> None:
    """Nobody but the host itself can answer there."""
    assert after([(0, OLD)], url="http://o.example/feed").address == OLD
    assert after([(0, NEW)], url="http://o.example/feed").address == ""


def test_fm_022_the_history_is_kept() -> None:
    """Since when, and where to, while the new address answers by itself."""
    move = after([(0, NEW), (1, NEW), (7, NEW), (8, ""), (30, "")])

    assert (move.address, move.to, move.since) == (NEW, NEW, NOW)


def test_fm_022_what_has_moved_may_move_on() -> None:
    """From the new address, under the same rule."""
    move = after([(0, NEW), (1, NEW), (7, NEW), (10, OTHER), (11, OTHER)])
    assert move.address == NEW

    assert moved(move, NEW, OTHER, NOW + 18 * DAY).address == OTHER
