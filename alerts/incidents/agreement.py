"""
Whether two mentions can be of one event, and how much speaks for it.

Place, day, kind and actors must not contradict each other; likeness of words alone says nothing.
Knows two mentions, not what else is known of their events.
"""

from enum import IntEnum
from functools import cache

from alerts.incidents.sighting import Sighting, around, stands_for_area, within
from alerts.rules.lexicon.places import places

_FLEET = 0.6  # two counts of one column differ by less: "nearly 35" and 40, never 5 and 11

_MOVING = frozenset({"convoy", "patrol", "blocked", "roadblock", "crossing", "aid"})
_EVERYWHERE = frozenset({"checkpoint"})  # of it alone, two reports on one day tell of two
_SEVERAL = 2  # things that happened; one of them alone happens twice a day
_STRIKES = frozenset({"airstrike"})
_MEETINGS = frozenset({"blocked", "roadblock", "checkpoint", "clash", "attack"})
_SIDES = {  # who act as one, or are not told apart by reports
    "ndf": "damascus",
    "saa_assad_era": "damascus",
    "new_syrian_army": "damascus",
    "ypg_ypj": "sdf",
    "asayish": "sdf",
}


class Where(IntEnum):
    """How the places of two mentions stand to each other, from "elsewhere" to "the same"."""

    APART = -1
    UNKNOWN = 0
    NESTED = 1  # one may lie in the other
    NAMED = 2  # the main place of one is named by the other
    SAME = 3


def where(one: Sighting, other: Sighting) -> Where:
    """Compare the places of two mentions."""
    if not (one.mention.places and other.mention.places):
        return Where.UNKNOWN
    if not (one.spots and other.spots):
        return Where.NESTED if _is_nested(one, other) else Where.APART
    here, there = one.spots[0], other.spots[0]
    if here == there:
        return Where.SAME
    if any(each in other.spots for each in one.spots if each not in places()):
        return Where.NAMED  # a village so small that it is in no gazetteer is named for a reason
    if stands_for_area(here) or stands_for_area(there) or here in around(there):
        return Where.NESTED if _is_nested(one, other) else Where.APART
    if there in around(here):
        return Where.NESTED
    return Where.NAMED if here in other.spots or there in one.spots else Where.APART


def contradicts(one: Sighting, other: Sighting, *, is_copy: bool = False) -> bool:
    """Say whether the two cannot be of one event; a copy's day counts only where it is stated."""
    return (
        where(one, other) is Where.APART
        or _is_another_day(one, other, is_copy=is_copy)
        or _are_other_kinds(one.mention.kinds, other.mention.kinds)
        or _are_other_actors(one, other)
        or _is_another_fleet(one.vehicles, other.vehicles)
    )


def excludes(one: Sighting, other: Sighting) -> bool:
    """Say whether place and day, both known for sure, rule out one event."""
    if where(one, other) is Where.APART:
        return True
    return _is_stated(one) and _is_stated(other) and _is_another_day(one, other, is_copy=False)


def links(one: Sighting, other: Sighting, *, is_copy: bool = False) -> bool:
    """Say whether place and day alone, or the same words, make the two one event."""
    if contradicts(one, other, is_copy=is_copy):
        return False
    if is_copy:
        return True
    if not (one.is_timely and other.is_timely):
        return False
    place = where(one, other)
    if one.is_firm or other.is_firm:
        return place >= Where.NAMED
    return place >= Where.NESTED and _is_as_vague(one, other)


def is_sure(one: Sighting, other: Sighting) -> bool:
    """Say whether both state their day, and exact places that agree."""
    return _is_stated(one) and _is_stated(other) and where(one, other) >= Where.NAMED


def weight(one: Sighting, other: Sighting, *, is_copy: bool = False) -> int:
    """Say how much speaks for one event, where nothing speaks against it."""
    return (
        8 * is_copy
        + 6 * max(where(one, other), Where.UNKNOWN)
        + 4 * (_is_stated(one) and _is_stated(other))
        + 4 * bool(one.figures & other.figures)
        + 2 * bool(one.mention.kinds & other.mention.kinds)
        + 2 * bool(_sides(one.mention.actors) & _sides(other.mention.actors))
    )


