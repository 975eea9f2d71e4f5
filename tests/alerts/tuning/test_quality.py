"""Precision and recall, and how sure one can be of them."""

import pytest

from alerts.tuning.quality import Share, quality


def test_what_fired_and_what_is_labelled_are_counted() -> None:
    """Unsure and unlabelled items count for neither; a miss counts for recall."""
    found = quality({1, 2, 3, 4}, {1: "relevant", 2: "noise", 3: "unsure", 8: "relevant"})

    assert (found.relevant, found.noise, found.missed) == (1, 1, 1)
    assert found.precision == Share(1, 2)
    assert found.recall == Share(1, 2)


def test_nothing_labelled_is_no_share() -> None:
    """Neither nought nor one."""
    assert quality({1, 2}, {}).precision is None
    assert quality({1}, {1: "noise"}).recall is None


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (3, 3, 0.4385, 1.0),
        (0, 10, 0.0, 0.2775),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    """As Newcombe (Statistics in Medicine 17, 1998, table I) has it, without correction."""
    assert Share(part, whole).interval == pytest.approx((low, high), abs=0.0001)
