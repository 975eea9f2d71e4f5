"""Our clock, judged by the servers we poll."""

from datetime import timedelta

import pytest

from hajiz.skew import Skew, in_words
from model import Failed, FailureKind, OutletId, Unchanged, Validators
from tests.hajiz.desk import START


def skew(*seconds: float) -> Skew:
    """Let so many servers say the time, each so many seconds ahead of us."""
    made = Skew()
    for number, ahead in enumerate(seconds):
        at = START + timedelta(seconds=ahead)
        made.note(Unchanged(OutletId(f"o{number}"), Validators(), at), START)
    return made


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        ((0, 0, 0), ""),
        ((61, 62, 63), "0:01:02 behind"),
        ((-3600, -3601, -3602), "1:00:01 ahead of"),
        ((100_000, 0, 1), ""),  # one server is wrong
        ((500, 500), ""),  # too few to tell
        ((), ""),
    ],
)
def test_fm_088_a_clock_that_most_servers_contradict_is_told_of(
    ahead: tuple[float, ...], words: str
) -> None:
    """More than a minute, by the middle of at least three."""
    found = in_words(skew(*ahead).behind())

    assert (words in found) if words else found == ""


def test_a_failure_says_nothing_of_the_time() -> None:
    """There was no answer to go by."""
    made = Skew()
    made.note(Failed(OutletId("a"), FailureKind.DNS, "no host"), START)

    assert made.behind() is None
