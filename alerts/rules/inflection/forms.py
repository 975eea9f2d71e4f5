"""
How one term is looked for in folded text: a literal part to scan for, and the rest around it.

Knows the syntax of terms; how words bend is inflection's, which items and rules there are is not
known here. All patterns are bounded and look at no more than 250 characters around a hit.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from alerts.folding import ZWJ, ZWNJ
from alerts.rules.inflection.grammars import Reading, ways_to_read
from alerts.rules.inflection.word import BEHIND_WORDS, FUNCTION_WORDS, Bent, Word
from alerts.text import fold, is_boundary

_PREFIX = re.compile(r"\s*([=^]*)\s*")
_GAP = re.compile(r"~(\d+)$")

_WINDOW = 250
_LONGEST_BEGINNING = 5
_LONGEST_ENDING = 24
_WORD = "[^\\W_]{1,40}"
_BETWEEN = "(?!\\W{0,3}\\n ?\\n)[^\\w.!?؟۔]{1,4}"  # a gap stays inside its sentence or title
_SPACE = "[ \\n-]"  # as the index reads the text it scans
_REST = "[^\\W_]{0,40}"
_REST_OF_LAST = "[^\\W_]*"

# Chinese, Thai and their like do not part words by spaces; see alerts.text.is_boundary.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff"
_START = f"(?<![^\\W_{_UNSPACED}])"
_END = f"(?![^\\W_{_UNSPACED}])"
_NO_SUFFIX = "(?!'[^\\W_])"  # "=SANA" is neither SANA's nor Sana'a
_GOES_ON = re.compile("'[^\\W_]")

_SURELY_RARE = 6  # letters: with so many, the first part of a term is as good as a longer one
_Look = Callable[[str, int, int], re.Match[str] | None]

_SURE_ENDS = frozenset(" \n.,،:")  # no part of any word
_HEAD = 2  # letters that being the head of its phrase is worth


class Pattern:
    """
    A regular expression, compiled when it is first asked: most of a lexicon never is.

    `match` and `search` are those of `re`, called with a text, a start and an end.
    """

    __slots__ = ("match", "pattern", "search")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.match: _Look = self._first_match
        self.search: _Look = self._first_search

    def _first_match(self, text: str, start: int, end: int) -> re.Match[str] | None:
        self._compile()
        return self.match(text, start, end)

    def _first_search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        self._compile()
        return self.search(text, start, end)

    def _compile(self) -> None:
        compiled = re.compile(self.pattern)
        self.match, self.search = compiled.match, compiled.search


@dataclass(frozen=True, slots=True)
class Stem:
    """A word of a form: within one word of the text, *before* and then *text*."""

    text: str
    before: str  # a pattern; "" where a word begins with the stem
    is_whole: bool  # the word ends with it; else anything may follow


@dataclass(frozen=True, slots=True)
class Form:
    """One way a term is written; found where *key* occurs and `bounds` agrees."""

    key: str  # folded, every hyphen a space
    hyphens: tuple[int, ...]  # where *key* stands for a hyphen and nothing else
    before: Pattern | None  # what stands in front of it; None: a word begins with it
    reach: int  # how far *before* may reach
    after: Pattern | None  # what stands behind it; None: a word ends with it
    is_open: bool  # the last word may go on: "word*"
    strangers: frozenset[str]  # languages in which it may mean something else
    is_exact: bool  # "=word": no ending, nor one behind an apostrophe
    cased: str = ""  # what the original must begin with, letter by letter; "" for anything
    stems: tuple[Stem, ...] = field(default=(), compare=False)  # each is in whatever is found

    def bounds(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the whole word or words around text[start:end], or None when it is not ours."""
        if self.hyphens and any(text[start + each] != "-" for each in self.hyphens):
            return None
        if (last := self.end_at(text, end)) is None:  # says no more often, and sooner
            return None
        return None if (first := self.beginning_at(text, start)) is None else (first, last)

    def beginning_at(self, text: str, start: int) -> int | None:
        """Return where the word of the key at *start* begins, or None when it is not ours."""
        if self.before is None:
            return start if is_boundary(text, start) else None
        found = self.before.search(text, max(0, start - self.reach), start)
        return found.start() if found else None

    def end_at(self, text: str, end: int) -> int | None:
        """Return where what is ours behind a key to *end* ends, or None when it is not ours."""
        if self.after is None:
            is_end = is_boundary(text, end) and not (self.is_exact and _GOES_ON.match(text, end))
            return end if is_end else None
        last = len(text) if self.is_open else end + _WINDOW
        if (found := self.after.match(text, end, last)) is None:
            return None
        last = found.end()
        if text[last : last + 1] in _SURE_ENDS:
            return last
        while self.is_open and not is_boundary(text, last):  # signs on letters, in some scripts
            last += 1
        return last if is_boundary(text, last) else None


def readings(text: str) -> Iterator[str]:
    """
    Yield *text* as it is and, where it has zero-width non-joiners, with the words closed over them.

    Persian writes them between the parts of a word, Sorani within its stem; which, only the term
    can tell. Every reading is as long as the text.
    """
    yield text
    if ZWNJ in text:
        yield text.replace(ZWNJ, ZWJ)


def forms(term: str, language: str) -> tuple[Form, ...]:
    """
    Return every form *term* of *language* is looked for in.

    The term must have passed the checks of terms.py.
    """
    prefix = _PREFIX.match(term)
    signs = prefix[1] if prefix else ""
    found: dict[Form, None] = {}
    for text in readings(term[prefix.end() if prefix else 0 :]):
        for each in ways_to_read(fold(text).text, language):
            found |= dict.fromkeys(_forms(_Phrase.of(text), each, signs))
    return tuple(_without_narrower(found))


