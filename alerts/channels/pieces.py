"""
A long text in pieces that fit where room is short: nothing is lost, and links stay whole.

Pure; the same text always falls into the same pieces.
"""

from collections.abc import Callable, Iterator

SEPARATORS = ("\n\n", "\n", " ")  # paragraphs are kept together before lines, lines before words
NUMBER_LENGTH = 10  # "(99/999)" and a line end

Size = Callable[[str], int]


def in_pieces(text: str, room: int, size: Size = len) -> list[str]:
    """
    Part *text* into pieces of at most *room*, numbered (1/3) when there are several.

    Only a word that is longer than a piece is cut.
    """
    if size(text) <= room:
        return [text]
    pieces = _parted(text.strip(), max(room - NUMBER_LENGTH, 1), size, SEPARATORS)
    if len(pieces) == 1:
        return pieces
    return [f"({number}/{len(pieces)})\n{piece}" for number, piece in enumerate(pieces, 1)]


def _parted(text: str, room: int, size: Size, separators: tuple[str, ...]) -> list[str]:
    if size(text) <= room:
        return [text]
    if not separators:
        return list(_cut(text, room, size))
    separator, *finer = separators
    parts = (
        part
        for chunk in text.split(separator)
        if chunk.strip()
        for part in _parted(chunk, room, size, tuple(finer))
    )
    return list(_packed(parts, separator, room, size))


def _packed(parts: Iterator[str], separator: str, room: int, size: Size) -> Iterator[str]:
    """Put as many *parts* as fit into each piece, in order."""
    piece = ""
    for part in parts:
        longer = f"{piece}{separator}{part}" if piece else part
        if piece and size(longer) > room:
            yield piece
            longer = part
        piece = longer
    if piece:
        yield piece


def _cut(word: str, room: int, size: Size) -> Iterator[str]:
    piece = ""
    for char in word:
        if piece and size(piece + char) > room:
            yield piece
            piece = ""
        piece += char
    yield piece
