"""Wire copy: the same words of two outlets within a fortnight."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from alerts.incidents.wire import Wire
from alerts.incidents.wording import wording

NOON = datetime(2023, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TEXT = "Locals of a village intercepted a convoy of five armoured vehicles and threw stones at it"
OTHER = "Artillery shelled the outskirts of a town in the north; a woman was taken to a hospital"


@pytest.mark.parametrize("start", range(0, 15, 2))
@pytest.mark.parametrize(("apart", "is_copy"), [(0, True), (13.9, True), (14, True), (14.1, False)])
def test_a_fortnight_is_a_fortnight_wherever_it_begins(
    start: int, apart: float, is_copy: bool
) -> None:
    """Both ways round: the older one may come in last."""
    for first, second in permutations([0.0, apart]):
        wire = Wire()
        wire.add(1, "one", NOON + start * DAY + first * DAY, wording(TEXT))
        wire.add(2, "two", NOON + start * DAY + second * DAY, wording(TEXT))
        assert wire.is_copy(1, 2) is is_copy
        assert wire.copies(2) == ({1} if is_copy else frozenset())


def test_what_one_outlet_repeats_is_no_copy() -> None:
    """Nor are other words."""
    wire = Wire()
    wire.add(1, "one", NOON, wording(TEXT))
    wire.add(2, "one", NOON + DAY, wording(TEXT))
    wire.add(3, "two", NOON + DAY, wording(OTHER))
    assert [wire.copies(item) for item in (1, 2, 3, 4)] == [frozenset()] * 4


def test_an_item_moves_with_all_its_versions() -> None:
    """Its time was put right by its publisher: what it printed before was printed then too."""
    wire = Wire()
    wire.add(1, "one", NOON, wording(TEXT))
    wire.add(1, "one", NOON + 40 * DAY, wording(OTHER))
    wire.add(2, "two", NOON + 41 * DAY, wording(TEXT))
    wire.add(3, "two", NOON + DAY, wording(TEXT))
    assert wire.copies(1) == {2}


@pytest.mark.parametrize(("seed", "count"), [(1, 200), (2, 200), (3, 2_500)])
def test_many_at_once_are_as_one_after_the_other(seed: int, count: int) -> None:
    """A start finds the copies that were found as items came in."""
    dice = Random(seed)
    texts = [" ".join(dice.choices("abcdefgh", k=40)) for _ in range(count // 15)]
    printed = [
        (item, dice.choice("xyz"), NOON + dice.randrange(60) * DAY, wording(dice.choice(texts)))
        for item in range(count)
    ]
    single, at_once, half = Wire(), Wire(), Wire()
    for each in printed:
        single.add(*each)
    at_once.add_all(printed)
    half.add_all(printed[: count // 2])
    half.add_all(printed[count // 2 :])

    copies = [single.copies(item) for item in range(count)]
    assert any(copies)
    assert [at_once.copies(item) for item in range(count)] == copies
    assert [half.copies(item) for item in range(count)] == copies
