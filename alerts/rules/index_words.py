"""
The words by which the archive is indexed: of whole items, and of parts of them.

A text is folded as the matcher folds it, then cut wherever any rule may see the boundary of a word;
what grammars let stand before a stem goes (وبالقامشلي and قامشلي are one word). So all that a rule
can find is found by its words, and more than that: the matcher decides.
"""

import re
from collections.abc import Iterator

from alerts.rules.inflection.forms import readings
from alerts.rules.inflection.grammars import BEGINNINGS
from alerts.rules.matching.section import texts_of
from alerts.text import UNSPACED, fold
from model import Item

INDEX_VERSION = "1"  # raise it whenever the same text may give other words

LONGEST = 40  # letters of a word of the index; what is longer is cut off

_WORDS = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")
_ONE_BY_ONE = re.compile(f"[{UNSPACED}]")
_BEGINNING = re.compile(f"(?:{'|'.join(sorted(BEGINNINGS, key=len, reverse=True))})(?=.)")
_NO_LETTER = re.compile("[\\W_]+")


def words_of(item: Item) -> set[str]:
    """Return the words of all texts of *item*, and one each for its outlet and its language."""
    found = {_core(word) for text in texts_of(item) for word in _words_in(text)}
    found.add(value_word("outlet", item.outlet))
    language = item.language.casefold()
    found.add(value_word("language", language))
    found.add(value_word("language", language.partition("-")[0]))
    return found


def value_word(field: str, value: str) -> str:
    """Return the word for a *value* that is compared as a whole; no text has such a word."""
    return f"{field}_{_NO_LETTER.sub('_', value.casefold())}"[: 2 * LONGEST]


def split(folded: str) -> list[str]:
    """Cut *folded* text wherever a rule may see the boundary of a word."""
    return _WORDS.findall(folded)


def is_sign(word: str) -> bool:
    """Say whether *word* is a letter of a script that does not part words."""
    return _ONE_BY_ONE.match(word) is not None


def whole(word: str) -> str:
    """Return what the index has for a *word* of a text."""
    return _core(word)


def opening(beginning: str) -> str:
    """
    Return what all words of the index begin with that stand for words with *beginning*.

    "" where that may be anything: what goes may be all of *beginning*, and more.
    """
    if any(each.startswith(beginning) for each in BEGINNINGS):
        return ""
    return _core(beginning)


def _words_in(text: str) -> Iterator[str]:
    for reading in readings(text):
        yield from set(_WORDS.findall(fold(reading).text))


def _core(word: str) -> str:
    found = _BEGINNING.match(word)
    return (word[found.end() :] if found else word)[:LONGEST]
