"""
Terms on their way from keys to hits: what the scan found is verified, and mapped to the original.

Knows forms and texts; what a hit is worth to a rule or topic is known above. However often a text
repeats a word, the work is bounded: five hundred hits of a form are kept, and what looked like one
and was not is not looked at again where all around it is the same.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from alerts.rules.inflection.forms import Form
from alerts.rules.inflection.word import FUNCTION_WORDS
from alerts.rules.matching.section import Found, Layer, Section

MOST_HITS = 500  # of one form in one text
PATIENCE = 100  # failures after which it is remembered what around them looked like
_REMEMBERED = 8_192
_PLACES_FOR_EACH = 3  # looked at after the first failures, for each hit there may be
_PHRASES = 256, 256  # characters before a place and behind it; no form looks farther
_WORD = 24, 96  # no form looks farther that is one word

_CLASS_OR_ESCAPE = re.compile(r"\[\^?\]?[^\]]*\]|\\.")  # forms have no bracket in a class
_BRACKETS = re.compile(r"\([^()]*\)")
_REPEAT = re.compile(r"\{[^}]*\}")
_LETTERS = re.compile(r"[^\W_]+(?=[^\W_][?*+]|[^?*+\w]|$)")
_BETWEEN_WORDS = (" ", "\\w.")  # in the patterns of forms, where a phrase goes on

# Signs beside a key that no ending and no proclitic goes over. Not apostrophe and hyphen.
_AFTER = frozenset(["", " ", "\n", ".", ",", ":", ";", "!", "?", ")", '"', "”", "»", "،", "؟"])
_BEFORE = frozenset(["", " ", "\n", "(", '"', "“", "«"])


class Entry:
    """A form of the term *number*, as the index has it under the pattern of its key."""

    __slots__ = (
        "_begins_plain",
        "_cased",
        "_ends_plain",
        "_is_plain",
        "_key",
        "_length",
        "_plainest",
        "_shift",
        "beside",
        "form",
        "is_wide",
        "number",
    )

    def __init__(self, form: Form, number: int, *, begins_word: bool, beside: int = -1) -> None:
        self.form = form
        self.number = number
        self.is_wide = is_wide(form)
        # a topic may have dozens of phrases with one key: this tells them apart at a glance
        self.beside = beside  # the pattern of another part of it, or -1
        self._key = form.key
        self._length = len(form.key)
        self._cased = form.cased
        self._shift = 0 if begins_word else -1
        self._is_plain: bool | None = None  # known once it is asked for
        self._plainest = "\0"  # which is in no folded text
        self._begins_plain = self._ends_plain = False

    @property
    def extent(self) -> tuple[int, int]:
        """How far from its place the key begins and ends."""
        return self._shift, self._shift + len(self._key)

    def hits(
        self, section: Section, layer: Layer, places: Iterable[int], most: int = MOST_HITS
    ) -> list[Found]:
        """Return the hits among *places*, in the order of the text, and no more than *most*."""
        hits: list[Found] = []
        failures = 0
        remaining = iter(places)
        for place in remaining:
            if hit := self.hit_at(section, layer, place):
                hits.append(hit)
                if len(hits) == most:
                    break
            else:
                failures += 1
                if failures == min(PATIENCE, most):
                    further = islice(remaining, _PLACES_FOR_EACH * most)
                    hits += self._among_failures(section, layer, further, most)
                    break
        return hits[:most]

    def hit_at(self, section: Section, layer: Layer, place: int) -> Found | None:
        """Return the hit at *place*, or None when what is there is something else."""
        text = layer.text
        start = place + self._shift
        end = start + self._length
        if text[start - 1 : end + 1] != self._plainest:  # a word between spaces is no question
            if (bounds := self._bounds(text, start, end)) is None:
                return None
            start, end = bounds
        if not layer.is_even:
            start, end = layer.folded.place(start, end)
        if self._cased and not section.original.startswith(self._cased, start):
            return None
        return section.base + start, section.base + end, self.number

    def _bounds(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        if self._is_plain is None:
            self._look_at_form()
        if text[start:end] == self._key and not self.form.hyphens:
            return self._bounds_of_key(text, start, end)
        if text[start:end].replace("-", " ").replace("\n", " ") != self._key:
            return None
        return self.form.bounds(text, start, end)

    def _bounds_of_key(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return what the form says of a key, which need not be asked where its word ends too."""
        if not (self._ends_plain and text[end : end + 1] in _AFTER):
            if (last := self.form.end_at(text, end)) is None:  # says no more often, and sooner
                return None
            end = last
        if self._begins_plain and text[start - 1 : start] in _BEFORE:
            return start, end
        first = self.form.beginning_at(text, start)
        return None if first is None else (first, end)

    def _look_at_form(self) -> None:
        self._is_plain = is_plain(self.form)
        self._begins_plain = self._is_plain or begins_plain(self.form)
        self._ends_plain = self._is_plain or ends_plain(self.form)
        self._plainest = f" {self._key} " if self._is_plain else "\0"

    def _among_failures(
        self, section: Section, layer: Layer, places: Iterable[int], most: int
    ) -> Iterator[Found]:
        """Yield the hits among *places* when most are none: a hostile text, or a very odd one."""
        failed: set[str] = set()
        known = _surroundings(section, layer.text, _PHRASES if self.is_wide else _WORD)
        for place in places:
            around = known[place]
            if around in failed:
                continue
            if hit := self.hit_at(section, layer, place):
                yield hit
            else:
                failed.add(around)
            if len(failed) == most:  # the rest of the text is given up
                return


