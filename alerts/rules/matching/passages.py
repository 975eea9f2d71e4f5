"""
How far apart two places of a text are: words between them, the same sentence, the same paragraph.

Nothing is worked out before it is asked for, and then only around the places in question. Knows
one text; what stands at the places is not known here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice, pairwise

from alerts.text import first_sentence_end, last_sentence_end, sentence_ends
from model import Span

# From a letter to the next space or dash: "Kamışlı'nın" is one word, "two-vehicle" is two.
_WORD = re.compile("[^\\W_][^\\s_/\\-\u2010-\u2015\u2212]*")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_FEW = 3  # sentences of a cell after which all the others are looked for at once
_SHORT = 500  # characters, of which all words may as well be counted
_FAR = 1 << 62
_CELL = 2_048  # characters; a sentence is looked for in that of its place and the two beside it


class Passages:
    """One text, with its sentences, paragraphs and words; no distance goes over its *border*."""

    __slots__ = ("_border", "_known", "_text")

    def __init__(self, text: str, border: int = -1) -> None:
        self._text = text
        self._border = border
        self._known: dict[int, list[tuple[int, int]]] = {}  # sentences asked for, by cell

    def words_between(self, end: int, start: int, most: int) -> int:
        """Return how many words stand from *end* to *start*; at most *most* + 1 are counted."""
        if end <= self._border < start:
            return most + 1
        if start - end < _SHORT:
            return min(most + 1, len(_WORD.findall(self._text, end, start)))
        return sum(1 for _ in islice(_WORD.finditer(self._text, end, start), most + 1))

    def in_one_paragraph(self, end: int, start: int) -> bool:
        """Say whether no empty line stands from *end* to *start*."""
        return _PARAGRAPH.search(self._text, max(0, end - 1), start) is None

    def in_one_sentence(self, end: int, start: int) -> bool:
        """Say whether what ends at *end* and what begins at *start* stand in one sentence."""
        if end >= start:
            return True
        return start < self._sentence_at(end - 1)[1]

    def sentence(self, start: int, end: int) -> Span:
        """Return the sentence, or the few of them, that hold text[start:end]."""
        first, last = self._sentence_at(start)
        if last < end:
            last = self._sentence_at(end - 1)[1]
        return Span(first, last)

    def _sentence_at(self, place: int) -> tuple[int, int]:
        """Return the sentence at *place*; from one without an end, a long stretch around it."""
        cell = place // _CELL
        known = self._known.setdefault(cell, [])
        number = bisect_right(known, (place, _FAR))
        if number and place < known[number - 1][1]:
            return known[number - 1]
        low, high = max(0, (cell - 1) * _CELL), min(len(self._text), (cell + 2) * _CELL)
        if len(known) == _FEW:
            self._known[cell] = [*self._stripped(low, high)]
            return self._sentence_at(place)
        begin = last_sentence_end(self._text, low, place) or low
        end = first_sentence_end(self._text, place, high) or high
        found = next(self._stripped_between([begin, end]))
        known.insert(number, found)
        return found

    def _stripped(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        return self._stripped_between([low, *sentence_ends(self._text, low, high), high])

    def _stripped_between(self, cuts: list[int]) -> Iterator[tuple[int, int]]:
        for low, high in pairwise(cuts):
            begin, end = low, high
            while begin < end and self._text[begin].isspace():
                begin += 1
            while begin < end and self._text[end - 1].isspace():
                end -= 1
            if begin < end:
                yield begin, end
