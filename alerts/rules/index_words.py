"""
The words by which the archive is indexed: of whole items, and of parts of them.

A text is folded as the matcher folds it, then cut wherever any rule may see the boundary of a word.
Where grammars let something stand before a stem, each rest of a word is a word of its own, marked:
وبالقامشلي is also "_بالقامشلي", "_القامشلي" and "_قامشلي". So all that a rule can find is found by
its words, and some more: the matcher decides.
"""

import re
from collections.abc import Iterator

from alerts.rules.inflection.forms import readings
from alerts.rules.inflection.grammars import BEGINNINGS
from alerts.rules.matching.section import texts_of
from alerts.text import UNSPACED, fold
from model import Item

INDEX_VERSION = "2"  # raise it whenever the same text may give other words

LONGEST = 40  # letters of a word of the index; what is longer is cut off

_WORDS = re.compile(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")
_ONE_BY_ONE = re.compile(f"[{UNSPACED}]")
_MARK = "_"  # no word has it
_BEGINNINGS = frozenset(BEGINNINGS)
_FIRST = frozenset(each[0] for each in BEGINNINGS)
_LONGEST_BEGINNING = max(map(len, BEGINNINGS))
_NO_LETTER = re.compile("[\\W_]+")


def words_of(item: Item) -> set[str]:
    """Return the words of all texts of *item*, and one each for its outlet and its language."""
    found: set[str] = set()
    for text in texts_of(item):
        for reading in readings(text):
            found.update(_WORDS.findall(fold(reading).text))
    rests = [rest(word[place:]) for word in found if word[0] in _FIRST for place in _starts(word)]
    found = {whole(word) for word in found}
    found.update(rests)
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
    """Return what the index has for a *word* of a text, and for the beginning of words."""
    return word[:LONGEST]


def rest(word: str) -> str:
    """Return what the index has for a *word* before which something stands within its word."""
    return _MARK + word[:LONGEST]


def _starts(word: str) -> Iterator[int]:
    """Yield where in *word* something may end that grammars let stand before a stem."""
    for place in range(1, min(len(word), _LONGEST_BEGINNING + 1)):
        if word[:place] in _BEGINNINGS:
            yield place