class _Surroundings(dict[int, str]):
    """What a text is like around its places, one string where it is the same around many."""

    def __init__(self, text: str, window: tuple[int, int]) -> None:
        super().__init__()
        self._text = text
        self._before, self._behind = window
        self._same: dict[str, str] = {}

    def __missing__(self, place: int) -> str:
        start = place - self._before
        around = self._text[max(0, start) : place + self._behind]
        around = self[place] = self._same.setdefault(around, around)
        return around


def _surroundings(section: Section, text: str, window: tuple[int, int]) -> _Surroundings:
    key = _Surroundings, text, window
    if key not in section.values:
        section.values[key] = _Surroundings(text, window)
    return section.values[key]  # type: ignore[no-any-return]


def is_plain(form: Form) -> bool:
    """Say whether *form* is its key and no more wherever signs of `_BEFORE` and `_AFTER` are."""
    patterns = (form.before, form.after)
    if form.hyphens or any(pattern and " " in pattern.pattern for pattern in patterns):
        return False
    start, end = 1, 1 + len(form.key)
    texts = (f"{before}{form.key}{after}" for before in _BEFORE - {""} for after in _AFTER - {""})
    return all(form.bounds(text, start, end) == (start, end) for text in texts)


def begins_plain(form: Form) -> bool:
    """Say whether a hit of *form* begins with its key wherever a sign of `_BEFORE` is."""
    if form.before and " " in form.before.pattern:
        return False
    signs = _BEFORE - {""}
    return all(form.beginning_at(f"{sign}{form.key}", 1) == 1 for sign in signs)


def ends_plain(form: Form) -> bool:
    """Say whether a hit of *form* ends with its key wherever a sign of `_AFTER` is."""
    if form.is_open or (form.after and " " in form.after.pattern):
        return False
    end = len(form.key)
    return all(form.end_at(f"{form.key}{sign}", end) == end for sign in _AFTER - {""})


def is_wide(form: Form) -> bool:
    """Say whether a hit of *form* may go on beyond the word of the key."""
    return any(_goes_over_words(each.pattern) for each in (form.before, form.after) if each)


@lru_cache(_REMEMBERED)
def _goes_over_words(pattern: str) -> bool:
    return any(sign in pattern for sign in _BETWEEN_WORDS)


def literal_beside(form: Form) -> str:
    """Return the longest word or part of one that a wide hit of *form* has besides its key."""
    if not is_wide(form):
        return ""
    patterns = (each.pattern for each in (form.before, form.after) if each)
    found = [literal for pattern in patterns for literal in required_literals(pattern)]
    return max((each for each in found if each not in FUNCTION_WORDS), key=len, default="")


@lru_cache(_REMEMBERED)
def required_literals(pattern: str) -> tuple[str, ...]:
    """
    Return runs of letters that all that *pattern* matches must have.

    That is letters outside of all brackets and not made optional by what follows; where *pattern*
    has a choice outside of brackets there are none.
    """
    outside = _REPEAT.sub("?", _CLASS_OR_ESCAPE.sub("%", pattern))
    while (further := _BRACKETS.sub("%", outside)) != outside:
        outside = further
    return () if "|" in outside else tuple(_LETTERS.findall(outside))
