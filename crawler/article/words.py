"""
What pages say around their articles, read from words.toml and ready to be compared.

Knows the file; must not know where on a page the words are looked for.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.toml")
# Accents, Hebrew and Arabic vowel marks, and the stroke that stretches Arabic words.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+"
)
_LETTERS = re.compile(r"\w+|[©™]")


def fold(text: str) -> str:
    """Return the words of *text* parted by one space, without case, accents and punctuation."""
    bare = text.casefold()
    if not bare.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFKD", bare)).replace("\u200c", " ")
    return " ".join(_LETTERS.findall(bare))


@cache
def phrases(section: str) -> frozenset[str]:
    """Return the phrases of *section* in all languages, folded."""
    languages = tomllib.loads(_FILE.read_text("utf-8"))[section].values()
    return frozenset(folded for words in languages for word in words if (folded := fold(word)))


@cache
def _beginnings(section: str) -> re.Pattern[str]:
    longest_first = sorted(phrases(section), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@cache
def _anywhere(section: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_beginnings(section).pattern}")


def beginning(section: str, folded: str) -> str:
    """Return the phrase of *section* that *folded* begins with; "" if with none."""
    found = _beginnings(section).match(folded)
    return found[0] if found else ""


def count(section: str, folded: str) -> int:
    """Return how often phrases of *section* stand in *folded*."""
    return sum(1 for _ in _anywhere(section).finditer(folded))
