"""
Finds which of many thousand keys occur in a folded text, all in one pass over it.

Every character becomes one byte, and all that is no part of a word a space: a key that must begin
or end a word then simply has that space on it. Knows keys and texts, no terms and no rules; what
it finds may be one too many (signs between words are not compared), never one too few.
"""

import codecs
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, MatchKind

from alerts.folding import ASCII_LETTERS, CODE_PAGES
from alerts.text import is_boundary, is_word

_NOTHING = "\ufffe"  # what codecs reads in a code page as "no such character"
_STRANGER = "\x01"  # stands for the letters no key has; folding leaves no such sign in a text
_OWN = f"\0{_STRANGER} "  # places of a page that are taken
_NOWHERE = b"\0"  # a pattern that occurs in no text
_SPACE = ord(" ")
_LAST_PLACE = 255
_LAST_LETTER = 0xFFFD  # codecs numbers no characters behind it in a table
_LONG = 1 << 14  # a text so long may have more hits than are worth a list
_MEMO = 16_384

_number_of = itemgetter(0)

Places = Mapping[int, Iterable[int]]  # number of a key → where it may begin in the text


class Key(NamedTuple):
    """What to look for: *text*, folded and with a space for every hyphen."""

    text: str
    begins_word: bool  # it counts only where a word begins
    ends_word: bool  # it counts only where a word ends


class Scanner:
    """An automaton over keys, numbered in their order; any number of threads may use it."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._page = _Page(key.text for key in keys)
        is_unspaced = [_has_unspaced(key.text) for key in keys]
        self._patterns = [
            _NOWHERE if is_other else self._page.pattern(key)
            for key, is_other in zip(keys, is_unspaced, strict=True)
        ]
        self._longest = max(map(len, self._patterns), default=0)
        self._spaced = BytesAhoCorasick(self._patterns, MatchKind.Standard)
        self._unspaced_numbers = [number for number, is_other in enumerate(is_unspaced) if is_other]
        self._shifts = [0 if keys[each].begins_word else 1 for each in self._unspaced_numbers]
        texts = [keys[number].text for number in self._unspaced_numbers]
        self._unspaced = AhoCorasick(texts, MatchKind.Standard) if texts else None

    def find(self, text: str) -> Places:
        """
        Return where in folded *text* each key may begin, in the order of the text.

        All places of a key that need not begin a word are one too high.
        """
        data = b" %b " % self._page.encode(text)
        places: dict[int, Iterable[int]]
        if len(data) > _LONG:
            places = {number: _Places(data, self._patterns[number]) for number in self._in(data)}
        else:
            places = self._listed(data)
        if self._unspaced is not None and not text.isascii():
            self._find_unspaced(text, places)
        return places

    def _listed(self, data: bytes) -> dict[int, Iterable[int]]:
        places: defaultdict[int, list[int]] = defaultdict(list)
        for number, start, _ in self._spaced.find_matches_as_indexes(data, overlapping=True):
            places[number].append(start)
        places.default_factory = None  # from here on a key without a place is an error again
        return places  # type: ignore[return-value]

    def _in(self, data: bytes) -> set[int]:
        """Return the keys in long *data*, read piece by piece."""
        found: set[int] = set()
        for first in range(0, len(data), _LONG):
            piece = data[max(0, first - self._longest) : first + _LONG]
            hits = self._spaced.find_matches_as_indexes(piece, overlapping=True)
            found.update(map(_number_of, hits))
        return found

    def _find_unspaced(self, text: str, places: dict[int, Iterable[int]]) -> None:
        assert self._unspaced is not None
        plain = text.replace("-", " ").replace("\n", " ")
        found: dict[int, list[int]] = {}
        for place, start, _ in self._unspaced.find_matches_as_indexes(plain, overlapping=True):
            number = self._unspaced_numbers[place]
            found.setdefault(number, []).append(start + self._shifts[place])
        places.update(found)


def places_between(places: Iterable[int], low: int, high: int) -> Iterable[int]:
    """Return a key's *places*, in a long text only those from *low* to *high*."""
    if isinstance(places, _Places):
        return places.between(low, high)
    return places  # a list, of a text that is not long


class _Places:
    """Where *pattern* begins in long *data*, searched only as far as somebody reads on."""

    __slots__ = ("_data", "_pattern")

    def __init__(self, data: bytes, pattern: bytes) -> None:
        self._data = data
        self._pattern = pattern

    def __iter__(self) -> Iterator[int]:
        return self.between(0, len(self._data))

    def between(self, low: int, high: int) -> Iterator[int]:
        find, pattern, end = self._data.find, self._pattern, high + len(self._pattern)
        start = find(pattern, max(0, low), end)
        while start >= 0:
            yield start
            start = find(pattern, start + 1, end)


class _Page:
    """A code page in which a letter of a key is itself, any other "a letter", the rest a space."""

    def __init__(self, texts: Iterable[str]) -> None:
        used = {c for text in texts for c in text if is_word(c) and not _is_unspaced(c)}
        page = _page([*sorted(used), *_COMMON])
        self._table = codecs.charmap_build(page.ljust(_LAST_PLACE + 1, _NOTHING))
        self._classes = bytes(
            place if c in used else ord(_STRANGER) if is_word(c) else _SPACE
            for place, c in enumerate(page.ljust(_LAST_PLACE + 1))
        )
        self._strangers = _Strangers(page)

    def encode(self, text: str) -> bytes:
        """Return folded *text*, a byte for every character."""
        try:
            numbered, _ = codecs.charmap_encode(text, "strict", self._table)
        except UnicodeEncodeError:
            plain = text.translate(self._strangers)
            numbered, _ = codecs.charmap_encode(plain, "strict", self._table)
        return numbered.translate(self._classes)

    def pattern(self, key: Key) -> bytes:
        """Return what to look for among the bytes of a text with spaces around it."""
        before = b" " * key.begins_word
        return before + self.encode(key.text) + b" " * key.ends_word


def _page(characters: Iterable[str]) -> str:
    """Number as many of *characters* as there is room for; a space keeps its own number."""
    fitting = (c for c in dict.fromkeys(characters) if c <= chr(_LAST_LETTER) and c not in _OWN)
    page = "\0" + _STRANGER + "".join(fitting)
    return page[:_SPACE] + " " + page[_SPACE:_LAST_PLACE]


class _Strangers(dict[int, str]):
    """What the characters that are not on a page are on it: a letter, or a space."""

    def __init__(self, page: str) -> None:
        super().__init__({ord(c): c for c in page})

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_letter = is_word(character) and not _is_unspaced(character)
        if len(self) < _MEMO:
            self[code] = _STRANGER if is_letter else " "
        return _STRANGER if is_letter else " "


@lru_cache(_MEMO)
def _is_unspaced(character: str) -> bool:
    """Say whether *character* is of a script that does not part words by spaces."""
    return is_boundary("a" + character, 1) and is_word(character)


def _has_unspaced(text: str) -> bool:
    return not text.isascii() and any(map(_is_unspaced, text))


_COMMON = sorted(
    {c for page in CODE_PAGES for c in page.letters if c != _NOTHING} | set(ASCII_LETTERS),
    key=lambda c: (not c.isascii(), is_word(c), c),
)
