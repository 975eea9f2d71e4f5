"""
Speakers without a verb: the name before a colon, and the credit behind a text.

Knows signs and names; whether what is said tells of an event is not known here.
"""

import re
from collections.abc import Sequence

from alerts.incidents.lexicon import Mark
from alerts.incidents.origins import Registry
from alerts.incidents.reading import Reading, Sentence

_WORD = re.compile(r"[^\W_]+")
_COLON = re.compile(r"\s?[:|](?=\s)")
_IN_FRONT, _MOST_IN_FRONT = 90, 10  # characters and words before a colon
_TELLING = frozenset({"told", "said"})  # cues that may stand before one: X said in a statement: …
# A credit at the end: … – SANA, … (SANA), and a line of its own: Source: SANA
_CREDIT = re.compile(r"[:(|–—-]\s?[\"«“]?$")
_CREDIT_LINE = re.compile(r"^\W*\w+(?: \w+)?\s?:\s?(?:\w+ )?[\"«“]?$")
_SIGNS = ":(|–—-"


def colon_of(
    reading: Reading, registry: Registry, sentence: Sentence, candidates: Sequence[Mark]
) -> Mark | None:
    """Return the colon of "SANA: …", or the sign before a credit behind the text, as a cue."""
    found = _colon(reading, sentence, candidates)
    return found or _credit(reading, registry, sentence, candidates)


def named_by(colon: Mark, candidates: Sequence[Mark], registry: Registry) -> Mark | None:
    """Return who is named by a colon: one who has a name, not those who spoke to it."""
    if credited := next((m for m in candidates if m.start == colon.end), None):
        return credited
    names = [m for m in candidates if m.end <= colon.start and m.sort == "origin"]
    key = [(registry[m.value].kind == "unnamed", m.start) for m in names]
    return min(zip(key, names, strict=True), default=(None, None))[1]


def _colon(reading: Reading, sentence: Sentence, candidates: Sequence[Mark]) -> Mark | None:
    """Return the colon that only a name and what belongs to it stand in front of."""
    high = min(sentence.end, sentence.start + _IN_FRONT)
    found = _COLON.search(reading.text, sentence.start, high)
    if not found:
        return None
    head = [mark for mark in sentence.marks if mark.start < found.start()]
    if any(m.sort in {"kind", "cue"} and m.value not in _TELLING for m in head):
        return None
    words = _WORD.findall(reading.text, sentence.start, found.start())
    is_named = any(m.sort == "origin" and m.end <= found.start() for m in candidates)
    if not is_named or len(words) > _MOST_IN_FRONT:
        return None
    return Mark(found.start(), found.end(), "cue", "colon")


def _credit(
    reading: Reading, registry: Registry, sentence: Sentence, candidates: Sequence[Mark]
) -> Mark | None:
    """Return the sign in front of the last name, when that is no more than a credit."""
    mark = candidates[-1] if candidates else None
    if mark is None or mark.sort != "origin" or registry[mark.value].kind == "unnamed":
        return None
    text = reading.text
    if _WORD.search(text, mark.end, sentence.end):
        return None
    before = text[max(sentence.start, mark.start - _IN_FRONT) : mark.start]
    is_line = mark.start - sentence.start < _IN_FRONT and _CREDIT_LINE.match(before)
    if not is_line and not (_CREDIT.search(before) and _may_end(reading, sentence, mark)):
        return None
    sign = mark.start - len(before) + max(map(before.rfind, _SIGNS))
    return Mark(sign, mark.start, "cue", "colon")


def _may_end(reading: Reading, sentence: Sentence, mark: Mark) -> bool:
    """Say whether a credit may stand here: in a headline, or at the very end of the text."""
    if not _WORD.search(reading.text, mark.end):
        return True
    is_first = sentence.is_title or sentence is reading.sentences[0]
    return is_first and any(sentence.of("kind"))
