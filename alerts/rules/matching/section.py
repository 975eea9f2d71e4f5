"""
The texts of one item as rules search them: folded and scanned once, whoever asks.

Title and body are one text with an empty line between; every other field is a text of its own.
Places in all of them are numbered through, so that a hit is three numbers. Knows items and keys;
what a hit means is not known here.
"""

from bisect import bisect_right
from typing import Any, NamedTuple

from alerts.rules.inflection.forms import readings
from alerts.rules.matching.background import Background, PastSentence
from alerts.rules.matching.passages import Passages
from alerts.rules.matching.scan import Places, Scanner
from alerts.rules.query.syntax import FieldName
from alerts.text import Folded, fold
from model import Field, Hit, Item, Span

Found = tuple[int, int, int]  # where a hit begins and ends, and the number of its term

_BETWEEN = "\n\n"  # title and body, or two categories, as paragraphs
_ROOM = 1 << 40  # places that each further field has to itself
_FURTHER: tuple[FieldName, ...] = ("url", "author", "category", "outlet", "language")
_BASES = {field: (number + 1) * _ROOM for number, field in enumerate(_FURTHER)}
_PARTS_OF_ADDRESS = str.maketrans("/_.-?&=+%#:~,;|", " " * 15)


class Layer(NamedTuple):
    """One way to read a text, folded, with where its keys may be."""

    folded: Folded
    text: str
    places: Places
    present: set[int]  # the keys that have a place
    is_even: bool  # every character of the original is one of the text


class Section:
    """A text that is searched as one; *values* remembers what was found out about it."""

    __slots__ = (
        "_border",
        "_passages",
        "base",
        "language",
        "layers",
        "original",
        "present",
        "values",
    )

    def __init__(
        self, original: str, language: str, scanner: Scanner, base: int = 0, border: int = -1
    ) -> None:
        self.original = original
        self.language = language
        self.base = base
        self.layers = [_layer(reading, scanner) for reading in readings(original)]
        self.present = self.layers[0].present
        for layer in self.layers[1:]:
            self.present = self.present | layer.present
        self.values: dict[Any, Any] = {}
        self._border = border
        self._passages: Passages | None = None

    @property
    def passages(self) -> Passages:
        """The sentences and words of the text; its places are counted from 0."""
        if self._passages is None:
            self._passages = Passages(self.original, self._border)
        return self._passages


def texts_of(item: Item) -> tuple[str, ...]:
    """Return the texts that rules search in *item*, as they search them."""
    main = item.title + _BETWEEN + item.body
    return main, item.url.translate(_PARTS_OF_ADDRESS), item.author, _BETWEEN.join(item.categories)


def _layer(reading: str, scanner: Scanner) -> Layer:
    folded = fold(reading)
    places = scanner.find(folded.text)
    return Layer(folded, folded.text, places, set(places), folded.is_even)


class Subject:
    """One item while rules are held against it."""

    __slots__ = ("_background", "_further", "_past", "_scanner", "body_at", "item", "main")

    def __init__(self, item: Item, scanner: Scanner, background: Background | None = None) -> None:
        self.item = item
        self._background = background
        self._past: tuple[PastSentence, ...] | None = None
        self.body_at = len(item.title) + len(_BETWEEN)
        self._scanner = scanner
        self._further: dict[FieldName, Section] = {}
        language = item.language.partition("-")[0].lower()
        text = item.title + _BETWEEN + item.body
        self.main = Section(text, language, scanner, border=len(item.title))

    def past_at(self, place: int) -> PastSentence | None:
        """Return the sentence about the past that *place* lies in, if it lies in one."""
        if self._past is None:  # it takes longer than all the rest, and is seldom asked for
            self._past = self._background(self.item) if self._background else ()
        number = bisect_right(self._past, place, key=lambda each: each.span.start) - 1
        if number >= 0 and place < self._past[number].span.end:
            return self._past[number]
        return None

    def section(self, field: FieldName | None) -> Section:
        """Return the text that *field* is part of; for None that of title and body."""
        if field is None or field in {"title", "body"}:
            return self.main
        if field not in self._further:
            text = self._text(field)
            if field == "url":
                text = text.translate(_PARTS_OF_ADDRESS)
            self._further[field] = Section(
                text, self.main.language, self._scanner, _BASES[field], border=-1
            )
        return self._further[field]

    def section_at(self, place: int) -> Section:
        """Return the text that *place* lies in."""
        return self.section(_FURTHER[place // _ROOM - 1] if place >= _ROOM else None)

    def field_at(self, place: int) -> Field:
        """Return the field that *place* lies in."""
        return self._field(place)[0]

    def value(self, field: FieldName, number: int) -> Found:
        """Return the whole of *field* as a hit of the term *number*."""
        base = _BASES[field]
        return base, base + len(self._text(field)), number

    def hit(self, found: Found, term: str, topic: str) -> Hit:
        """Return what is told of a hit: its field, and in that its place, words and sentence."""
        start, end, _ = found
        if start >= _ROOM:
            return self._further_hit(found, term, topic)
        low, high = self.main.passages.sentence(start, end)
        if start >= self.body_at:
            text, moved = self.item.body, self.body_at
            around = Span(low - moved if low > moved else 0, high - moved)
            start -= moved
            end -= moved
            return Hit(term, "body", start, end, text[start:end], around, topic)
        # a sign written on the empty line between title and body belongs to neither
        text = self.item.title
        around = Span(low, min(len(text), high))
        end = min(len(text), end)
        return Hit(term, "title", start, end, text[start:end], around, topic)

    def _further_hit(self, found: Found, term: str, topic: str) -> Hit:
        field, base, text = self._field(found[0])
        start, end = found[0] - base, found[1] - base
        return Hit(term, field, start, end, text[start:end], Span(0, len(text)), topic)

    def _field(self, place: int) -> tuple[Field, int, str]:
        if place < self.body_at:
            return "title", 0, self.item.title
        if place < _ROOM:
            return "body", self.body_at, self.item.body
        field = _FURTHER[place // _ROOM - 1]
        return field, _BASES[field], self._text(field)

    def _text(self, field: FieldName) -> str:
        if field == "category":
            return _BETWEEN.join(self.item.categories)
        text: str = getattr(self.item, field)
        return text
