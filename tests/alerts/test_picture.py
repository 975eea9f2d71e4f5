"""The picture of matches a day."""

import struct
import zlib

import pytest

from alerts.digests.layout.picture import HEIGHT, SCALE, picture, width
from alerts.digests.view.bars import SHOWN, blocks, shown, usual


def chunks(png: bytes) -> dict[bytes, bytes]:
    """Return the chunks of a PNG, each checked."""
    found, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        name, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length)[0] == zlib.crc32(name + content)
        found[name] = content
        at += 12 + length
    return found


def dots(png: bytes) -> list[bytes]:
    """Return the lines of a PNG with a palette, without their filter bytes."""
    parts = chunks(png)
    across, down, depth, kind = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    assert (depth, kind) == (8, 3)
    raw = zlib.decompress(parts[b"IDAT"])
    lines = [raw[at : at + across + 1] for at in range(0, len(raw), across + 1)]
    assert len(lines) == down
    assert {line[0] for line in lines} == {0}
    return [line[1:] for line in lines]


def test_the_picture_is_sharp_and_see_through() -> None:
    """Two dots a pixel; nothing behind the bars, so that it stands on light and on dark."""
    png = picture((1, 2, 3), "ltr")
    lines = dots(png)

    assert len(lines) == HEIGHT * SCALE
    assert len(lines[0]) == width((1, 2, 3)) * SCALE
    assert chunks(png)[b"tRNS"] == b"\x00\xff\xff"
    assert list(chunks(png)) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]


def test_the_last_bar_is_in_colour() -> None:
    """On the right where people read from the left, on the left where they do not."""
    left, right = dots(picture((4, 4), "ltr"))[-1], dots(picture((4, 4), "rtl"))[-1]

    assert (left[0], left[-1]) == (1, 2)
    assert (right[0], right[-1]) == (2, 1)


def test_bars_are_as_high_as_their_numbers() -> None:
    """Half the number is half the height; none is a stub, so that a day can be counted."""
    lines = dots(picture((8, 4, 0), "ltr"))
    heights = [sum(1 for line in lines if line[at]) for at in (0, 16, 32)]

    assert heights == [HEIGHT * SCALE, HEIGHT * SCALE // 2, 2 * SCALE]


def test_the_same_numbers_give_the_same_bytes() -> None:
    """A message that is made anew is the same message."""
    assert picture((1, 2), "ltr") == picture((1, 2), "ltr")
    assert picture((), "ltr") == b""
    assert len(picture(tuple(range(SHOWN)), "ltr")) < 1500


@pytest.mark.parametrize(
    ("days", "bars"),
    [
        ((), ""),
        ((0, 0), "▁▁"),
        ((0, 1, 100), "▁▂█"),
        ((7, 3, 1), "█▄▂"),
        ((-3, 1), "▁█"),
    ],
)
def test_blocks_show_none_and_some_apart(days: tuple[int, ...], bars: str) -> None:
    """The lowest block is for nothing only."""
    assert blocks(days) == bars


def test_only_the_last_days_are_shown() -> None:
    """As many as a phone has room for; what is usual leaves this digest out."""
    assert shown(range(100)) == tuple(range(70, 100))
    assert usual((1, 1, 50)) == 1
    assert usual((7,)) == 0
