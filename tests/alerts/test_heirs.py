"""What an edit made of an item's mentions: corrections go on, other events do not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from alerts.incidents.heirs import corrected, heirs
from alerts.incidents.sighting import Sighting, sightings
from model.incident import Mention
from tests.alerts.incident_samples import NOON, account, mention, on

FIVE = mention("tal-dahab", when=on(1), kinds="convoy blocked", actors="coalition", vehicles=5)
BOMB = mention("tal-tamr", when=on(1), kinds="attack checkpoint", killed=3)

SAME = {
    "other figures": mention(
        "tal-dahab", when=on(1), kinds="convoy blocked", actors="coalition", vehicles=11
    ),
    "no day any more": mention("tal-dahab", kinds="convoy", actors="coalition"),
    "no place any more": mention(when=on(1), kinds="convoy blocked"),
    "nobody named": mention("tal-dahab", when=on(1), kinds="convoy"),
    "a place besides": mention("tal-dahab", "qamishli", when=on(1), kinds="convoy checkpoint"),
}
OTHER = {
    "elsewhere": mention("tal-tamr", when=on(1), kinds="convoy blocked", actors="coalition"),
    "another day": mention("tal-dahab", when=on(10, 2), kinds="convoy", actors="coalition"),
    "somebody else's": mention("tal-dahab", when=on(1), kinds="convoy", actors="russia_mp"),
    "something else": mention("tal-dahab", when=on(1), kinds="attack"),
}


def seen(*mentions: Mention) -> Sequence[Sighting]:
    """Return mentions as those of one item."""
    return sightings(account(*mentions), 1, "sana", NOON)


@pytest.mark.parametrize("new", SAME.values(), ids=SAME)
def test_a_correction_goes_on(new: Mention) -> None:
    """It is of the same event."""
    assert heirs(seen(FIVE), seen(new)) == {0: 0}


@pytest.mark.parametrize("new", OTHER.values(), ids=OTHER)
def test_another_event_does_not(new: Mention) -> None:
    """Whatever else is alike."""
    assert heirs(seen(FIVE), seen(new)) == {0: None}


def test_each_goes_on_with_its_like() -> None:
    """Their places in the item may be others."""
    assert heirs(seen(FIVE, BOMB), seen(BOMB, FIVE)) == {0: 1, 1: 0}
    assert heirs(seen(FIVE, BOMB), seen(BOMB)) == {0: None, 1: 0}
    assert heirs(seen(FIVE), seen()) == {0: None}
    assert heirs(seen(), seen(FIVE)) == {}


ELSEWHERE = replace(FIVE, places=("tal-tamr",))
SAID = "A checkpoint turned back five vehicles near {} on Sunday"


@pytest.mark.parametrize(
    ("new", "said", "expected"),
    [
        ((ELSEWHERE,), (SAID.format("Tal Tamr"),), {0: 0}),
        ((BOMB, ELSEWHERE), ("A bomb", SAID.format("Tal Tamr")), {0: 1}),
        ((ELSEWHERE,), ("In Tal Tamr villagers stopped American armour with their tractors",), {}),
        ((ELSEWHERE,), ("",), {}),
        ((FIVE, ELSEWHERE), (SAID.format("Tal Dahab"), SAID.format("Tal Tamr")), {}),
        ((OTHER["elsewhere"],), (SAID.format("Tal Tamr"),), {}),
        ((OTHER["something else"],), (SAID.format("Tal Dahab"),), {}),
    ],
)
def test_a_place_is_corrected_where_all_else_stays(
    new: tuple[Mention, ...], said: tuple[str, ...], expected: dict[int, int]
) -> None:
    """Nearly word for word, and the old place is told of no more."""
    before = {0: SAID.format("Tal Dahab")}
    now = dict(enumerate(said))
    assert corrected(seen(FIVE), seen(*new), before, now) == expected
