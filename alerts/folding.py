"""
What one character becomes before texts are compared: without case, signs and variants.

Knows single characters only; whole texts, and where their parts came from, are text.py's.
"""

import codecs
from dataclasses import dataclass
from unicodedata import category, decimal, decomposition, normalize

ZWNJ = "\u200c"
ZWJ = "\u200d"
TATWEEL = "\u0640"

_NOTHING = "\ufffe"  # what codecs reads in a code page as "no such character"
_MEMO = 16_384  # characters remembered; texts of one newsroom use a few hundred

_APOSTROPHES = "'`´ʹʻʼʽʾʿˈ‘’‛′ꞌ"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212⸺⸻־"
_VARIANTS = {
    "ا": "أإآٱ",
    "ي": "ىیېئ",
    "ك": "کڪ",
    "ه": "ةۀہۂھەۃ",
    "و": "ؤ",
    "ے": "ۓ",
    "е": "ёѐ",
    "и": "ѝ",
    "i": "ı",
    "o": "ø",
    "d": "đ",
    "l": "ł",
    "h": "ħ",
    "t": "ŧ",
    "ae": "æ",
    "oe": "œ",
    ".": "…",  # three dots would only shift every offset behind them
    "\n": "\n\u2028\u2029",
    " ": ZWNJ,  # a boundary inside a Persian word; the matcher also reads the word without it
    "'": _APOSTROPHES,
    "-": _DASHES,
}
_OVERRIDES = {sign: to for to, signs in _VARIANTS.items() for sign in signs}

_SIGNS = (  # marks above and below letters that a reader may leave out
    ("\u0300", "\u036f"),
    ("\u0483", "\u0489"),
    ("\u0591", "\u05c7"),  # Hebrew points
    ("\u0610", "\u061a"),
    ("\u064b", "\u065f"),  # Arabic harakat
    ("\u0670", "\u0670"),
    ("\u06d6", "\u06ed"),
    ("\u0711", "\u0711"),
    ("\u0730", "\u074a"),  # Syriac points
    ("\u0898", "\u08ff"),
    ("\u180b", "\u180f"),
    ("\u1ab0", "\u1aff"),
    ("\u1dc0", "\u1dff"),
    ("\u20d0", "\u20ff"),
    ("\ufe00", "\ufe0f"),
    ("\ufe20", "\ufe2f"),
    ("\U000e0100", "\U000e01ef"),
)
_BEFORE_CYRILLIC = "\u0400"  # Latin and Greek letters lie below; й and ї are letters of their own


def is_mark(character: str) -> bool:
    """Say whether *character* is written on the letter before it."""
    return category(character)[0] == "M"


def fold_character(character: str) -> str:
    """
    Return what *character* becomes: nothing, one or several characters.

    Every character of the answer folds to itself. Compatibility forms go by NFKC, case by Unicode
    case folding; the rest follows the lexicon's notes on normalisation.
    """
    folded = character
    while (further := "".join(map(_step, folded))) != folded:
        folded = further
    return folded


def _step(character: str) -> str:
    if (override := _OVERRIDES.get(character)) is not None:
        return override
    if _is_dropped(character):
        return ""
    if character.isspace() or category(character) == "Cc" or _is_footnote(character):
        return " "
    if category(character) == "Cs":
        return "\ufffd"  # half a surrogate pair cannot be stored
    if (digit := decimal(character, None)) is not None:
        return str(digit)
    return _simplified(character)


def _is_dropped(character: str) -> bool:
    if is_mark(character):
        return any(first <= character <= last for first, last in _SIGNS)
    return character == TATWEEL or category(character) == "Cf"


def _is_footnote(character: str) -> bool:
    """`convoy¹` and `Convoy™` end in no letter or digit of the word."""
    return decomposition(character).startswith("<super>") and category(character)[0] != "L"


def _simplified(character: str) -> str:
    compatible = normalize("NFKC", character)
    if compatible != character:
        return compatible
    letter = normalize("NFD", character)[0]
    return letter if letter < _BEFORE_CYRILLIC and letter != character else character.casefold()


class FoldingTable(dict[str, str]):
    """`fold_character`, remembered; *composing* collects the characters that need neighbours."""

    def __init__(self) -> None:
        super().__init__()
        self.composing: set[str] = set()

    def __missing__(self, character: str) -> str:
        folded = fold_character(character)
        if _is_composing(character, folded[:1]):
            self.composing.add(character)
        if len(self) < _MEMO:
            self[character] = folded
        return folded


def _is_composing(character: str, first: str) -> bool:
    """
    Say whether *character* may melt with the one before it into another letter.

    An Arabic sign may too (alef and hamza), but to a letter that folds as if it had not.
    """
    is_vowel_or_tail = "\u1160" <= first <= "\u11ff"  # Hangul
    return "\u0300" <= character <= "\u036f" or is_vowel_or_tail or (first != "" and is_mark(first))


TABLE = FoldingTable()


@dataclass(frozen=True, slots=True)
class CodePage:
    """
    A folding for texts in one script, ten times as fast as the table.

    Numbering a script's characters in 255 places and reading the numbers back as folded characters
    are both done in C by the codecs of the standard library.
    """

    numbers: object
    letters: str
    even: str  # the characters that fold to exactly one

    def fold(self, text: str) -> str | None:
        """Return *text* folded, or None when it has characters from elsewhere."""
        try:
            numbered, _ = codecs.charmap_encode(text, "strict", self.numbers)  # type: ignore[arg-type]
        except UnicodeEncodeError:
            return None
        return codecs.charmap_decode(numbered, "ignore", self.letters)[0]


def code_page(*ranges: tuple[int, int]) -> CodePage:
    """Make the code page of ASCII, the signs of print and all of *ranges* that has room."""
    characters = _ASCII + _PRINT + "".join(chr(n) for low, high in ranges for n in range(low, high))
    fitting = "\0" + "".join(c for c in dict.fromkeys(characters) if _fits(c))[:255]
    letters = "".join(TABLE[c] or _NOTHING for c in fitting)
    return CodePage(
        numbers=codecs.charmap_build(fitting.ljust(256, _NOTHING)),
        letters=letters.ljust(256, _NOTHING),
        even="".join(c for c in fitting if TABLE[c]),
    )


def _fits(character: str) -> bool:
    return len(TABLE[character]) <= 1 and character not in TABLE.composing


_ASCII = "".join(map(chr, range(1, 128)))
_PRINT = "\xa0«»\xad‘’“”„–—…•€\u200e\u200f\ufeff"

ASCII_LETTERS = "".join(map(fold_character, map(chr, range(128))))
CODE_PAGES = (
    code_page((0xA1, 0x100), (0x11E, 0x120), (0x130, 0x132), (0x15E, 0x162), (0x100, 0x180)),
    code_page((0x60C, 0x660), (0x660, 0x6D6), (0x6F0, 0x6FA), (0x200C, 0x200E)),
    code_page((0x400, 0x460), (0x2116, 0x2117), (0x490, 0x492)),
)
