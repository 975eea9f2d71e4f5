"""
How one term is looked for in folded text: its keys, and what may be written onto them.

Knows a little grammar (Arabic proclitics and article, English plural and possessive, suffixes
behind an apostrophe); not which items, rules or topics there are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from alerts.folding import ZWJ, ZWNJ
from alerts.rules.rule import EVERY_LANGUAGE
from alerts.text import fold, is_boundary

_WRITTEN_IN = {
    "arabic": "ar ckb fa ps sd ug ur",
    "cyrillic": "be bg kk ky mk mn ru tg tt uk",
    "latin": "az bs ca cs da de en es et eu fi fr hr hu id it ku lt lv ms nl no pl pt ro sk sl sq "
    "sv tr uz",
}
_LANGUAGES = {script: frozenset(codes.split()) for script, codes in _WRITTEN_IN.items()}
_SCRIPTS = (
    ("arabic", re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")),
    ("cyrillic", re.compile("[\u0400-\u052f]")),
    ("latin", re.compile("[a-z]")),
)

_ARTICLE = "ال"
_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ك", "ل")
_CONTRACTED = "لل"  # "for the": ل and ال
_NOTHING = frozenset({""})
_PROCLITICS = frozenset(map("".join, product(_CONJUNCTIONS, _PREPOSITIONS)))
_FOR_THE = frozenset(map("".join, product(_CONJUNCTIONS, [_CONTRACTED])))
_BEFORE_BARE = _PROCLITICS | _FOR_THE | {each + _ARTICLE for each in _PROCLITICS}
_LONGEST_PROCLITIC = max(map(len, _BEFORE_BARE))
_SHORTEST_STEM = 3  # "سد" would be found in too many words
_MOST_WORDS = 5  # of a phrase whose words may each take the article: 16 keys

_POSSESSIVE = "(?:'(?:s|d|ll|re|ve)(?![^\\W_]))?(?!'[^\\W\\d_])"  # so that "Sana'a" is not SANA
_SUFFIX = "(?:'[^\\W\\d_]{1,12}(?![^\\W_]))?"  # Kamışlı'nın, Qamişlo'yê, and 's
_TAILS = {"en": _POSSESSIVE, "tr": _SUFFIX, "ku": _SUFFIX, EVERY_LANGUAGE: _SUFFIX}
_WITH_PLURAL = {"en", EVERY_LANGUAGE}
_TAKES_S = re.compile("[a-z]{2,}[a-z]$")
_TAKES_ES = re.compile("[a-z]{2,}(?:s|x|z|ch|sh|o)$")
_TAKES_IES = re.compile("[a-z]{2,}[^aeiou\\W]y$")


@dataclass(frozen=True, slots=True)
class Form:
    """One way a term is written; found where *key* occurs and `bounds` agrees."""

    key: str  # folded, every hyphen a space
    hyphens: tuple[int, ...]  # where *key* stands for a hyphen and nothing else
    before: frozenset[str]  # what may be written in front as one word; "" for nothing
    after: re.Pattern[str]  # what may be written behind as one word
    is_open: bool  # any rest of the word may follow: "word*"
    strangers: frozenset[str]  # languages in which it may mean something else

    def bounds(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the whole word or words around text[start:end], or None when it is not ours."""
        if any(text[start + position] != "-" for position in self.hyphens):
            return None
        if (first := self._beginning(text, start)) is None:
            return None
        return None if (last := self._end(text, end)) is None else (first, last)

    def _beginning(self, text: str, start: int) -> int | None:
        if is_boundary(text, start):
            return start
        for length in range(1, min(start, _LONGEST_PROCLITIC) + 1):
            if text[start - length : start] in self.before and is_boundary(text, start - length):
                return start - length
        return None

    def _end(self, text: str, end: int) -> int | None:
        if self.is_open:
            while not is_boundary(text, end):
                end += 1
            return end
        found = self.after.match(text, end)
        return found.end() if found and is_boundary(text, found.end()) else None


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

    The term must have passed the checks of rule.py.
    """
    text = term.strip()
    is_open = text.endswith("*")
    found: dict[Form, None] = {}
    for reading in readings(text.removesuffix("*")):
        folded = " ".join(fold(reading).text.split())
        found |= dict.fromkeys(_forms(folded, language, is_open))
    return tuple(found)


def _forms(folded: str, language: str, is_open: bool) -> Iterator[Form]:
    script = _script(folded)
    strangers = _strangers(script, language)
    if script == "arabic" and language in ("ar", EVERY_LANGUAGE):
        keys: Iterable[tuple[str, frozenset[str]]] = _arabic_keys(folded)
    else:
        keys = ((key, _NOTHING) for key in _plain_keys(folded, language))
    for key, before in keys:
        yield Form(
            key=key.replace("-", " "),
            hyphens=tuple(position for position, each in enumerate(key) if each == "-"),
            before=before,
            after=_after(key, script, language),
            is_open=is_open,
            strangers=strangers,
        )


def _script(folded: str) -> str:
    found = ((pattern.search(folded), script) for script, pattern in _SCRIPTS)
    return min(((at.start(), script) for at, script in found if at), default=(0, ""))[1]


def _strangers(script: str, language: str) -> frozenset[str]:
    """
    Return the languages that write as *script* does but are not *language*.

    A word in another script than an item's own is taken for what it looks like.
    """
    if language == EVERY_LANGUAGE:
        return frozenset()
    return _LANGUAGES.get(script, frozenset()) - {language}


def _arabic_keys(folded: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the keys of an Arabic term, its later words also with the article."""
    first, *rest = folded.split(" ")
    choices = [[word] if word.startswith(_ARTICLE) else [word, _ARTICLE + word] for word in rest]
    endings = product(*choices) if len(rest) < _MOST_WORDS else [rest]
    for ending in endings:
        for word, before in _arabic_beginnings(first):
            yield " ".join([word, *ending]), before


def _arabic_beginnings(word: str) -> Iterator[tuple[str, frozenset[str]]]:
    if len(word) < _SHORTEST_STEM:
        yield word, _NOTHING
    elif not word.startswith(_ARTICLE) or len(word) < len(_ARTICLE) + _SHORTEST_STEM:
        yield word, _BEFORE_BARE
    else:
        yield word, _PROCLITICS
        yield from _contracted(word.removeprefix(_ARTICLE))


def _contracted(stem: str) -> Iterator[tuple[str, frozenset[str]]]:
    """للقامشلي; of three ل in a row one is not written: للاذقية."""
    for_the = _CONTRACTED if not stem.startswith("ل") else "ل"
    for conjunction in _CONJUNCTIONS:
        yield conjunction + for_the + stem, _NOTHING


def _plain_keys(folded: str, language: str) -> Iterator[str]:
    yield folded
    if language in _WITH_PLURAL and _TAKES_IES.search(folded):
        yield folded.removesuffix("y") + "ies"


def _after(key: str, script: str, language: str) -> re.Pattern[str]:
    if script != "latin":
        return re.compile("")
    return re.compile(_plural(key, language) + _TAILS.get(language, ""))


def _plural(key: str, language: str) -> str:
    if language not in _WITH_PLURAL or not _TAKES_S.search(key):
        return ""
    return "(?:e?s)?" if _TAKES_ES.search(key) else "s?"
