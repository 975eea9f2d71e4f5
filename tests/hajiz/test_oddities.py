"""Odd feeds from a real server: what they must not do to alerts."""

import random
from dataclasses import replace

import pytest
from sqlalchemy import delete

from storage import schema
from tests.hajiz.desk import DAY, MINUTE, START
from tests.hajiz.live import Live, Piece

SITE = "http://outlet.test"
OLD = [
    Piece(f"Convoy {n}", f"{SITE}/{n}", f"guid {n}", "Text", START - 3 * 365 * DAY + n * MINUTE)
    for n in range(30)
]


@pytest.mark.parametrize("has_guids", [True, False])
def test_fm_043_a_hundred_polls_in_another_order_alert_nothing(
    outlet: Live, has_guids: bool
) -> None:
    """With or without guids, and whichever of the items are shown."""
    chance = random.Random(43)
    pieces = OLD if has_guids else [replace(piece, guid="") for piece in OLD]
    outlet.look(*pieces)
    for _ in range(100):
        outlet.look(*chance.sample(pieces, chance.randrange(20, 31)))

    assert outlet.alerted == []


@pytest.mark.parametrize("is_reguided", [True, False])
def test_fm_044_a_feed_that_goes_back_by_three_years_alerts_nothing(
    outlet: Live, is_reguided: bool
) -> None:
    """Its items were deleted long ago; that they were seen is not forgotten."""
    outlet.look(*OLD)
    new = [Piece(f"Convoy new {n}", f"{SITE}/new/{n}", f"new {n}") for n in range(30)]
    assert len(outlet.look(*new)) == 30
    with outlet.assembly.database.write() as tx:
        tx.execute(delete(schema.items))

    back = [replace(piece, guid=f"again {piece.guid}") for piece in OLD] if is_reguided else OLD
    assert outlet.look(*back) == []
    assert outlet.look(*new) == []


def test_fm_039_a_guid_that_is_shared_now_and_then_tells_each_item_once(outlet: Live) -> None:
    """Beside another item with the same guid, alone, and beside it again: over ten polls."""
    first = Piece("Convoy one", f"{SITE}/1", "g", "One")
    second = Piece("Convoy two", f"{SITE}/2", "g", "Two")
    outlet.look(Piece("Old", f"{SITE}/old", "old"))

    assert outlet.look(first) == [first.title]
    assert outlet.look(second, first) == [second.title]
    for turn in range(10):
        shown = [[first], [second], [first, second], [second, first]][turn % 4]
        assert outlet.look(*shown) == []


def test_fm_039_a_pair_that_parts_is_not_new(outlet: Live) -> None:
    """Both were there from the beginning."""
    first = Piece("Convoy one", f"{SITE}/1", "g", "One")
    second = Piece("Convoy two", f"{SITE}/2", "g", "Two")
    outlet.look(Piece("Old", f"{SITE}/old", "old"))

    assert outlet.look(first, second) == [first.title, second.title]
    assert outlet.look(second) == []
    assert outlet.look(first) == []


def test_fm_054_a_feed_that_is_filled_again_alerts_nothing(outlet: Live) -> None:
    """Thirty items, none at five looks, and the same thirty."""
    outlet.look(*OLD)
    for _ in range(5):
        assert outlet.look() == []

    assert outlet.look(*OLD) == []
