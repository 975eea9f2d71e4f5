"""
Russian nouns and adjectives in all their cases, from the form a dictionary gives.

Abbreviations (США) and names in -и, -ы, -о, -у (Камышлы) stay as they are; vowels that come and go
(посёлок, посёлка) are the lexicon's.
"""

import re

from alerts.rules.inflection.word import Bent, Grammar, Word

_SHORTEST = 4  # letters of the stem of a word that stands alone
_SHORTEST_IN_PHRASE = 3

_ADJECTIVE = re.compile("(?:ая|яя|ое|ые|ый|[кгхшщжчн]ий|[сц]кой|[кгхшщжч]ие)$")
_INNER_ADJECTIVE = re.compile("ой$")  # передовой отряд; but конвой is a noun
_OF_ADJECTIVE = "(?:[аоеуюыия][йяюеймх]|[оеы]го|[ое]му|[ыи]ми)"
_KEPT = 2  # letters of an adjective's ending

_NOUNS = (  # ending of the dictionary's form → its place taken by
    ("ия", "и(?:[яиюй]|ей|ям|ями|ях)"),
    ("ие", "и(?:[еяюий]|ем|ям|ями|ях)"),
    ("а", "(?:[аыиеу]|[ое]й|ою|ам|ами|ах)?"),
    ("я", "(?:[яиеюь]|ей|ею|ям|ями|ях)?"),
    ("о", "(?:[оауе]|ом|ам|ами|ах)?"),
    ("й", "(?:[йяюеи]|ем|ев|ям|ями|ях)"),
    ("ь", "(?:[ьяюеи]|ем|ью|ей|ям|ями|ях)"),
    ("ы", "(?:[ыауеио]|ов|ой|ом|ам|ами|ах)?"),
    ("и", "(?:[ииаяуеоь]|[ое]в|[ое]й|[ое]м|[ая]м|[ая]ми|[ая]х)?"),
)
_OF_CONSONANT = "(?:[ауеыи]|[ое]м|[ое]в|ей|ам|ами|ах)?"
_INDECLINABLE = frozenset("еиоуыэю")
_CONSONANT = re.compile("[бвгджзклмнпрстфхцчшщ]$")


def _russian(word: Word) -> tuple[Bent, ...]:
    stem, after = _parted(word)
    shortest = _SHORTEST if word.is_alone else _SHORTEST_IN_PHRASE
    return (Bent(stem, after) if len(stem) >= shortest else Bent(word.text),)


def _parted(word: Word) -> tuple[str, str]:
    text = word.text
    is_abbreviation = word.raw.isupper() and len(text) > 1
    if is_abbreviation or (word.is_name and text[-1] in _INDECLINABLE and not _is_adjective(word)):
        return text, ""
    if _is_adjective(word):
        return text[:-_KEPT], _OF_ADJECTIVE
    if _CONSONANT.search(text):
        return text, _OF_CONSONANT
    for ending, endings in _NOUNS:
        if text.endswith(ending):
            return text.removesuffix(ending), endings
    return text, ""


def _is_adjective(word: Word) -> bool:
    if _ADJECTIVE.search(word.text):
        return True
    return not word.is_last and _INNER_ADJECTIVE.search(word.text) is not None


RUSSIAN = Grammar(_russian)
