"""
Turkish nouns: plural, possessive and case, with and without an apostrophe.

Third person and "our" only: -m and -n are nearly never news, and make katılım out of katil. Vowel
harmony is loose, because folded text has lost it: ı is i, ü is u.
"""

import re

from alerts.rules.inflection.word import SUFFIX, Bent, Grammar, Word

_SHORTEST = 4

_ON_CONSONANT = "[iu]n?|[dt][ae]n?|[lc]?[ae]"  # -ı -ın -da -dan -a -la -ca
_ON_VOWEL = "y[iu]|yl?[ae]|d[ae]n?|n[iu]n|c[ae]"  # -yı -ya -yla -da -dan -nın
_ON_POSSESSIVE = "n(?:[iu]n?|[ae]|d[ae]n?|c[ae])|yl[ae]"  # konvoyu-nun, -na, -nda, -ndan, -yla
_PLURAL = f"l[ae]r(?:[iu](?:{_ON_POSSESSIVE}|m[iu]z(?:{_ON_CONSONANT})?)?|{_ON_CONSONANT})?"
_THAT_OF = f"(?:ki(?:{_PLURAL}|{_ON_POSSESSIVE})?)?"  # konvoydaki, konvoydakiler
_FROM = f"l[iu](?:{_PLURAL}|{_ON_VOWEL})?"  # Hasekeli, Hasekeliler

_AFTER_CONSONANT = (
    f"(?:(?:{_PLURAL}|[iu](?:{_ON_POSSESSIVE})|[iu]m[iu]z(?:{_ON_CONSONANT})?|{_ON_CONSONANT})"
    f"{_THAT_OF})?"
)
_AFTER_VOWEL = (
    f"(?:(?:{_PLURAL}|s[iu](?:{_ON_POSSESSIVE})?|m[iu]z(?:{_ON_CONSONANT})?|{_ON_VOWEL})"
    f"{_THAT_OF})?"
)
_AFTER_HIGH_VOWEL = f"(?:(?:{_ON_POSSESSIVE}){_THAT_OF}|{_AFTER_VOWEL})"  # maybe a possessive
_SOFTENED = f"(?:k{_AFTER_CONSONANT}|g[iu](?:(?:{_ON_POSSESSIVE}|n){_THAT_OF})?|g[ae])"

_COMPOUND = re.compile("([a-z]{2,}[aeiou]s|[a-z]{2,}[^aeiou\\W])[iu]$")  # kontrol nokta-sı
_OF_COMPOUND = f"(?:[iu]|l[ae]r[iu])(?:(?:{_ON_POSSESSIVE}){_THAT_OF})?"
_PLURAL_COMPOUND = re.compile("l[ae]r[iu]$")


def _turkish(word: Word) -> tuple[Bent, ...]:
    text = word.text
    if not word.is_last:
        return (Bent(text),)
    if not word.is_alone and (head := _COMPOUND.search(text)):
        return (_head_of_compound(text, head[1]),)
    if word.is_alone and len(text) < _SHORTEST:
        return (Bent(text),)
    if text[-1] == "k" and len(text) >= _SHORTEST and not word.is_name:  # uçak, uçağı
        return (Bent(text[:-1], _SOFTENED + SUFFIX),)
    return (Bent(text, _either(_endings(text), word)),)


def _head_of_compound(text: str, head: str) -> Bent:
    """`ABD konvoyu`, `kontrol noktası`: the last word owns, and its plural is `-ları`."""
    if _PLURAL_COMPOUND.search(text):
        return Bent(text[:-4], _OF_COMPOUND + SUFFIX) if len(text) > 6 else Bent(text)  # noqa: PLR2004 (güçleri)
    if text[-2] == "s" and len(head) > _SHORTEST - 1:
        return Bent(head[:-1], f"(?:s[iu]|l[ae]r[iu])(?:(?:{_ON_POSSESSIVE}){_THAT_OF})?" + SUFFIX)
    return Bent(head, _OF_COMPOUND + SUFFIX)


def _endings(text: str) -> str:
    if text[-1] in "iu":
        return _AFTER_HIGH_VOWEL
    return _AFTER_VOWEL if text[-1] in "aeo" else _AFTER_CONSONANT


def _either(endings: str, word: Word) -> str:
    return f"(?:{_FROM}|{endings}){SUFFIX}" if word.is_name else endings + SUFFIX


TURKISH = Grammar(_turkish)
