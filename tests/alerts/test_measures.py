"""The measures of a grouping, with figures worked out by hand."""

import pytest

from alerts.incidents.measures import Share, accuracy, apart, b_cubed, pairwise


def grouping(*groups: str) -> dict[str, int]:
    """Make a partition: the letters of one word are together."""
    return {member: number for number, group in enumerate(groups) for member in group}


TRUE = grouping("12345", "67", "89abc")
MERGED_SMALL = grouping("12345", "6789abc")
MERGED_LARGE = grouping("1234589abc", "67")


def test_the_figures_of_bagga_and_baldwins_example() -> None:
    """One wrong link each, but the merge of the two large groups costs more."""
    small, large = b_cubed(MERGED_SMALL, TRUE), b_cubed(MERGED_LARGE, TRUE)
    assert small.precision == pytest.approx((5 * 1 + 2 * 2 / 7 + 5 * 5 / 7) / 12)  # 0.76
    assert large.precision == pytest.approx((10 * 5 / 10 + 2 * 1) / 12)  # 0.58
    assert small.recall == large.recall == 1.0


def test_f1_is_the_harmonic_mean() -> None:
    """A group of four of which two were found together."""
    scores = b_cubed(grouping("ab", "c", "d"), grouping("abcd"))
    assert scores.precision == 1.0
    assert scores.recall == pytest.approx((2 * 2 / 4 + 1 / 4 + 1 / 4) / 4)  # 0.375
    assert scores.f1 == pytest.approx(2 * 0.375 / 1.375)


def test_pairs_are_counted_once() -> None:
    """One of three pairs found is right, one of two that are right was found."""
    scores = pairwise(grouping("abc", "d"), grouping("ab", "cd"))
    assert scores.precision == pytest.approx(1 / 3)  # of ab, ac, bc only ab
    assert scores.recall == pytest.approx(1 / 2)  # of ab, cd only ab


def test_who_is_in_no_group_stands_alone() -> None:
    """A report that founded no incident counts as a group of its own."""
    assert b_cubed({}, grouping("ab")).recall == pytest.approx(1 / 2)
    assert b_cubed({}, grouping("a", "b")).f1 == 1.0


def test_nothing_to_group_is_no_mistake() -> None:
    """No division by nothing."""
    assert b_cubed({}, {}).f1 == 1.0
    assert pairwise({}, grouping("a", "b")).f1 == 1.0


def test_all_wrong_is_zero() -> None:
    """F1 is 0 when precision and recall are."""
    assert pairwise(grouping("ab", "cd"), grouping("ac", "bd")).f1 == 0.0


def test_pairs_kept_apart() -> None:
    """Members in no group are apart from all others."""
    found = grouping("ab", "c")
    assert apart(found, [("a", "b"), ("a", "c"), ("x", "y")]) == Share(2, 3)


def test_accuracy_counts_what_agrees() -> None:
    """Unknown counts as right where unknown was expected."""
    assert accuracy([("sana", "sana"), ("sana", ""), ("", "")]) == Share(2, 3)
    assert accuracy([]).rate is None
    assert Share(3, 4).rate == 0.75
