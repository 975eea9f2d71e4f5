"""Numbers filed under hashes: all of them are found, in whatever array they lie."""

from collections import defaultdict
from random import Random

import pytest

from alerts.incidents.shelf import Shelf


@pytest.mark.parametrize("count", [0, 5, 8_191, 8_192, 60_000])
def test_all_that_was_filed_is_found(count: int) -> None:
    """As in a dict, before and after it was listed; also the lowest and the highest hash."""
    dice, shelf, kept = Random(count), Shelf(), defaultdict(list)
    for number in range(count):
        hashed = dice.choice([0, 2**32 - 1, dice.randrange(2**32), dice.randrange(50)])
        shelf.file([hashed], number)
        kept[hashed].append(number)
    sought = [0, 1, 49, 2**32 - 1, *dice.sample(sorted(kept), min(count, 2_000, len(kept)))]

    for _ in range(2):
        assert all(sorted(shelf.find([each])) == kept.get(each, []) for each in sought)
        assert shelf.hashes() == sorted(each for each, found in kept.items() for _ in found)


def test_it_can_be_filed_in_after_it_was_made_tidy() -> None:
    """Nothing is lost, nothing found twice."""
    shelf = Shelf()
    for number in range(30):
        shelf.file([7, 8], number)
        shelf.hashes()
    assert sorted(shelf.find([7])) == list(range(30))
    assert sorted(shelf.find([7, 8, 9])) == sorted([*range(30), *range(30)])
