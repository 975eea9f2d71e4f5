"""
Whether a bare word may speak of what the text has named: "the convoy", after a wedding convoy.

A word that brings in something new does not: "a convoy", "another convoy", قافلة with no article.
Knows the articles of languages, not topics.
"""

import re

from alerts.rules.matching.section import Found, Section

_BEFORE = 40  # characters in which the article of a word is looked for
_ARTICLES = frozenset(
    [
        *("a", "an", "another", "one", "two", "three", "several"),
        *("bir", "iki", "başka", "bazı"),
        *("yek", "du", "din", "یەک", "دوو", "یک", "دو", "دیگر"),
        *("один", "одна", "одну", "еще", "ещё", "другая", "другую"),
        *("ein", "eine", "einen", "einem", "un", "une", "deux", "des"),
    ]
)
_DEFINITE = re.compile("[وفبكل]*(?:ال|لل)")
_NEW_ENDS = re.compile("(?:ek(?:e|ê|î)?|ێک.?)$")  # Kurmanji and Sorani
_ARABIC_LETTER = re.compile("[\u0621-\u064a]")


def may_speak_of(section: Section, hit: Found) -> bool:
    """Say whether the word at *hit* has nothing that tells that it is news."""
    start, end = hit[0] - section.base, hit[1] - section.base
    word = section.original[start:end]
    if section.language not in {"ckb", "fa"} and _ARABIC_LETTER.match(word):
        return _DEFINITE.match(word) is not None
    if section.language in {"ku", "kmr", "ckb"} and _NEW_ENDS.search(word):
        return False
    before = re.findall(r"\w+", section.original[max(0, start - _BEFORE) : start].lower())
    return _ARTICLES.isdisjoint(before[-2:])
