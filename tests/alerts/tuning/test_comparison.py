"""A rule before and after, by the numbers of items."""

from alerts.tuning.comparison import compare
from alerts.tuning.quality import Share


def test_gained_lost_and_kept_come_with_their_labels() -> None:
    """The newest first; precision and recall on both sides."""
    said = {1: "relevant", 2: "noise", 3: "relevant", 9: "relevant"}

    found = compare({1, 2, 5}, {2, 3, 5, 7}, said)  # type: ignore[arg-type]

    assert (found.gained, found.lost, found.kept) == ((7, 3), (1,), (5, 2))
    assert found.labelled(found.lost, "relevant") == (1,)
    assert found.verdicts == {1: "relevant", 2: "noise", 3: "relevant"}
    assert (found.before.precision, found.after.precision) == (Share(1, 2), Share(1, 2))
    assert (found.before.recall, found.after.recall) == (Share(1, 3), Share(1, 3))


def test_the_same_items_are_no_difference() -> None:
    """Whatever is labelled."""
    assert not compare([1, 2], [2, 1], {3: "relevant"}).is_different
