"""
In which language a text is written, as far as its script and its commonest words tell.

Knows the languages the rules have grammars for, and the neighbours they would be mistaken for;
says nothing rather than something wrong.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_SAMPLE = 20_000  # characters
_MAJORITY = 0.6  # of all letters, in one script
_LEAST_WORDS = 3
_FAR_AHEAD = 1.5  # times as many words as of the next language
_WORD = re.compile(r"[^\W\d_]+")

# Letters that one language of its script has and the others have not.
_LETTERS = {
    "arabic": (
        ("ckb", "ەڕڵۆێڤ"),
        ("ur", "ٹڈڑںے"),
        ("ps", "ټډړښڼۍې"),
        ("fa", "پچژگ"),
        ("ar", "ةىؤئأإآ"),
    ),
    "cyrillic": (("uk", "іїєґ"), ("ru", "ыэъё")),
}
_LEAST_LETTERS = 0.01  # of the letters of the text
_WORDS = {
    "arabic": {
        "ar": "في من على إلى أن عن مع التي الذي هذا ما بعد قال خلال بين بن",
        "fa": "در به از که این را با است برای آن یک خود شد تا کرد",
    },
    "latin": {
        "de": "der die das und ist nicht mit von den ein eine auf für im dem sich des",
        "en": "the of and to in that for with from by is was on at has as after",
        "es": "el los las del que por con una para en y se su al",
        "fr": "le la les des et est dans pour une sur qui au aux du par en",
        "it": "il lo gli della di che per con una nel sono non del",
        "ku": "û li ji di de ku bi ya yên jî ev wê hat kir bo ew yê me hatin kirin re",
        "nl": "het een van en in op voor met zijn niet aan door dat",
        "tr": "ve bir bu için ile olarak olan ise gibi daha kadar sonra da de göre dedi",
    },
    "cyrillic": {
        "ru": "и в на что не по из это как для от за был о его",
        "uk": "і в на що не з та до за про як від під це",
    },
}
_ONE_LANGUAGE = {"greek": "el", "hebrew": "he", "armenian": "hy", "georgian": "ka"}


def language_of(texts: Iterable[str]) -> str:
    """
    Return the code of the language most of *texts* is written in; "" when they do not tell.

    "ku" is Kurmanji, "ckb" Sorani.
    """
    sample = " ".join(texts)[:_SAMPLE].casefold()
    letters = Counter(filter(str.isalpha, sample))
    script = _script_of(letters)
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    return _by_letters(letters, script) or _by_words(sample, script)


def _script_of(letters: Counter[str]) -> str:
    """Return the script of most letters, as Unicode names it, in small letters."""
    scripts = Counter[str]()
    for letter, count in letters.items():
        scripts[unicodedata.name(letter, "").partition(" ")[0].lower()] += count
    script, count = scripts.most_common(1)[0] if scripts else ("", 0)
    return script if count >= _MAJORITY * letters.total() else ""


def _by_letters(letters: Counter[str], script: str) -> str:
    least = max(2, _LEAST_LETTERS * letters.total())
    for language, own in _LETTERS.get(script, ()):
        if sum(letters[letter] for letter in own) >= least:
            return language
    return ""


def _by_words(sample: str, script: str) -> str:
    words = Counter(_WORD.findall(unicodedata.normalize("NFC", sample)))
    counts = Counter(
        {
            language: sum(words[word] for word in common.split())
            for language, common in _WORDS.get(script, {}).items()
        }
    )
    (best, most), *others = counts.most_common() or [("", 0)]
    next_most = others[0][1] if others else 0
    return best if most >= _LEAST_WORDS and most >= _FAR_AHEAD * next_most else ""
