"""
How far apart two places of a text are: words between them, the same sentence, the same paragraph.

Nothing is worked out before it is asked for, and then only around the places in question. Knows
one text; what stands at the places is not known here.
"""

import re
from bisect import bisect_left, bisect_right
from itertools import islice, pairwise

from alerts.sentences import sentence_around, sentence_ends

# From a letter to the next space or dash: "Kamışlı'nın" is one word, "two-vehicle" is two, and so
# is "نعم؟لا". Where a hit ends inside of one, the rest of it is none: the 'un of "conv'un".
_PARTING = '\\s_/\\-\u2010-\u2015\u2212؟،؛۔!?;()\\[\\]"«»“”…'
_WORD = re.compile(f"(?<![^\\W_])(?<![^\\W_]['’ʼ‘])[^\\W_][^{_PARTING}]*")
_PARTED = re.compile(f"[{_PARTING}]")
_APOSTROPHES = frozenset("'’ʼ‘")
_ELIDED = re.compile("[^\\W_]+.\\Z")  # the d' of "d'Alep" is no word in front of Alep
_LONGEST_ELIDED = 24
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_FEW = 3  # sentences of a cell after which all the others are looked for at once
_SHORT = 500  # characters, of which all words may as well be counted
_LETTERS = 9  # of a word and what parts it from the next, more than most have
_MANY = 50  # words; who counts more than that does not count them again for every pair
_FAR = 1 << 62
_CELL = 2_048  # characters; a sentence is looked for in that of its place and the two beside it


class Passages:
    """One text, with its sentences, paragraphs and words; no distance goes over its *border*."""

    __slots__ = ("_border", "_known", "_starts", "_text")

    def __init__(self, text: str, border: int = -1) -> None:
        self._text = text
        self._border = border
        self._known: dict[int, list[tuple[int, int]]] = {}  # sentences asked for, by cell
        self._starts: dict[int, list[int]] = {}  # where words begin, by cell

    def is_within(self, end: int, start: int, most: int) -> bool:
        """Say whether no more than *most* words stand from *end* to *start*."""
        if start - end < 2 * most and not end <= self._border < start:
            return True  # each has a letter and something that parts it from the next
        return self.words_between(end, start, most) <= most

    def words_between(self, end: int, start: int, most: int) -> int:
        """Return how many words stand from *end* to *start*; at most *most* + 1 are counted."""
        if end <= self._border < start:
            return most + 1
        if self._text[start - 1 : start] in _APOSTROPHES:
            start = self._without_elided(end, start)
        if start - end >= _SHORT and most > _MANY:
            return self._count_by_cells(end, start, most)
        enough = end + _LETTERS * (most + 1)  # here most texts have more words than are asked for
        if start > enough and len(_WORD.findall(self._text, end, enough)) > most:
            return most + 1
        if start - end < _SHORT:
            return min(most + 1, len(_WORD.findall(self._text, end, start)))
        return sum(1 for _ in islice(_WORD.finditer(self._text, end, start), most + 1))

    def _without_elided(self, end: int, start: int) -> int:
        found = _ELIDED.search(self._text, max(end, start - _LONGEST_ELIDED), start)
        return found.start() if found else start

    def _count_by_cells(self, end: int, start: int, most: int) -> int:
        count = 0
        for cell in range(max(0, end // _CELL - 1), start // _CELL + 1):
            starts = self._starts_in(cell)
            count += bisect_left(starts, start) - bisect_left(starts, end)
            if count > most:
                return most + 1
        return count

    def _starts_in(self, cell: int) -> list[int]:
        """Return where words begin in a cell, from the first end of a word in it to the next's."""
        if cell not in self._starts:
            low, high = self._cut(cell * _CELL), self._cut((cell + 1) * _CELL)
            self._starts[cell] = [word.start() for word in _WORD.finditer(self._text, low, high)]
        return self._starts[cell]

    def _cut(self, place: int) -> int:
        found = _PARTED.search(self._text, place, place + _CELL) if place else None
        return found.start() if found else place

    def in_one_paragraph(self, end: int, start: int) -> bool:
        """Say whether no empty line stands from *end* to *start*."""
        return _PARAGRAPH.search(self._text, max(0, end - 1), start) is None

    def in_one_sentence(self, end: int, start: int) -> bool:
        """Say whether what ends at *end* and what begins at *start* stand in one sentence."""
        if end >= start:
            return True
        return start < self._sentence_at(end - 1)[1]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence, or the few of them, that hold text[start:end] stand."""
        first, last = self._sentence_at(start)
        if last < end:
            last = self._sentence_at(end - 1)[1]
        return first, last

    def _sentence_at(self, place: int) -> tuple[int, int]:
        """Return the sentence at *place*; from one without an end, a long stretch around it."""
        cell = place // _CELL if len(self._text) > 2 * _CELL else 0
        known = self._known.get(cell)
        if known is None:
            known, number = [], 0
            self._known[cell] = known
        elif number := bisect_right(known, (place, _FAR)):
            found = known[number - 1]
            if place < found[1]:
                return found
        low, high = max(0, (cell - 1) * _CELL), min(len(self._text), (cell + 2) * _CELL)
        if len(known) == _FEW:
            cuts = [low, *sentence_ends(self._text, low, high), high]
            spans = (self._stripped(*each) for each in pairwise(cuts))
            self._known[cell] = [each for each in spans if each[0] < each[1]]
            return self._sentence_at(place)
        begin, end = sentence_around(self._text, place, low, high)
        found = self._stripped(begin, end)
        known.insert(number, found)
        return found

    def _stripped(self, begin: int, end: int) -> tuple[int, int]:
        text = self._text
        while begin < end and text[begin].isspace():
            begin += 1
        while begin < end and text[end - 1].isspace():
            end -= 1
        return begin, end
