"""The region as a picture."""

import pytest

from alerts.rules.lexicon.places import places
from hajiz.web.views import region
from hajiz.web.views.region import EVERYTHING, LARGEST, SMALLEST, WHOLE, box_of, draw

COUNTS = {"qamishli": 100, "tal-tamr": 25, "hasakah-gov": 4, "damascus": 9}


def test_areas_of_dots_are_as_counts() -> None:
    """Twice the radius is four times as many; the smallest can still be hit."""
    radii = {dot.place.id: dot.radius for dot in draw(COUNTS).dots}

    assert radii == {"qamishli": LARGEST, "tal-tamr": LARGEST / 2, "hasakah-gov": SMALLEST}


def test_what_lies_outside_is_seen_when_everything_is() -> None:
    """The usual picture is of the region, so that its towns can be told apart."""
    assert "damascus" not in {dot.place.id for dot in draw(COUNTS).dots}
    assert {dot.place.id for dot in draw(COUNTS, EVERYTHING).dots} == set(COUNTS)


def test_small_dots_lie_on_large_ones() -> None:
    """None is hidden under another."""
    counts = [dot.count for dot in draw(COUNTS, EVERYTHING).dots]

    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("view", [each for each, _ in region.views()])
def test_names_do_not_cover_each_other(view: str) -> None:
    """The most named places have theirs; where there is no room, the table has it."""
    picture = draw(dict.fromkeys(places(), 3), view)
    boxes = [box_of(each.name) for each in (*picture.dots, *picture.towns) if each.name]

    assert boxes
    for number, (left, top, right, bottom) in enumerate(boxes):
        for le, t, r, b in boxes[number + 1 :]:
            apart = max(le - right, left - r, t - bottom, top - b)
            assert apart >= -0.2  # what rounding takes


@pytest.mark.parametrize("view", [each for each, _ in region.views()])
def test_degrees_cover_no_name_and_no_dot(view: str) -> None:
    """What was counted at the edge of the picture stays readable."""
    picture = draw(dict.fromkeys(places(), 3), view)
    shown = [*picture.dots, *picture.towns]
    boxes = [box_of(each.name) for each in shown if each.name]
    boxes += [
        (d.at.x - d.radius, d.at.y - d.radius, d.at.x + d.radius, d.at.y + d.radius)
        for d in picture.dots
    ]

    for left, top, right, bottom in map(box_of, picture.degrees):
        for le, t, r, b in boxes:
            assert max(le - right, left - r, t - bottom, top - b) >= -0.2


def test_towns_show_where_one_is_when_nothing_was_named() -> None:
    """The picture is of the region, with its governorates and towns."""
    picture = draw({})

    assert picture.dots == ()
    assert {"qamishli", "hasakah", "raqqa"} <= {dot.place.id for dot in picture.towns if dot.name}
    assert "Hasakah governorate" in {name.text for name in picture.areas}


def test_an_area_is_told_from_a_point() -> None:
    """A governorate, and a road, stand for more than the place they are drawn at."""
    dots = {dot.place.id: dot.is_area for dot in draw(COUNTS | {"m4": 1}).dots}

    assert dots == {"qamishli": False, "tal-tamr": False, "hasakah-gov": True, "m4": True}


def test_a_view_that_is_none_shows_the_region() -> None:
    """Addresses are mended by hand."""
    assert draw({}, "atlantis") == draw({}, WHOLE)
