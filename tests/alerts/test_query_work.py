"""Reading a query takes work in proportion to its length, whatever stands in it."""

import pytest

from alerts.rules.query.parsing import parse
from model import RuleError
from tests.alerts.test_hostile_work import calls_of

PIECES = (
    "(",
    ")",
    "a AND ",
    "NOT ",
    '"',
    '"a" ',
    "title:",
    "@",
    "a NEAR/8 ",
    "a b ",
    "*",
    "(a OR ",
)


def calls(query: str) -> int:
    """Return how many functions it takes to read *query*, or to refuse it."""

    def read() -> None:
        try:
            parse("r", query)
        except RuleError:
            return

    return calls_of(read)


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_query_is_about_four_times_the_work(piece: str) -> None:
    """Nothing is tried again and again."""
    parse("r", "a")  # whatever is made once
    short, long = calls(piece * 500), calls(piece * 2_000)

    assert long <= 5 * short + 5_000
