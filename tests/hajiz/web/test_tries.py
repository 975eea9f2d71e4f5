"""How often a password may be tried."""

from datetime import timedelta

from hajiz.web.tries import FROM_ALL, FROM_ONE, Tries
from tests.hajiz.desk import MINUTE, START


def count(tries: Tries, address: str, at: timedelta = timedelta()) -> int:
    """Try as often as may be."""
    return sum(tries.may(address, START + at) for _ in range(100))


def test_fm_113_five_a_minute_from_one_address() -> None:
    """And others are not shut out by that."""
    tries = Tries()

    assert count(tries, "203.0.113.1") == FROM_ONE
    assert count(tries, "203.0.113.2") == FROM_ONE
    assert count(tries, "203.0.113.1", MINUTE) == FROM_ONE


def test_fm_113_a_customer_of_ipv6_has_many_addresses_and_one_network() -> None:
    """They count as one."""
    tries = Tries()

    assert sum(tries.may(f"2001:db8::{n}", START) for n in range(1, 100)) == FROM_ONE


def test_fm_113_all_together_have_a_bound_too() -> None:
    """Guessing from a thousand addresses is not a thousand times as fast."""
    tries = Tries()

    assert sum(tries.may(f"203.0.113.{n}", START) for n in range(200)) == FROM_ALL


def test_a_clock_that_was_set_back_shuts_nobody_out() -> None:
    """What lies ahead is forgotten."""
    tries = Tries()
    count(tries, "203.0.113.1")

    assert tries.may("203.0.113.1", START - 60 * MINUTE)
