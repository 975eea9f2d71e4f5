"""
Takes out of an article's paragraphs what the page's structure did not give away.

The headline said again, headlines of other articles, lines that point to them, and what the house
says at the edges of a text. Prose in the middle of an article is never touched.
"""

import re
from collections.abc import Sequence

from crawler.article.prose import FULL_STOP, is_prose
from crawler.article.words import beginning, fold, phrases

_REMARK = re.compile(r"\s*[\[(][^\])]{1,20}[\])]\W*$")  # "[VIDEO]" behind a headline
_LABEL_END = re.compile(r"[:：|>»–—-]")
_DATE = re.compile(r"(?:19|20|[٢۲][٠۰])[\d٠-٩۰-۹]{2}\b|\b\d{1,2}:\d{2}\b")
_DATE_WORDS = 8
_LONGEST_LABEL = 60  # characters
_POINTER_WORDS = 30  # a line that points to another article is no longer than its headline
_NOTICE_WORDS = 60
_HEAD, _EDGE = 2, 8  # paragraphs at the beginning and the end, among which a notice may stand
_TAIL = 0.4  # share of the text that may be cut off behind a heading of other articles


def trim(paragraphs: Sequence[str], titles: frozenset[str], headlines: frozenset[str]) -> list[str]:
    """
    Return *paragraphs* without what is not the article.

    *titles* are the article's own, *headlines* those of others that the page links to; all folded.
    """
    kept = _without_title(paragraphs, titles)
    kept = _without_tail(kept)
    kept = _without_headlines(kept, headlines - titles)
    return _without_notices(kept)


def _without_title(paragraphs: Sequence[str], titles: frozenset[str]) -> list[str]:
    """Drop the headline, and lines of dates, from the beginning."""
    first = [p for p in paragraphs[:4] if fold(p) not in titles and not _is_date(p)]
    return [*first, *paragraphs[4:]]


def _is_date(paragraph: str) -> bool:
    words = paragraph.split()
    return (
        len(words) <= _DATE_WORDS
        and bool(_DATE.search(paragraph))
        and not FULL_STOP.search(paragraph)
    )


def _without_tail(paragraphs: list[str]) -> list[str]:
    """Cut the text where a heading begins a list of others, if no prose follows."""
    whole = sum(map(len, paragraphs))
    rest = 0
    end = len(paragraphs)
    for n in range(len(paragraphs) - 1, -1, -1):
        if is_prose(paragraphs[n]):
            break
        rest += len(paragraphs[n])
        if fold(paragraphs[n]) in phrases("headings") and rest <= _TAIL * whole:
            end = n
    return paragraphs[:end]


def _without_headlines(paragraphs: list[str], headlines: frozenset[str]) -> list[str]:
    """Drop what the page uses as a link to another article, and lines that point there."""
    kept = [p for p in paragraphs if not _points_away(p, fold(p), headlines)]
    return kept if sum(map(len, kept)) * 2 >= sum(map(len, paragraphs)) else paragraphs


def _points_away(paragraph: str, folded: str, headlines: frozenset[str]) -> bool:
    if folded in phrases("headings") or not headlines.isdisjoint(
        (folded, fold(_REMARK.sub("", paragraph)))
    ):
        return True
    if len(folded.split()) > _POINTER_WORDS:
        return False
    label = beginning("pointers", folded)
    rest = folded[len(label) :].strip()
    return bool(label) and (not rest or rest in headlines or _has_label(paragraph, label))


def _has_label(paragraph: str, label: str) -> bool:
    """Say whether *paragraph* parts *label* from what follows: "Read also: …"."""
    marks = _LABEL_END.finditer(paragraph[:_LONGEST_LABEL])
    return any(fold(paragraph[: mark.start()]) == label for mark in marks)


def _without_notices(paragraphs: list[str]) -> list[str]:
    """Drop what the house says before and after the story."""
    last = len(paragraphs) - max(1, min(_EDGE, len(paragraphs) // 2))
    return [p for n, p in enumerate(paragraphs) if not ((n < _HEAD or n >= last) and _is_notice(p))]


def _is_notice(paragraph: str) -> bool:
    if len(paragraph.split()) > _NOTICE_WORDS:
        return False
    folded = fold(paragraph)
    is_house = any(beginning(section, folded) for section in ("notices", "paywalls"))
    return is_house or folded in phrases("continuations")
