"""
Which grammar a term is read by, and in which items the answer holds.

Knows scripts and languages; how words bend is the other modules' of this package.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alerts.rules.inflection.arabic import ARABIC, PERSIAN
from alerts.rules.inflection.kurdish import KURMANJI, SORANI
from alerts.rules.inflection.russian import RUSSIAN
from alerts.rules.inflection.turkish import TURKISH
from alerts.rules.inflection.western import ENGLISH, FRENCH, GERMAN, OF_ANY_LANGUAGE
from alerts.rules.inflection.word import Grammar, unbent
from alerts.rules.rule import EVERY_LANGUAGE

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

_UNBENT = Grammar(unbent)
_GRAMMARS = {
    ("latin", "de"): GERMAN,
    ("latin", "en"): ENGLISH,
    ("latin", "fr"): FRENCH,
    ("latin", "ku"): KURMANJI,
    ("latin", "tr"): TURKISH,
    ("arabic", "ar"): ARABIC,
    ("arabic", "ckb"): SORANI,
    ("arabic", "fa"): PERSIAN,
    ("cyrillic", "ru"): RUSSIAN,
}
# A term of every language bends in items of each by that one's grammar; in all, by the first here.
_IN_ALL = {"latin": OF_ANY_LANGUAGE, "arabic": ARABIC, "cyrillic": RUSSIAN}
_IN_SOME = {"latin": ("tr", "ku"), "arabic": ("ckb", "fa")}

# What any grammar lets stand before a stem, within one word.
BEGINNINGS = tuple(dict.fromkeys(each for g in _GRAMMARS.values() for each in g.beginnings))


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a term: its grammar, and the languages of items in which it is another's."""

    grammar: Grammar
    strangers: frozenset[str]


def ways_to_read(folded: str, language: str) -> Iterator[Reading]:
    """
    Yield how *folded*, a term of *language*, may be read.

    A word in another script than an item's own is taken for what it looks like; one in the same
    script only when the languages agree.
    """
    script = _script(folded)
    if language != EVERY_LANGUAGE:
        strangers = _LANGUAGES.get(script, frozenset()) - {language}
        yield Reading(_GRAMMARS.get((script, language), _UNBENT), strangers)
        return
    yield Reading(_IN_ALL.get(script, _UNBENT), frozenset())
    for each in _IN_SOME.get(script, ()):
        yield Reading(_GRAMMARS[script, each], _LANGUAGES[script] - {each})


def _script(folded: str) -> str:
    found = ((pattern.search(folded), script) for script, pattern in _SCRIPTS)
    return min(((at.start(), script) for at, script in found if at), default=(0, ""))[1]
