"""
Texts as the rules read them: folded, with the way back to the original.

One folding serves rules, matcher and search index. Knows no rule and no language's grammar.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from unicodedata import normalize

from alerts.folding import ASCII_LETTERS, CODE_PAGES, TABLE, TATWEEL, is_mark
from model import Span

# Characters that no code page folds to exactly one: few in any text, the others need no look.
_UNUSUAL = re.compile(f"[^{re.escape(''.join(page.even for page in CODE_PAGES))}]")
# A letter, then signs or spaces between two strokes of tatweel, then a letter: so writers hide a
# word from those who search for it (جيـ*ـش, قـ ـصف), and readers see it all the same.
_ARABIC_LETTER = "[\u0610-\u061a\u0620-\u063f\u0641-\u065f\u066e-\u06d3\u06fa-\u06ff]"
_SIGN = "(?:[^\\w\n\u0300-\u036f]|_)[\u0300-\u036f]*"
_HIDDEN = re.compile(
    f"(?<={_ARABIC_LETTER}){TATWEEL}+(?:{_SIGN}){{1,4}}{TATWEEL}+(?={_ARABIC_LETTER})"
)
_MANY = 64  # replacing so many characters one by one costs more than one pass with a table


class _Alignment:
    """The stretches of a text that folding made longer or shorter; all others moved as a whole."""

    __slots__ = ("_folded_ends", "_folded_starts", "_original_ends", "_original_starts")

    def __init__(self) -> None:
        self._original_starts: list[int] = []
        self._original_ends: list[int] = []
        self._folded_starts: list[int] = []
        self._folded_ends: list[int] = []

    def add(self, start: int, end: int, width: int) -> None:
        """Note that original[start:end], behind all noted before, became *width* characters."""
        moved = self._folded_ends[-1] - self._original_ends[-1] if self._folded_ends else 0
        self._original_starts.append(start)
        self._original_ends.append(end)
        self._folded_starts.append(start + moved)
        self._folded_ends.append(start + moved + width)

    def source(self, position: int) -> tuple[int, int]:
        """Return the stretch of the original that the folded character at *position* is from."""
        index = bisect_right(self._folded_ends, position)
        if index < len(self._folded_ends) and self._folded_starts[index] <= position:
            return self._original_starts[index], self._original_ends[index]
        if not index:
            return position, position + 1
        start = position - self._folded_ends[index - 1] + self._original_ends[index - 1]
        return start, start + 1

    def target(self, position: int) -> int:
        """Return where the character at *position* of the original went."""
        index = bisect_right(self._original_ends, position)
        if index < len(self._original_ends) and self._original_starts[index] <= position:
            return self._folded_starts[index]
        if not index:
            return position
        return position - self._original_ends[index - 1] + self._folded_ends[index - 1]


class Folded:
    """A folded text; `span` leads from its offsets back to the original's."""

    __slots__ = ("_alignment", "_original", "is_even", "text")

    def __init__(
        self, text: str, original: str, *, is_even: bool, alignment: _Alignment | None = None
    ) -> None:
        self.text = text
        self._original = original
        self.is_even = is_even
        self._alignment = alignment

    def span(self, start: int, end: int) -> Span:
        """
        Return where text[start:end] stands in the original.

        Signs written on the last letter belong to it; invisible characters behind it do not.
        """
        return Span(*self.place(start, end))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return what `span` does as two numbers, for those that ask often."""
        if self.is_even:
            return start, end
        if self._alignment is None:  # only texts with hits ever need it
            self._alignment = _align(self._original)
        first, last = self._alignment.source(start)
        if end <= start:
            return first, first
        if end > start + 1:
            _, last = self._alignment.source(end - 1)
        following = self._original[last : last + 1]
        if following.isspace() and first + 1 < last and TABLE[self._original[last - 1]]:
            return first, last  # as nearly every word has it
        return first, self._with_signs(first, last)

    def target(self, position: int) -> int:
        """Return where in `text` the character at *position* of the original went."""
        if self.is_even:
            return position
        if self._alignment is None:
            self._alignment = _align(self._original)
        return self._alignment.target(position)

    def _with_signs(self, start: int, end: int) -> int:
        original = self._original
        while end < len(original) and _is_sign(original[end]):
            end += 1
        while end - 1 > start and not TABLE[original[end - 1]] and not _is_sign(original[end - 1]):
            end -= 1
        return end


def fold(text: str) -> Folded:
    """
    Set aside all in *text* that writers of one word disagree on.

    Case, the Turkish dots, accents, Arabic signs and letter variants, widths, kinds of digit, dash
    and apostrophe, and invisible characters go; runs of spaces become one. Words stay apart where
    they were, lines too, but for signs that hide an Arabic word between two tatweels. Folding twice
    is folding once.
    """
    if text.isascii():
        folded: str | None = text.translate(ASCII_LETTERS)
    else:
        if TATWEEL in text:
            text = _HIDDEN.sub(_stroke, text)
        folded = _fold_in_one_script(text)
    if folded is None:
        return _fold_by_table(text)
    if "  " in folded:
        return _fold_by_cluster(text)
    return Folded(folded, text, is_even=len(folded) == len(text))


def _stroke(hiding: re.Match[str]) -> str:
    """Return as many tatweels, so that every place stays where it was."""
    return TATWEEL * len(hiding[0])


def _fold_in_one_script(text: str) -> str | None:
    for page in CODE_PAGES:
        if (folded := page.fold(text)) is not None:
            return folded
    return None


def _fold_by_table(text: str) -> Folded:
    characters = set(text)
    changes = {c: folded for c in characters if (folded := TABLE[c]) != c}
    if not characters.isdisjoint(TABLE.composing):
        return _fold_by_cluster(text)
    folded_text = _replaced(text, changes)
    if "  " in folded_text:
        return _fold_by_cluster(text)
    return Folded(folded_text, text, is_even=all(len(folded) == 1 for folded in changes.values()))


def _replaced(text: str, changes: dict[str, str]) -> str:
    if len(changes) > _MANY:
        return text.translate({ord(c): folded for c, folded in changes.items()})
    for character, folded in changes.items():  # in any order: what is folded folds to itself
        text = text.replace(character, folded)
    return text


def _align(text: str) -> _Alignment:
    alignment = _Alignment()
    for found in _UNUSUAL.finditer(text):
        if (width := len(TABLE[found[0]])) != 1:
            alignment.add(found.start(), found.end(), width)
    return alignment


def _fold_by_cluster(text: str) -> Folded:
    """Fold letter by letter with the signs that follow: slower, right for every script."""
    pieces = []
    alignment = _Alignment()
    for start, end in _clusters(text):
        piece = TABLE[text[start]] if end - start == 1 else _settled(text[start:end])
        if (end - start, len(piece)) != (1, 1):
            alignment.add(start, end, len(piece))
        pieces.append(piece)
    return Folded("".join(pieces), text, is_even=False, alignment=alignment)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start, last = 0, ""
    for position, character in enumerate(text):
        folded = TABLE[character]
        is_continued = not folded or character in TABLE.composing or last == folded[0] == " "
        if position and not is_continued:
            yield start, position
            start = position
        last = folded[-1:] or last
    yield start, len(text)


def _settled(cluster: str) -> str:
    while True:
        folded = "".join(TABLE[c] for c in normalize("NFC", cluster))
        folded = re.sub(" {2,}", " ", folded)
        if folded == cluster:
            return folded
        cluster = folded


def _is_sign(character: str) -> bool:
    return character == TATWEEL or is_mark(character)


def is_boundary(text: str, position: int) -> bool:
    """
    Say whether a word of folded *text* may end or begin at *position*.

    Chinese, Thai and their like do not part words by spaces: there every place is a boundary.
    """
    if not 0 < position < len(text):
        return True
    before, after = text[position - 1], text[position]
    if after == " ":  # nearly always
        return True
    if not (is_word(before) and is_word(after)):
        return True
    return _WITHOUT_SPACES.match(before) is not None or _WITHOUT_SPACES.match(after) is not None


def is_word(character: str) -> bool:
    """Say whether *character* is part of a word: a letter, a digit or a sign on one."""
    return character.isalnum() or (character > "\x7f" and is_mark(character))


# Thai and Lao, Burmese, Khmer, Chinese and Japanese: the inside of a character class
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WITHOUT_SPACES = re.compile(f"[{UNSPACED}]")
