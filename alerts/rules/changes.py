"""
Hits in a text that was changed: which are new, and where the old ones stand now.

Pure; compares sentences, so that a figure that was put right does not make all of its sentence new.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from model import Field, Hit, Item, Span

SAME = 0.5  # share of words two sentences have in common when one is the other, edited

_WORD = re.compile(r"\w+")


def new_hits(before: Iterable[Hit], old: Item, after: Iterable[Hit], new: Item) -> tuple[Hit, ...]:
    """
    Return those of *after*, hits in *new*, that the change from *old* brought; *before* are its.

    A hit is not new when its sentence stood in the old text, or stood there in other words with
    a hit of the same term.
    """
    free = Counter((hit.term, _sentence(hit, old)) for hit in before)
    unmatched = [hit for hit in after if not _take(free, (hit.term, _sentence(hit, new)))]
    return tuple(hit for hit in unmatched if not _take(free, _edited(hit, new, free)))


def carried(hits: Iterable[Hit], old: Item, new: Item) -> tuple[Hit, ...]:
    """
    Return *hits* in *old* where they stand in *new*; those whose sentence is gone are left out.

    Fields other than title and body belong to the item, not to a version of it: they stay.
    """
    return tuple(moved for hit in hits for moved in _carried(hit, old, new))


def _carried(hit: Hit, old: Item, new: Item) -> Iterator[Hit]:
    sentence = _sentence(hit, old)
    if hit.field not in ("title", "body"):
        yield hit
        return
    for field in (hit.field, *_OTHER[hit.field]):
        start = _text(new, field).find(sentence) if sentence else -1
        if start >= 0:
            shift = start - hit.sentence.start
            span = Span(start, start + len(sentence))
            yield replace(
                hit, field=field, start=hit.start + shift, end=hit.end + shift, sentence=span
            )
            return


_OTHER: dict[str, tuple[Field, ...]] = {"title": ("body",), "body": ("title",)}


def _take(free: Counter[tuple[str, str]], key: tuple[str, str] | None) -> bool:
    """Use up one of *free*; a sentence that is repeated is new the second time."""
    if key is None or not free[key]:
        return False
    free[key] -= 1
    return True


def _edited(hit: Hit, new: Item, free: Counter[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the hit of the old text that *hit* is, in a sentence that was edited."""
    words = _words(_sentence(hit, new))
    rated = [
        (_likeness(words, _words(sentence)), (term, sentence))
        for (term, sentence), count in free.items()
        if count and term == hit.term
    ]
    best = max(rated, default=(0.0, None), key=lambda each: each[0])
    return best[1] if best[0] >= SAME else None


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _words(sentence: str) -> set[str]:
    return set(_WORD.findall(sentence.casefold()))


def _sentence(hit: Hit, item: Item) -> str:
    return _text(item, hit.field)[hit.sentence.start : hit.sentence.end]


def _text(item: Item, field: str) -> str:
    return {"title": item.title, "body": item.body}.get(field, "")
