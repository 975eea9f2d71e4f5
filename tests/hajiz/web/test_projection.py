"""Degrees to a flat picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hajiz.web.views.projection import KM, Frame, around

PLACES = st.lists(st.tuples(st.floats(-60, 60), st.floats(-170, 170)), min_size=1, max_size=20)


def test_north_is_up_and_east_is_right() -> None:
    """The corners of the frame are those of the picture."""
    frame = Frame(west=40, south=36, east=42, north=37, width=1000)

    assert frame.point(37, 40) == (frame.point(frame.north, frame.west))
    assert (frame.point(37, 40).x, frame.point(37, 40).y) == (0, 0)
    assert (frame.point(36, 42).x, frame.point(36, 42).y) == (1000, round(frame.height, 1))


def test_a_kilometre_is_as_long_in_all_directions() -> None:
    """Along the middle parallel, where the picture is true to scale."""
    frame = Frame(west=40, south=36, east=42, north=38, width=1000)
    middle = frame.point(37, 41)
    north, east = frame.point(37 + 10 / KM, 41), frame.point(37, 41 + 10 / KM / 0.79864)

    assert middle.y - north.y == pytest.approx(east.x - middle.x, abs=0.2)
    kilometres, length = frame.scale()
    assert length / kilometres == pytest.approx((middle.y - north.y) / 10, abs=0.02)
    assert length <= 250


def test_grid_lines_stand_at_round_degrees() -> None:
    """Few enough to be read."""
    frame = Frame(west=38.2, south=34.6, east=42.5, north=37.4)

    assert [line.label for line in frame.meridians()] == [f"{each}° E" for each in range(39, 43)]
    assert [line.label for line in frame.parallels()] == [
        "35° N",
        "35.5° N",
        "36° N",
        "36.5° N",
        "37° N",
    ]


@given(PLACES)
def test_a_frame_holds_all_it_is_put_around(places: list[tuple[float, float]]) -> None:
    """Also around a single place, of which it shows what lies around."""
    frame = around(places)

    assert all(frame.holds(lat, lon) for lat, lon in places)
    points = [frame.point(lat, lon) for lat, lon in places]
    assert all(0 <= point.x <= frame.width for point in points)
    assert all(-0.1 <= point.y <= frame.height + 0.1 for point in points)
    assert frame.north - frame.south >= 0.2


def test_nothing_has_no_frame() -> None:
    """There is no middle of nothing."""
    with pytest.raises(ValueError, match="unpack"):
        around([])
