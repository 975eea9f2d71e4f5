"""
An item as sentences with what is marked in each: the ground on which mentions and claims are read.

Knows sentences, paragraphs, quotations and datelines; what an event is is not known here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from alerts.incidents.lexicon import Lexicon, Mark
from alerts.languages import language_of
from alerts.sentences import sentences
from alerts.text import Folded
from model import Item, Span

_LONGEST_QUOTE = 2_500
_MOST_QUOTES = 20  # in one sentence
_LONGEST_SENTENCE = 2_000  # of which all is read
_QUOTES = re.compile('["“”„«»]|\n\n')
_OPEN, _CLOSE = "“„«", "”»"
# Such as: ERBIL, Kurdistan Region — … DAMASCUS, Feb 12 (SANA) - … دمشق - سانا …
_DATELINE = re.compile(
    r"(?:[^\W\d_a-zа-я][^\n.!?:;«“\"—–]{1,70}?"
    r"\s?(?:—|–|--|-(?=\s)|\s-|-(?=[^\s-]{2,20}\n)|:(?=\s)|//?)\s?"
    r"(?:[^\W\d_a-z][\w .]{1,24}?(?:\s?(?:—|–|--|-(?=\s)|\s-|:|/)\s?|(?=\n)))?)"
)
_HEADLINE = re.compile(r"[^\n]{1,200}\n+")  # a title that stands in the body
_NAMES = frozenset({"origin", "anaphor", "flag"})
_SIGNATURE = re.compile(r"^[—–-]{1,2}\s?[^\n]{1,60}\(@\w{1,30}\)")
_BULLET = re.compile(r"^[•*\-–—\d/:.\s]*(?:[ap]m)?$")
_KNOWN = frozenset({"en", "ar", "tr", "ku", "ru"})
_OWNED = frozenset({"convoy", "patrol", "airstrike"})
_BESIDE = 32  # characters
_MOST_SENTENCES = 400


@dataclass(slots=True)
class Sentence:
    """One sentence, with its marks in the order of the text."""

    start: int
    end: int
    text: str
    paragraph: int
    is_title: bool
    marks: list[Mark] = field(default_factory=list)
    is_repeated: bool = False  # the very words stood before

    def of(self, sort: str) -> Iterator[Mark]:
        """Yield the marks of one sort."""
        return (mark for mark in self.marks if mark.sort == sort)

    def values(self, sort: str) -> set[str]:
        """Return the values of one sort."""
        return {mark.value for mark in self.marks if mark.sort == sort}

    def has(self, sort: str, value: str) -> bool:
        """Say whether the mark is there."""
        return any(mark.sort == sort and mark.value == value for mark in self.marks)

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return Span(self.start, self.end)


@dataclass(slots=True)
class Reading:
    """An item, read: its whole text, sentences and quotations."""

    item: Item
    text: str  # title, an empty line, body
    folded: Folded
    language: str
    sentences: list[Sentence]
    quotes: list[Span]
    dateline: list[Mark]  # origins named in front of the text
    datelines: list[Span]

    def fold_of(self, sentence: Sentence) -> tuple[str, int]:
        """Return *sentence* folded, and where in the folded text it begins."""
        start = self.folded.target(sentence.start)
        end = min(self.folded.target(sentence.end - 1) + 1, start + _LONGEST_SENTENCE)
        return self.folded.text[start:end], start

    def sentence_at(self, place: int) -> Sentence | None:
        """Return the sentence that *place* is in."""
        number = bisect_right(self.sentences, place, key=lambda sentence: sentence.start)
        return self.sentences[number - 1] if number else None

    def quotes_in(self, sentence: Sentence) -> list[Span]:
        """Return the quotations that *sentence* has a part of, the first few."""
        first = bisect_right(self.quotes, sentence.start, key=lambda quote: quote.end)
        some = self.quotes[first : first + _MOST_QUOTES]
        return [quote for quote in some if quote.start < sentence.end]

    def quote_at(self, place: int) -> Span | None:
        """Return the quotation that *place* is in."""
        number = bisect_right(self.quotes, place, key=lambda quote: quote.start)
        if number and place < self.quotes[number - 1].end:
            return self.quotes[number - 1]
        return None


def read(item: Item, lexicon: Lexicon) -> Reading:
    """Return *item* with everything marked that *lexicon* knows."""
    subject = lexicon.subject(item)
    text = subject.main.original
    marks = lexicon.marks(subject)
    datelines = list(_datelines(text, subject.body_at, is_headed=bool(item.title)))
    found = list(_sentences(text, len(item.title)))[:_MOST_SENTENCES]
    _spread(found, (mark for mark in marks if not _is_of_dateline(mark, datelines, text)))
    return Reading(
        item=item,
        text=text,
        folded=subject.main.layers[0].folded,
        language=_language(item),
        sentences=found,
        quotes=list(_quotes(text)),
        dateline=[
            mark
            for mark in marks
            if mark.sort == "origin" and any(d.start <= mark.start < d.end for d in datelines)
        ],
        datelines=datelines,
    )


def _language(item: Item) -> str:
    code = item.language.partition("-")[0].lower()
    code = {"kmr": "ku"}.get(code, code)
    return code if code in _KNOWN else language_of([item.title, item.body]) or "en"


def _datelines(text: str, start: int, *, is_headed: bool) -> Iterator[Span]:
    """Yield what stands in front of the body, and of the line behind a headline in it."""
    starts = [start]
    headline = None if is_headed else _HEADLINE.match(text, start)
    if headline:
        starts.append(headline.end())
    for each in starts:
        if found := _DATELINE.match(text, each):
            yield Span(each, found.end())


def _is_of_dateline(mark: Mark, datelines: Iterable[Span], text: str) -> bool:
    """Say whether *mark* is no part of what is told; who stands before a colon tells it."""
    for each in datelines:
        if each.start <= mark.start < each.end:
            return not (mark.sort in _NAMES and text[each.start : each.end].rstrip()[-1:] == ":")
    return False


def _sentences(text: str, title_end: int) -> Iterator[Sentence]:
    seen: set[str] = set()
    paragraph, last = 0, 0
    for span in sentences(text):
        if "\n" in text[last : span.start]:
            paragraph += 1
        last = span.end
        words = text[span.start : span.end]
        if _BULLET.match(words):
            continue
        sentence = Sentence(span.start, span.end, words, paragraph, span.start < title_end)
        sentence.is_repeated = words in seen
        seen.add(words)
        yield sentence


def _spread(found: Sequence[Sentence], marks: Iterable[Mark]) -> None:
    starts = [sentence.start for sentence in found]
    for mark in marks:
        number = bisect_right(starts, mark.start) - 1
        if number >= 0 and mark.start < found[number].end:
            found[number].marks.append(mark)
    for sentence in found:
        sentence.marks += [*_actors_of_sides(sentence)]


def _actors_of_sides(sentence: Sentence) -> Iterator[Mark]:
    """Yield an actor for "American" or "الأمريكي" beside a convoy, a patrol or a strike."""
    owned = [mark for mark in sentence.of("kind") if mark.value in _OWNED]
    for side in sentence.of("side"):
        if any(
            kind.start - side.end <= _BESIDE and side.start - kind.end <= _BESIDE for kind in owned
        ):
            yield Mark(side.start, side.end, "actor", side.value)


def _quotes(text: str) -> Iterator[Span]:
    """Yield what stands in quotation marks, without them; none goes over a paragraph's end."""
    begun = -1
    for found in _QUOTES.finditer(text):
        sign = found[0]
        if sign == "\n\n":
            begun = -1
        elif begun < 0:
            begun = found.end() if sign not in _CLOSE or sign == '"' else -1
        elif sign not in _OPEN:
            if found.start() - begun <= _LONGEST_QUOTE:
                yield Span(begun, found.start())
            begun = -1


def post_before(reading: Reading, signature: int) -> list[int]:
    """Return the sentences of the post that a signature ends: back to the one that tells of it."""
    for back in range(signature - 1, max(-1, signature - 4), -1):
        if any(reading.sentences[back].of("kind")):
            return list(range(back, signature))
    return []


def is_signature(sentence: Sentence) -> bool:
    """Say whether *sentence* names the writer of a post that stands in front of it."""
    return _SIGNATURE.match(sentence.text) is not None
