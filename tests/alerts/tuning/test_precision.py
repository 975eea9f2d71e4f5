"""Precision week by week."""

from datetime import date

from alerts.tuning.precision import by_week
from model import LabelCounts


def test_weeks_without_a_label_are_gaps() -> None:
    """They are there, and say nothing."""
    counts = {date(2026, 11, 16): LabelCounts(3, 1), date(2026, 11, 2): LabelCounts(1, 1, missed=2)}

    first, second, third = by_week(counts)

    assert [each.starts.day for each in (first, second, third)] == [2, 9, 16]
    assert second.quality.precision is None
    assert third.quality.precision is not None
    assert third.quality.precision.value == 0.75
    assert first.quality.recall is not None
    assert first.quality.recall.value == 1 / 3


def test_no_label_is_no_week() -> None:
    """There is nothing to begin with."""
    assert by_week({}) == ()
