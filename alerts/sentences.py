"""
Where sentences of a text end, made for excerpts: in doubt, two stay together.

Knows marks and abbreviations of the languages we read; knows no rule.
"""

import re
from itertools import pairwise

from model import Span

_WEAK = ".!?…"  # the others end a sentence wherever they stand
_SURE = "\n؟۔।。！？"
_MARKS = _WEAK + _SURE
_CLOSING = "\"'»”’)\\]"
_OPENING = "\"'«“‘(\\["
_LAST_WORD = re.compile(f"[^\\s{_OPENING}]*$")
_NEXT_WORD = re.compile(f"(?:\\s+[{_OPENING}]*(.?)|()$)")
_SHORTENED = """
    mr mrs ms dr prof gen lt col sgt capt cpt maj brig adm gov sen rep st vs inc ltd jr sr approx
    e.g i.e ул им тыс млн млрд руб ген полк напр bkz sn alb tuğg yrb nr bzw ca mme hwd
"""
_ABBREVIATIONS = frozenset(_SHORTENED.split())
_LONGEST_ABBREVIATION = 12
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]|\d{1,2}")  # "J", "U.S", the 15 of "15. Tümen"

# One pass finds all ends and leaves those to `_goes_on` that are not plain; those are its group.
_LETTER = "[A-Za-zА-Яа-я\u0621-\u064a]"  # of which each is one letter however it is written
_NO_ABBREVIATION = "".join(
    f"(?<!\\b(?i:{'|'.join(re.escape(w) for w in sorted(_ABBREVIATIONS) if len(w) == length)})\\.)"
    for length in sorted(set(map(len, _ABBREVIATIONS)))
)
_ENDS = re.compile(
    f"[{_MARKS}](?:"
    f"(?<={_LETTER}{{2}}\\.){_NO_ABBREVIATION}(?= [A-Z0-9\u0621-\u064a]|\\Z)"
    f"|(?:(?<=[{_SURE}])|[{_WEAK}]*+[{_SURE}])[{_MARKS}]*+(?:(?<!\n)[{_CLOSING}]++)?"
    f"|([{_WEAK}]*+[{_CLOSING}]*+(?!\\S|\\s[a-z])))"
)


def sentences(text: str) -> tuple[Span, ...]:
    """
    Return the sentences of *text*, in order, without the white space between them.

    Made for excerpts: where an abbreviation leaves it open, two sentences stay together.
    """
    cuts = [0, *sentence_ends(text, 0, len(text)), len(text)]
    spans = (_stripped(text, start, end) for start, end in pairwise(cuts))
    return tuple(span for span in spans if span.start < span.end)


def sentence_ends(text: str, start: int, stop: int) -> list[int]:
    """Return where sentences of *text* end between *start* and *stop*."""
    return [
        mark.end()
        for mark in _ENDS.finditer(text, start, stop)
        if mark.lastindex is None or not _goes_on(text, mark.start(), mark.end())
    ]


def sentence_around(text: str, place: int, start: int, stop: int) -> tuple[int, int]:
    """Return between which two of `sentence_ends` *place* is, looking no farther than it must."""
    begin, end, low = -1, stop, _last_marks(text, start, place)
    for mark in _ENDS.finditer(text, low, stop):
        if mark.lastindex is None or not _goes_on(text, mark.start(), mark.end()):
            after = mark.end()
            if after > place:
                end = after
                break
            begin = after
    while begin < 0:
        low, high = _last_marks(text, start, low), low
        begin = max(sentence_ends(text, low, high), default=start if low == start else -1)
    return begin, end


def _last_marks(text: str, start: int, stop: int) -> int:
    """Return where the last run of marks with a full stop or a line's end begins, or *start*."""
    low = text.rfind(".", start, stop)
    if (line := text.rfind("\n", max(start, low), stop)) > low:
        low = line
    while low > start and text[low - 1] in _MARKS:
        low -= 1
    return max(start, low)


def _goes_on(text: str, start: int, end: int) -> bool:
    following = _NEXT_WORD.match(text, end)
    if following is None or (following[1] or "").islower():
        return True
    if text[start] != "." or text[start:end].startswith(".."):
        return False
    word = _LAST_WORD.search(text, max(0, start - _LONGEST_ABBREVIATION), start)
    before = word[0].casefold() if word else ""
    return before in _ABBREVIATIONS or _INITIALS.fullmatch(before) is not None


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
