"""
Kurmanji and Sorani nouns: number, definiteness, ezafe and case.

Kurmanji as it is folded, î as i and ê as e, which is also how many write it.
"""

import re

from alerts.rules.inflection.word import SUFFIX, Bent, Grammar, Word

_SHORTEST = 4  # letters of a word that stands alone
_SHORTEST_IN_PHRASE = 3

_CASES = "an|en|ine?|[aei]|eke?|ek(?:[ai]|an|en)"
_AFTER_CONSONANT = f"(?:{_CASES})?"
_AFTER_VOWEL = f"(?:y(?:{_CASES}))?"
_AFTER_E = f"(?:e(?:y(?:{_CASES})|k[aei]?)?|an|en|a)"  # nuqte: nuqteya, nuqtê, nuqtên, nuqta
_EZAFE = re.compile("(?<=[^aeiou\\W])(?:a|e|en|eke|eki|ek)$|(?<=[aeiou])y(?:a|e|en|eki?)$")
_OBLIQUE = re.compile("(?<=[^aeiou\\W])e$")


def _kurmanji(word: Word) -> tuple[Bent, ...]:
    if word.is_name and not word.is_last:
        return (Bent(word.text),)
    text = _stem(word)
    if len(text) < (_SHORTEST if word.is_alone else _SHORTEST_IN_PHRASE):
        return (Bent(word.text),)
    stem, endings = _bent(text, word)
    return (Bent(stem, endings + SUFFIX if word.is_last else endings),)


def _stem(word: Word) -> str:
    """`nuqteyên kontrolê` is written nuqteya, nuqteyek, nuqteyên, and kontrol, kontrolê."""
    if word.is_alone or word.is_name:
        return word.text
    endings = _OBLIQUE if word.is_last else _EZAFE
    stem = endings.sub("", word.text)
    return stem if len(stem) >= _SHORTEST_IN_PHRASE else word.text


def _bent(text: str, word: Word) -> tuple[str, str]:
    if text[-1] == "e" and not word.is_name:
        return text[:-1], _AFTER_E
    return text, _AFTER_VOWEL if text[-1] in "aeiou" else _AFTER_CONSONANT


_POSTPOSITIONS = "(?:دا|ه?وه|را)?"
_SORANI_ENDINGS = (
    "(?:(?:ێك|ي?هك|ه?كه|ه?كان|ان|يان)(?:ي|ش|يش|[متي]ان)?|ي)?" + _POSTPOSITIONS + "(?:ي)?"
)
_SORANI_EZAFE = re.compile("(?<=[^\\Wاوۆهيێ])ي$|(?<=ه)ي$|(?:ێك|هك|ه?كان)ي$")


def _sorani(word: Word) -> tuple[Bent, ...]:
    text = word.text
    if not word.is_alone and not word.is_last:
        text = _SORANI_EZAFE.sub("", text)
    if len(text) < (_SHORTEST if word.is_alone else _SHORTEST_IN_PHRASE):
        return (Bent(word.text),)
    return (Bent(text, _SORANI_ENDINGS),)


KURMANJI = Grammar(_kurmanji, is_head_first=True)
SORANI = Grammar(_sorani, is_head_first=True)
