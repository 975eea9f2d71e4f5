"""
The values that grammars work on: a word as a term has it, and the ways it is found.

Knows no language. All patterns are over text as `alerts.text.fold` leaves it: no case, no accents,
ة written ه, ی written ي, ş written s.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a term, and where in the term it stands."""

    raw: str  # as the term has it
    text: str  # folded
    is_first: bool = True
    is_last: bool = True
    is_behind_gap: bool = False
    is_open: bool = False  # "word*": any rest may follow, so no endings are asked for

    @property
    def is_alone(self) -> bool:
        """Say whether the term is this word and no more: nothing else tells what is meant."""
        return self.is_first and self.is_last

    @property
    def is_name(self) -> bool:
        """Say whether the term writes the word with a capital."""
        return self.raw[:1].isupper()


# Words, folded, that stand in nearly every text, and stems that look like them ("الي" of "آلية").
# Where a term has another word, that is looked for.
_COMMON = (
    "from with into over that this have been were their which about after before "
    "الي علي في من عن مع هذا هذه التي الذي عبر بعد قبل خلال بين كان كما حيث "
    "ile icin olan bir daha gibi kadar sonra once "
    "bi ji li di de xwe jibo piste beri "
    "для что как это при или после через между"
)
FUNCTION_WORDS = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Bent:
    """A word's fixed part, and as patterns what may stand before and behind it in one word."""

    stem: str
    after: str = ""
    before: str = ""
    is_common: bool = False  # stands in so many texts that another word of the phrase is sought


@dataclass(frozen=True, slots=True)
class Grammar:
    """The way of one language; *bend* may answer several ways to look for one word."""

    bend: Callable[[Word], tuple[Bent, ...]]
    is_head_first: bool = False  # "nuqteya kontrolê": the first word is the rarer, better to seek
    beginnings: tuple[str, ...] = ()  # all that a pattern of *before* ever stands for


def unbent(word: Word) -> tuple[Bent, ...]:
    """Look for *word* as it is."""
    return (Bent(word.text),)


# Kamışlı'nın, Qamişlo'yê, and 's: what stands behind an apostrophe in languages that write suffixes
SUFFIX = "(?:'[^\\W\\d_]{1,12}(?![^\\W_]))?"
POSSESSIVE = "(?:'(?:s|d|ll|re|ve)(?![^\\W_]))?(?!'[^\\W\\d_])"  # so that "Sana'a" is not SANA

# What never goes on with a letter or digit: the word of the text ends where the stem does.
BEHIND_WORDS = frozenset(["", SUFFIX, POSSESSIVE])
