"""
The place of a mistake, shown: the line of the query, and a caret under the character that is meant.

Knows how terminals lay out text: wide characters, signs without width, and lines that run from
right to left where the terminal can turn them; elsewhere the caret stands as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from unicodedata import bidirectional, category, east_asian_width

from model import RuleError

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_WIDTH = 76
_LEFT, _RIGHT = "\u200e", "\u200f"  # marks that have a direction and nothing to see
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_DIGITS = frozenset({"EN", "AN"})  # they stand among the words before them
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a terminal shows at one place of the line: a character and the signs on it."""

    text: str
    width: int
    start: int  # of the character, in the line
    direction: str  # its mark, or "" when its neighbours decide


_DOTS = _Cell("…", 1, -1, "")


def pointed(error: RuleError, width: int = _WIDTH) -> str:
    """
    Return two lines: the query around the mistake of *error*, and a caret below it.

    Neither is wider than *width*; what is cut away shows as "…". Nothing is returned when there is
    no place to show.
    """
    if error.offset is None or not error.text.strip():
        return ""
    line, offset = _line(error.text, min(error.offset, len(error.text.rstrip())))
    cells = list(_cells(line))
    at = next((n for n, cell in enumerate(cells) if cell.start > offset), len(cells)) - 1
    if offset >= len(line):
        cells.append(_Cell(" ", 1, len(line), ""))
        at = len(cells) - 1
    cells, at = _cut(cells, max(at, 0), width)
    return f"{_shown(cells)}\n{_caret(cells, at)}"


def _line(text: str, offset: int) -> tuple[str, int]:
    """Return the line of *text* that holds *offset*, and where in it that is."""
    start = 0
    for end in _LINE_END.finditer(text):
        if end.start() >= offset:
            return text[start : end.start()], offset - start
        start = end.end()
    return text[start:], max(0, offset - start)


def _cells(line: str) -> Iterator[_Cell]:
    found = ""
    start = 0
    for position, character in enumerate(line):
        if found and _width(character) == 0:
            found += "" if category(character) == "Cf" and character not in _JOINERS else character
            continue
        if found:
            yield _cell(found, start)
        found, start = _visible(character), position
    if found:
        yield _cell(found, start)


def _visible(character: str) -> str:
    if character.isspace() or category(character) == "Cf":
        return " "
    return "\ufffd" if category(character) in ("Cc", "Cs", "Cn", "Co") else character


def _width(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _cell(text: str, start: int) -> _Cell:
    kind = bidirectional(text[0])
    direction = _RIGHT if kind in _RIGHT_TO_LEFT else _LEFT if kind == "L" else ""
    return _Cell(text, max(1, _width(text[0])), start, direction)


def _cut(cells: list[_Cell], at: int, width: int) -> tuple[list[_Cell], int]:
    """Return the cells around number *at* that fit into *width*, and its number among them."""
    first, last = at, at + 1
    room = width - cells[at].width
    if sum(cell.width for cell in cells) > width:
        room -= 2 * _DOTS.width
    while room > 0 and (first > 0 or last < len(cells)):
        if first > 0 and (at - first <= last - at or last == len(cells)):
            first -= 1
            room -= cells[first].width
        elif last < len(cells):
            last += 1
            room -= cells[last - 1].width
    before = [_DOTS] if first > 0 else []
    behind = [_DOTS] if last < len(cells) else []
    return [*before, *cells[first:last], *behind], len(before) + at - first


def _shown(cells: list[_Cell]) -> str:
    text = "".join(cell.text for cell in cells).rstrip()
    return _LEFT + text if _is_mixed(cells) else text


def _is_mixed(cells: list[_Cell]) -> bool:
    return any(cell.direction == _RIGHT for cell in cells)


def _caret(cells: list[_Cell], at: int) -> str:
    blanks = [("^" if n == at else " ").ljust(cell.width) for n, cell in enumerate(cells)]
    if not _is_mixed(cells):
        return "".join(blanks).rstrip()
    # A terminal that turns the words above turns the blanks below alike, if they are marked alike.
    numbers = [bidirectional(cell.text[0]) in _DIGITS for cell in cells]
    stretches = groupby(
        zip(_directions(cells), numbers, blanks, strict=True), lambda each: each[:2]
    )
    return _LEFT + "".join(
        mark + "".join(_in_order([blank for *_, blank in stretch], mark, is_number)) + mark
        for (mark, is_number), stretch in stretches
    )


def _in_order(blanks: list[str], mark: str, is_number: bool) -> list[str]:
    """Turn the *blanks* under a number that will be turned: numbers never are."""
    return blanks[::-1] if mark == _RIGHT and is_number else blanks


def _directions(cells: list[_Cell]) -> list[str]:
    """Return for each cell which way it runs, as terminals decide it (UAX #9, in short)."""
    before = _LEFT
    found = []
    for cell in cells:
        before = cell.direction or before
        kind = bidirectional(cell.text[0])
        number = _RIGHT if kind == "AN" else before if kind == "EN" else ""
        found.append(cell.direction or number)
    return list(_filled(found))


def _filled(directions: list[str]) -> Iterator[str]:
    """Give what has no direction that of its neighbours when they agree, else the line's."""
    behind = _LEFT
    following = []
    for direction in reversed(directions):
        behind = direction or behind
        following.append(behind)
    before = _LEFT
    for direction, after in zip(directions, reversed(following), strict=True):
        before = direction or before
        yield direction or (_RIGHT if before == after == _RIGHT else _LEFT)