def likeness(one: Sighting, other: Sighting) -> tuple[bool, bool, bool]:
    """Say what two mentions of an item have in common: the place, the day, their number."""
    is_same_place = where(one, other) >= Where.NAMED
    return is_same_place, one.days == other.days, one.key.number == other.key.number


def goes_on(old: Sighting, new: Sighting) -> bool:
    """
    Say whether what an item says after an edit may be of the event it told of before.

    Figures are what edits correct. What happened, or who acted, has to stay.
    """
    if where(old, new) is Where.APART or _is_another_day(old, new, is_copy=True):
        return False
    mine, theirs = old.mention, new.mention
    if _are_other_kinds(mine.kinds, theirs.kinds) or _are_other_actors(old, new):
        return False
    return bool(mine.kinds & theirs.kinds or _sides(mine.actors) & _sides(theirs.actors))


def is_backed(one: Sighting, other: Sighting) -> bool:
    """
    Say whether something besides place and day speaks for one event.

    Where one says who acted and the other does not, that a convoy is a convoy says too little: two
    pass on one day. A denial is as vague as that, and is of what was claimed.
    """
    mine, theirs = _sides(one.mention.actors), _sides(other.mention.actors)
    if one.figures & other.figures or mine & theirs:
        return True
    same = one.mention.kinds & other.mention.kinds
    if one.is_denial or other.is_denial or bool(mine) == bool(theirs):
        return bool(same)
    return len(same - _EVERYWHERE) >= _SEVERAL


def _is_nested(one: Sighting, other: Sighting) -> bool:
    """Say whether what one names may lie in what the other names."""
    mine, theirs = one.told_at, other.told_at
    return any(
        a in around(b) or b in around(a) or a in within(b) or b in within(a)
        for a in mine
        for b in theirs
    )


def _is_as_vague(one: Sighting, other: Sighting) -> bool:
    """
    Two that name the same city or area only: more has to speak for one event.

    Much happens in a city on one day. What happened must be the same, more than a checkpoint, and
    for a city those who acted or the figures, for a whole area the figures.
    """
    mine, theirs = one.mention, other.mention
    if not mine.kinds & theirs.kinds - _EVERYWHERE:
        return False
    if one.figures & other.figures:
        return bool(one.areas & other.areas or where(one, other) >= Where.NAMED)
    return where(one, other) >= Where.NAMED and bool(_sides(mine.actors) & _sides(theirs.actors))


def _is_another_day(one: Sighting, other: Sighting, *, is_copy: bool) -> bool:
    if one.days is None or other.days is None:
        return not is_copy
    if is_copy and not (_is_stated(one) and _is_stated(other)):
        return False
    return not one.days.overlaps(other.days)


def _is_stated(sighting: Sighting) -> bool:
    return sighting.days is not None and sighting.days.basis == "stated"


def _are_other_kinds(one: frozenset[str], other: frozenset[str]) -> bool:
    if one & other:
        return False
    is_moving, is_strike = (
        {bool(kinds & family) for kinds in (one, other)} for family in (_MOVING, _STRIKES)
    )
    return is_moving == is_strike == {True, False}


@cache  # of sets of a few known forces
def _sides(actors: frozenset[str]) -> frozenset[str]:
    return frozenset(_SIDES.get(actor, actor) for actor in actors)


def _are_other_actors(one: Sighting, other: Sighting) -> bool:
    """Say whether others act: where two sides meet, each report may name only one of them."""
    mine, theirs = _sides(one.mention.actors), _sides(other.mention.actors)
    if not (mine and theirs) or mine & theirs:
        return False
    kinds = one.mention.kinds, other.mention.kinds
    return all(kinds) and not kinds[0] & kinds[1] & _MEETINGS


def _is_another_fleet(one: frozenset[int], other: frozenset[int]) -> bool:
    """Say whether no count of one comes near any of the other."""
    return bool(one and other) and all(min(a, b) < _FLEET * max(a, b) for a in one for b in other)
