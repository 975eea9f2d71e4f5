"""
The words of a text and its phrases of two words, folded, for counting which texts have them.

Knows no rule; of hits only where they stand. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from alerts.text import fold
from model import Hit, Item

# A word as the matcher's terms have it: letters and digits, also around an apostrophe.
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SHORTEST = 2  # letters of a word that says something by itself
_JOINTS = (" ", "-")  # between two words of one phrase


@dataclass(frozen=True, slots=True)
class Phrase:
    """One word or two that stand side by side."""

    folded: str  # what is compared
    written: str  # as the text has it
    topics: frozenset[str] = frozenset()  # of hits that one of two words is part of; "" for none


@dataclass(frozen=True, slots=True)
class _Word:
    start: int  # in the folded text
    end: int
    written: str
    topics: frozenset[str]  # of the hits it is part of


def phrases(item: Item, hits: Sequence[Hit] = ()) -> dict[str, Phrase]:
    """
    Return the words and phrases in title and body of *item*, each once, by what they fold to.

    Words that are part of one of *hits* are left out, and phrases of two such words: they are what
    the rule asks for. A phrase of one such word and one other is there.
    """
    found: dict[str, Phrase] = {}
    for text, field in ((item.title, "title"), (item.body, "body")):
        for phrase in _phrases(text, [hit for hit in hits if hit.field == field]):
            found.setdefault(phrase.folded, phrase)
    return found


def _phrases(text: str, hits: Sequence[Hit]) -> Iterator[Phrase]:
    folded = fold(text)
    words = []
    for found in _WORD.finditer(folded.text):
        span = folded.span(found.start(), found.end())
        topics = frozenset(h.topic for h in hits if h.start < span.end and span.start < h.end)
        words.append(_Word(found.start(), found.end(), text[span.start : span.end], topics))
    for word in words:
        key = folded.text[word.start : word.end]
        if not word.topics and _says_something(key):
            yield Phrase(key, word.written)
    for left, right in pairwise(words):
        is_own = left.topics and right.topics
        if not is_own and folded.text[left.end : right.start] in _JOINTS:
            pair = f"{folded.text[left.start : left.end]} {folded.text[right.start : right.end]}"
            if _says_something(pair):
                yield Phrase(pair, f"{left.written} {right.written}", left.topics | right.topics)


def _says_something(folded: str) -> bool:
    letters = sum(map(str.isalpha, folded))
    return letters >= _SHORTEST
