"""
Texts as docs/rules.md describes them, read slowly: folded words, sentences, paragraphs, terms.

Written from the manual, for tests only; shares no line with the product. It knows as much of
folding, sentences and terms as the texts and rules of rule_strategies.py need.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import category, normalize

ZWNJ = "\u200c"
APOSTROPHES = "'’‘ʼ"
DASHES = "-–—"
UNSEEN = "\u200f\xad"
SAME_LETTER = str.maketrans("ıٱىیکةەھ", "iاييكههه")
STOPS = ".!?…"


class Word(NamedTuple):
    """A run of letters and digits, folded, and where it stands."""

    folded: str
    start: int
    end: int


class Place(NamedTuple):
    """A stretch of one field of an item."""

    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """One field of an item."""

    field: str
    text: str
    words: tuple[Word, ...]
    sentence_of: tuple[int, ...]  # number of the sentence, for each character


def folded(text: str) -> str:
    """Return *text* without all that makes no difference."""
    letters = [c for c in normalize("NFKD", text) if not is_sign(c)]
    return "".join(letters).casefold().translate(SAME_LETTER)


def is_sign(character: str) -> bool:
    """Say whether readers may leave *character* out: accents, vowels, tatweel, the invisible."""
    return category(character) in ("Mn", "Cf") or character == "ـ"


def is_part(character: str) -> bool:
    """Say whether *character* is part of a word."""
    return character != ZWNJ and (character.isalnum() or is_sign(character))


def read(field: str, text: str) -> Text:
    """Return a field, cut into words and sentences."""
    return Text(field, text, tuple(words_of(text)), tuple(sentence_numbers(text)))


def words_of(text: str) -> list[Word]:
    """Cut *text* into words."""
    found = []
    start = None
    for place, character in enumerate(text + " "):
        if is_part(character):
            start = place if start is None else start
        elif start is not None:
            end = len(text[:place].rstrip(UNSEEN))
            start = place - len(text[start:place].lstrip(UNSEEN))
            found.append(Word(folded(text[start:end]), start, end))
            start = None
    return found


def sentence_numbers(text: str) -> list[int]:
    """Number the sentence of every character."""
    numbers = []
    number = 0
    for place in range(len(text)):
        numbers.append(number)
        number += ends_sentence(text, place)
    return numbers


def ends_sentence(text: str, place: int) -> bool:
    """Say whether the character at *place* is the last of its sentence."""
    if text[place] in "\n؟":
        return True
    following = text[place + 1 :]
    if text[place] not in STOPS or not following[:1].isspace():
        return False
    return not following.lstrip().lstrip("\"'«“‘([")[:1].islower()


def in_one_sentence(text: Text, first: Place, second: Place) -> bool:
    """Say whether the end of *first* and the beginning of *second* share a sentence."""
    return text.sentence_of[first.end - 1] == text.sentence_of[second.start]


def in_one_paragraph(text: Text, first: Place, second: Place) -> bool:
    """Say whether no empty line stands between two places."""
    return "\n\n" not in text.text[first.end : second.start]


def words_between(text: Text, first: Place, second: Place) -> int:
    """Count the words between two places; an apostrophe joins, a dash parts."""
    return sum(
        first.end <= word.start and word.end <= second.start and not is_joined(text, word.start)
        for word in text.words
        if not belongs_to(text, word, second.start)
    )


def is_joined(text: Text, start: int) -> bool:
    """Say whether the word at *start* goes on from one before an apostrophe."""
    before = text.text[max(0, start - 2) : start]
    return len(before) == 2 and before[1] in APOSTROPHES and is_part(before[0])


def belongs_to(text: Text, word: Word, start: int) -> bool:
    """Say whether an apostrophe joins *word* to what begins at *start*."""
    return word.end + 1 == start and text.text[word.end] in APOSTROPHES


def parts_of(term: str) -> list[str]:
    """Split the words of a term, with the gaps and hyphens between them."""
    return re.findall(r"~\d+|-|[^\s-]+", term)


def hits_of(term: str, text: Text) -> list[Place]:
    """Return where *term* stands in *text*; of overlapping places the longest."""
    signs = term[: len(term) - len(term.lstrip("=^"))]
    parts = parts_of(term.lstrip("=^"))
    found: list[Place] = []
    for first, word in enumerate(text.words):
        end = end_of(parts, text, first)
        if end is None or ("^" in signs and not text.text.startswith(parts[0], word.start)):
            continue
        place = Place(text.field, word.start, end)
        if found and place.start < found[-1].end:
            if place.end - place.start > found[-1].end - found[-1].start:
                found[-1] = place
        else:
            found.append(place)
    return found


def goes_on(text: Text, end: int) -> bool:
    """Say whether a word that ends there is continued: SANA's and Sana'a are not =SANA."""
    rest = text.text[end : end + 2]
    return len(rest) == 2 and rest[0] in APOSTROPHES and is_part(rest[1])


def end_of(parts: list[str], text: Text, at: int) -> int | None:
    """Return where a term ends that begins with the word number *at*; None if none does."""
    if not is_word(parts[0], text.words[at].folded):
        return None
    if len(parts) == 1:
        end = text.words[at].end
        return None if not parts[0].endswith("*") and goes_on(text, end) else end
    gap = int(parts[1][1:]) if parts[1][0] == "~" else 0
    rest = parts[2:] if parts[1][0] in "~-" else parts[1:]
    for skipped in range(gap, -1, -1):
        last = at + skipped + 1
        if last < len(text.words) and may_stand(parts[1], text, at, last):
            end = end_of(rest, text, last)
            if end is not None:
                return end
    return None


def is_word(part: str, word: str) -> bool:
    """Compare a word of a term with one of a text."""
    if part.endswith("*"):
        return word.startswith(folded(part[:-1]))
    return word == folded(part)


def may_stand(between: str, text: Text, at: int, last: int) -> bool:
    """Say whether a term may go on from the word number *at* to the word *last*."""
    signs = [
        re.sub(f"[{UNSEEN}]", "", text.text[text.words[each].end : text.words[each + 1].start])
        for each in range(at, last)
    ]
    if between == "-":
        return signs[0] in DASHES
    if between[0] == "~":
        return all(len(each) <= 4 and not re.search(r"[.!?؟…_]|\n\n", each) for each in signs)
    return re.fullmatch(rf"[ ]+|\n|[{DASHES}]|{ZWNJ}", signs[0]) is not None
