"""
Arabic words with the article, proclitics, dual, plural and possessive pronouns; Persian nouns.

Broken plurals (رتل, أرتال) and verbs are the lexicon's, form by form. Roots of three letters take
the seat of the fathatan only: with more of the endings بحر would be البحرين.
"""

from itertools import product

from alerts.rules.inflection.word import Bent, Grammar, Word

_ARTICLE = "ال"
_SHORTEST = 3  # "سد" would be found in too many words
_SHORTEST_ENDING = 4

_BEFORE_BARE = "[وف]?(?:[بكل]?(?:ال)?|لل)"
_BEFORE_DEFINITE = "[وف]?(?:[بكل]?ال|لل)"
_BEFORE_L = "[وف]?(?:[بكل]?ال|ل)"  # للاذقية: of three ل in a row one is not written

# All that those three stand for, written out: the index of the archive goes by it.
_PREPOSITIONS = ("", "ب", "ك", "ل", "ال", "بال", "كال", "لال", "لل")
_BEGINNINGS = tuple(filter(None, map("".join, product(("", "و", "ف"), _PREPOSITIONS))))

_PRONOUN = "(?:ه(?:ا|م|ما|ن)?|نا|كم)"
_ENDINGS = f"(?:{_PRONOUN}|ات{_PRONOUN}?|[اوي]ن|ا)?"
_ENDINGS_IN_PHRASE = f"(?:{_PRONOUN}|ات{_PRONOUN}?|[اوي]ن|[اوي])?"  # رتلي مدرعات, مقاتلو قسد
_ENDINGS_DEFINITE = "(?:[اوي]ن|ات)?"
_OF_FEMININE = f"(?:ه|ت(?:{_PRONOUN}|[اي]ن?)|ات{_PRONOUN}?)"  # قافلته, قافلتين, قافلات
_OF_FEMININE_DEFINITE = "(?:ه|ت[اي]ن|ات)"
_UNBENDING = "اىو"


# What a place or a force is called before its name
_COMMON = frozenset(
    [
        "بلده",
        "جبل",
        "جسر",
        "جنوب",
        "حقل",
        "حي",
        "دوار",
        "ريف",
        "شرق",
        "شمال",
        "طريق",
        "غرب",
        "قاعده",
        "قريه",
        "قوات",
        "محافظه",
        "مخيم",
        "مدينه",
        "معبر",
        "منطقه",
        "مطار",
        "ناحيه",
        "نهر",
    ]
)


def _arabic(word: Word) -> tuple[Bent, ...]:
    text, begins = word.text, word.is_first or word.is_behind_gap
    if len(text) < _SHORTEST:
        return (Bent(text),)
    stem = text.removeprefix(_ARTICLE) if _is_definite(word) and begins else text
    stem, after = _ended(word, stem)
    return (Bent(stem, after, _before(word, stem, begins=begins), text in _COMMON),)


def _is_definite(word: Word) -> bool:
    """Say whether *word* has the article: القامشلي, but not آليات, which folds to a like one."""
    return word.raw.startswith(_ARTICLE) and len(word.text) >= len(_ARTICLE) + _SHORTEST


def _before(word: Word, stem: str, *, begins: bool) -> str:
    if not begins:
        return "" if _is_definite(word) else f"(?:{_ARTICLE})?"
    if not _is_definite(word):
        return _BEFORE_BARE
    return _BEFORE_L if stem.startswith("ل") else _BEFORE_DEFINITE


def _ended(word: Word, text: str) -> tuple[str, str]:
    is_definite = _is_definite(word)
    if word.is_open or word.raw[-1] in _UNBENDING or (word.is_alone and is_definite):
        return text, ""
    if word.raw.endswith("ة"):
        return text[:-1], _OF_FEMININE_DEFINITE if is_definite else _OF_FEMININE
    if is_definite:
        return text, _ENDINGS_DEFINITE
    if not word.is_alone:
        return text, _ENDINGS_IN_PHRASE
    return text, _ENDINGS if len(text) >= _SHORTEST_ENDING else "ا?"


# With and without the zero-width non-joiner, which folds to a space or to nothing.
_PERSIAN_ENDINGS = "(?: ?ها(?:ي(?:ي|م|ت|ش|شان|مان)?)?| ?اي|يي?|ان(?:ي)?| ?ام)?"


def _persian(word: Word) -> tuple[Bent, ...]:
    if len(word.text) < (_SHORTEST_ENDING if word.is_alone else _SHORTEST):
        return (Bent(word.text),)
    return (Bent(word.text, _PERSIAN_ENDINGS),)


ARABIC = Grammar(_arabic, is_head_first=True, beginnings=_BEGINNINGS)
PERSIAN = Grammar(_persian, is_head_first=True)
