"""
What may be written as a term – `convoy*`, `=SANA`, `^US`, `points ~2 control` – and what may not.

Knows one term; how it is looked for is forms.py's.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from alerts.text import fold, is_word

_PREFIX = re.compile(r"\s*([=^]*)\s*")
_WORD = re.compile(r"\S+")
_GAP = re.compile(r"~\d+")
_WIDEST_GAP = 20
_MOST_WORDS = 30
_SHORTEST_BEGINNING = 2  # of an open word: "k*" stands for a tenth of all words there are
_WILDCARD_INSIDE = re.compile(r"\w\?\w")


class Mistake(NamedTuple):
    """What is wrong with a text, and where in it."""

    message: str
    offset: int


def mistake_in_term(term: str) -> Mistake | None:
    """Return the first thing wrong with *term*, or None when it can be looked for."""
    return next(_mistakes(term), None)


def _mistakes(term: str) -> Iterator[Mistake]:
    if not term.strip():
        yield Mistake("has an empty term; write a word or take it out", 0)
    elif not any(map(is_word, fold(_GAP.sub("", term)).text)):
        yield Mistake(f'the term "{term}" has no letter or digit to look for; write a word', 0)
    prefix = _PREFIX.match(term)
    start = prefix.end() if prefix else 0
    words = list(_WORD.finditer(term, start))
    if prefix and len(set(prefix[1])) < len(prefix[1]):
        sign = prefix[1][-1]
        yield Mistake(f'the term "{term}" has "{sign}" twice; once is enough', prefix.start(1))
    if len(words) > _MOST_WORDS:
        message = f"a phrase has at most {_MOST_WORDS} words; take the ones that matter"
        yield Mistake(message, words[_MOST_WORDS].start())
    for word in words:
        yield from _mistakes_in_word(term, word[0], word.start())
    yield from _misplaced_gaps(term, words)


def _mistakes_in_word(term: str, word: str, offset: int) -> Iterator[Mistake]:
    if "~" in word and not _GAP.fullmatch(word):
        message = f'the "~" in "{term}" is no gap; one of up to two words is written as "a ~2 b"'
        yield Mistake(message, offset + word.index("~"))
    if "*" in word:
        yield from _misplaced_stars(term, word, offset)
    if inside := _WILDCARD_INSIDE.search(word):
        message = f'"?" in "{term}" stands for itself, not for a letter; only "word*" is understood'
        yield Mistake(message, offset + inside.start() + 1)


def _misplaced_stars(term: str, word: str, offset: int) -> Iterator[Mistake]:
    beginning = word.removesuffix("*")
    folded = fold(beginning).text
    if "*" in beginning:
        message = f'the term "{term}" has a "*" that is not its end; only "word*" is understood'
        yield Mistake(message, offset + beginning.index("*"))
    elif not folded or not is_word(folded[-1]):
        message = f'the "*" of "{term}" must stand right behind a word\'s beginning'
        yield Mistake(message, offset + len(beginning))
    elif sum(map(is_word, folded)) < _SHORTEST_BEGINNING:
        message = f'"{word}" would be found nearly everywhere; write two letters or more before "*"'
        yield Mistake(message, offset)


def _misplaced_gaps(term: str, words: list[re.Match[str]]) -> Iterator[Mistake]:
    is_gap = [_GAP.fullmatch(word[0]) is not None for word in words]
    for position, word in enumerate(words):
        if not is_gap[position]:
            continue
        is_last = position + 1 == len(words)
        if position == 0 or is_last or is_gap[position + 1]:
            message = f'the gap "{word[0]}" in "{term}" must stand between two words'
            yield Mistake(message, word.start())
        elif len(word[0]) > len(str(_WIDEST_GAP)) + 1 or int(word[0][1:]) > _WIDEST_GAP:
            message = f'the gap "{word[0]}" is too wide: at most ~{_WIDEST_GAP}; or use NEAR'
            yield Mistake(message, word.start())
