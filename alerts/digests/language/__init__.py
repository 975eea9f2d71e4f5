"""
What Hajiz itself says in messages, one table a language; what outlets wrote is never translated.

A further language is one more file here, and its line in `LANGUAGES`.
"""

from alerts.digests.language.arabic import ARABIC
from alerts.digests.language.english import ENGLISH
from alerts.digests.language.words import Words
from model.digest import Language

LANGUAGES: dict[Language, Words] = {"en": ENGLISH, "ar": ARABIC}


def words_in(language: Language) -> Words:
    """Return the table of *language*."""
    return LANGUAGES[language]