def _forms(phrase: "_Phrase", reading: Reading, signs: str) -> Iterator[Form]:
    ways = [_ways(word, reading, signs) for word in phrase.words]
    for bent in product(*ways):
        yield _form(phrase, bent, reading, signs)


def _ways(word: Word, reading: Reading, signs: str) -> tuple[Bent, ...]:
    if not word.is_open:
        return (Bent(word.text),) if "=" in signs else reading.grammar.bend(word)
    rest = _REST_OF_LAST if word.is_last else _REST
    if "=" in signs:
        return (Bent(word.text, rest),)
    bent = reading.grammar.bend(word)
    return tuple(Bent(each.stem if each.before else word.text, rest, each.before) for each in bent)


def _without_narrower(found: dict[Form, None]) -> Iterator[Form]:
    """Leave out what is just another's form, for fewer items: most words bend in few languages."""
    unlimited = {(f.key, f.before, f.after) for f in found if not f.strangers}
    for form in found:
        if not form.strangers or (form.key, form.before, form.after) not in unlimited:
            yield form


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[Word, ...]
    gaps: tuple[int, ...]  # words that may stand in front of each word

    @classmethod
    def of(cls, text: str) -> "_Phrase":
        parts: list[tuple[str, str]] = []
        gaps: list[int] = []
        gap = 0
        for raw in text.split():
            if found := _GAP.match(raw):
                gap = int(found[1])
                continue
            for folded in fold(raw.removesuffix("*")).text.split():
                parts.append((raw, folded))
                gaps.append(gap)
                gap = 0
        last = len(parts) - 1
        words = (
            Word(raw, folded, place == 0, place == last, gaps[place] > 0, raw.endswith("*"))
            for place, (raw, folded) in enumerate(parts)
        )
        return cls(tuple(words), tuple(gaps))


@dataclass(slots=True)
class _Piece:
    """A stretch of a phrase: literal text, or a pattern."""

    text: str
    is_literal: bool
    length: int  # the most characters it may cover
    is_common: bool = False

    @property
    def pattern(self) -> str:
        return re.escape(self.text).replace("\\ ", _SPACE) if self.is_literal else self.text


def _form(phrase: _Phrase, bent: tuple[Bent, ...], reading: Reading, signs: str) -> Form:
    pieces = _pieces(phrase, bent)
    place = _most_telling(pieces, is_head_first=reading.grammar.is_head_first)
    key = pieces[place].text
    before, after = pieces[:place], pieces[place + 1 :]
    is_open = phrase.words[-1].is_open
    is_exact = "=" in signs and not is_open
    end = "" if is_open else _END + _NO_SUFFIX * is_exact
    return Form(
        key=key.replace("-", " "),
        hyphens=tuple(position for position, each in enumerate(key) if each == "-"),
        before=_pattern(_START + _joined(before) + "\\Z") if before else None,
        reach=min(_WINDOW, sum(piece.length for piece in before)),
        after=_pattern(_joined(after) + end) if after else None,
        is_open=is_open,
        strangers=reading.strangers,
        is_exact=is_exact,
        cased=_common_start(phrase.words, bent) if "^" in signs else "",
        stems=tuple(Stem(each.stem, each.before, each.after in BEHIND_WORDS) for each in bent),
    )


def _pieces(phrase: _Phrase, bent: tuple[Bent, ...]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for gap, each in zip(phrase.gaps, bent, strict=True):
        if gap:
            between = f"(?:{_BETWEEN}{_WORD}){{0,{gap}}}{_BETWEEN}"
            pieces.append(_Piece(between, is_literal=False, length=_WINDOW))
        elif pieces:
            _add(pieces, " ")
        if each.before:
            pieces.append(_Piece(each.before, is_literal=False, length=_LONGEST_BEGINNING))
        _add(pieces, each.stem)
        pieces[-1].is_common = each.is_common
        if each.after:
            pieces.append(_Piece(each.after, is_literal=False, length=_LONGEST_ENDING))
    return pieces


def _add(pieces: list[_Piece], text: str) -> None:
    if pieces and pieces[-1].is_literal:
        pieces[-1].text += text
        pieces[-1].length += len(text)
    else:
        pieces.append(_Piece(text, is_literal=True, length=len(text)))


def _most_telling(pieces: list[_Piece], *, is_head_first: bool) -> int:
    """Return the place of the literal that the fewest texts will have."""
    literals = [place for place, piece in enumerate(pieces) if piece.is_literal]
    first = literals[0]
    if len(pieces[first].text) >= _SURELY_RARE and not pieces[first].is_common:
        return first
    worth = {place: _worth(pieces[place]) for place in literals}
    if is_head_first and worth[first] > _HEAD:
        worth[first] += _HEAD
    return max(literals, key=lambda place: worth[place])


def _worth(piece: _Piece) -> int:
    text = piece.text.strip()
    return 0 if piece.is_common or text in FUNCTION_WORDS else len(text)


def _joined(pieces: list[_Piece]) -> str:
    return "".join(piece.pattern for piece in pieces)


@lru_cache(16_384)
def _pattern(pattern: str) -> Pattern:
    return Pattern(pattern)  # one for all terms that bend alike


def _common_start(words: tuple[Word, ...], bent: tuple[Bent, ...]) -> str:
    """Return how every text begins that the term means, with its capitals."""
    start: list[str] = []
    for word, each in zip(words, bent, strict=True):
        raw = word.raw.removesuffix("*")
        start.append(raw if each.stem == word.text else raw[: len(each.stem)])
        if each.after:
            break
    return " ".join(start)
