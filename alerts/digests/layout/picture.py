"""
Matches a day as a small picture: grey bars, the last one in colour, nothing behind them.

Written as a PNG by hand (PNG specification, third edition): thirty rectangles in two colours need
no imaging library, and the same numbers always give the same bytes.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence

from alerts.digests.plain import Direction

SCALE = 2  # sharp on screens with two dots a pixel
BAR, GAP, HEIGHT, STUB = 6, 2, 40, 2  # in pixels as the page counts them
GREY, COLOUR = (0x8B, 0x94, 0x9E), (0xD9, 0x6B, 0x0B)  # both read on white and on near-black

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE = bytes([0, 0, 0, *GREY, *COLOUR])
_ALPHA = bytes([0, 255, 255])
_CLEAR, _BAR, _LAST = b"\x00", b"\x01", b"\x02"
_NO_FILTER = b"\x00"


def width(numbers: Sequence[int]) -> int:
    """Return the width of the picture of *numbers* on a page."""
    return len(numbers) * (BAR + GAP) - GAP


def picture(numbers: Sequence[int], direction: Direction) -> bytes:
    """Draw one bar a number, in the *direction* people read, as a PNG; b"" for no numbers."""
    if not numbers:
        return b""
    lines = _lines(numbers, 1 if direction == "ltr" else -1)
    rows = b"".join(_NO_FILTER + line for line in lines)
    size = struct.pack(">II", width(numbers) * SCALE, HEIGHT * SCALE)
    return (
        _SIGNATURE
        + _chunk(b"IHDR", size + bytes([8, 3, 0, 0, 0]))  # a palette, eight bits a dot
        + _chunk(b"PLTE", _PALETTE)
        + _chunk(b"tRNS", _ALPHA)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _lines(numbers: Sequence[int], step: int) -> Iterator[bytes]:
    most = max(*numbers, 1)
    heights = [max(STUB, round(number / most * HEIGHT)) for number in numbers]
    gap = _CLEAR * (GAP * SCALE)
    for line in range(HEIGHT * SCALE):
        left = HEIGHT - line // SCALE  # how high a bar must be to reach this line
        filled = [_BAR if height >= left else _CLEAR for height in heights]
        if filled[-1] != _CLEAR:
            filled[-1] = _LAST
        yield gap.join(dot * (BAR * SCALE) for dot in filled[::step])


def _chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check
