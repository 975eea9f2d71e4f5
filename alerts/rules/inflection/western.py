"""
English, French and German words, and those of languages whose grammar nobody wrote down.

Regular plurals, possessives and adjective endings only; irregular forms are the lexicon's.
"""

import re

from alerts.rules.inflection.word import POSSESSIVE, SUFFIX, Bent, Grammar, Word

_TAKES_S = re.compile("[a-z]{2,}[a-z]$")
_TAKES_ES = re.compile("[a-z]{2,}(?:s|x|z|ch|sh|o)$")
_TAKES_IES = re.compile("[a-z]{2,}[^aeiou\\W]y$")

_SHORTEST = 4
_GERMAN_ADJECTIVE = re.compile("[a-z]{4,}e[nrsm]?$")


def _english(word: Word) -> tuple[Bent, ...]:
    return _plural_of(word, POSSESSIVE) if word.is_last else (Bent(word.text),)


def _of_any_language(word: Word) -> tuple[Bent, ...]:
    return _plural_of(word, SUFFIX) if word.is_last else (Bent(word.text),)


def _plural_of(word: Word, tail: str) -> tuple[Bent, ...]:
    text = word.text
    if word.raw.isupper() and len(text) < _SHORTEST:  # US, UN: a word ends there, and 's is one
        return (Bent(text),)
    if not _TAKES_S.search(text):
        return (Bent(text, tail),)
    bent = Bent(text, ("(?:e?s)?" if _TAKES_ES.search(text) else "s?") + tail)
    if not _TAKES_IES.search(text):
        return (bent,)
    return bent, Bent(text.removesuffix("y") + "ies", tail)


def _french(word: Word) -> tuple[Bent, ...]:
    text = word.text
    if len(text) < _SHORTEST or (word.is_name and not word.is_last) or text[-1] in "sxz":
        return (Bent(text),)
    return (Bent(text, "e?s?" if word.raw.endswith("é") else "[sx]?"),)


def _german(word: Word) -> tuple[Bent, ...]:
    text = word.text
    if not word.is_name and (found := _GERMAN_ADJECTIVE.search(text)):
        stem = text[: text.rindex("e", 0, found.end())]
        return (Bent(stem, "e[nrsm]?"),)
    if not word.is_last or len(text) < _SHORTEST:
        return (Bent(text),)
    return (Bent(text, "[ns]?" if text.endswith("e") else "(?:e[ns]?|n|s)?"),)


ENGLISH = Grammar(_english)
FRENCH = Grammar(_french)
GERMAN = Grammar(_german)
OF_ANY_LANGUAGE = Grammar(_of_any_language)
