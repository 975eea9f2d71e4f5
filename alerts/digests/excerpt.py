"""
The few words of an item that show why it fired, with the hits marked.

Pure functions over one text and its hits; knows neither rules nor how marks will look.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from model import Hit, Span
from model.digest import Excerpt

BODY_LIMIT = 300
TITLE_LIMIT = 240
SLACK = 40  # a sentence this much too long is kept whole
SMALLEST = 60  # less room than this is not worth a further sentence
CONTEXT = 40  # kept free around hits when several share one window
MOST_HITS = 100  # of one rule in one text: what comes later cannot be shown anyway
LONGEST_STEP = 30  # how far a cut may move to fall between words

_SPACE = re.compile(r"\s")


def title_excerpt(title: str, hits: Iterable[Hit]) -> Excerpt:
    """Return a title with its hits marked, cut only when it is absurdly long."""
    marks = _merged(_clipped(title, hits))
    whole = Span(0, len(title))
    return _joined(title, [whole], [_window(title, whole, marks, TITLE_LIMIT)], marks)


def body_excerpt(body: str, hits_by_rule: Sequence[Sequence[Hit]]) -> Excerpt | None:
    """
    Return the sentences of *body* that hold hits, around 300 characters of them.

    Each rule's evidence comes before further evidence of the same rule; what is shown stands in
    the order of the text, "…" marks what was left out. None when there is no hit in *body*.
    """
    hits_by_rule = [hits[:MOST_HITS] for hits in hits_by_rule]
    all_hits = [hit for hits in hits_by_rule for hit in hits]
    marks = _merged(_clipped(body, all_hits))
    if not marks:
        return None
    sentences = _sentences(body, all_hits, marks)
    chosen = _chosen(body, sentences, marks, _firsts(body, sentences, hits_by_rule))
    return _joined(body, sentences, chosen, marks)


def sentences_excerpt(text: str, sentences: Sequence[Span], hits: Iterable[Span]) -> Excerpt | None:
    """Return those *sentences* of *text*, with what of *hits* lies in them marked; None: none."""
    whole = _merged(span for each in sentences if (span := _trimmed(text, each)).start < span.end)
    marks = _merged(each for each in hits if each.start < each.end)
    share = max(SMALLEST, BODY_LIMIT // max(1, len(whole)))
    chosen = [_window(text, each, _within(each, marks), share) for each in whole]
    return _joined(text, whole, chosen, marks) if chosen else None


def field_excerpt(hits: Iterable[Hit]) -> Excerpt | None:
    """Return hits outside the text as "category: قافلة"; None when there is none."""
    text, marks = "", []
    for field, surface in dict.fromkeys((hit.field, hit.surface) for hit in hits):
        text += f"{' · ' if text else ''}{field}: "
        marks.append(Span(len(text), len(text) + len(surface)))
        text += _SPACE.sub(" ", surface)
    return Excerpt(text, tuple(marks)) if text else None


def _clipped(text: str, hits: Iterable[Hit]) -> list[Span]:
    spans = (Span(max(0, hit.start), min(len(text), hit.end)) for hit in hits)
    return [span for span in spans if span.start < span.end]


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1].end:
            last = merged.pop()
            span = Span(last.start, max(last.end, span.end))  # noqa: PLW2901 - grown, not replaced
        merged.append(span)
    return merged


def _sentences(text: str, hits: Iterable[Hit], marks: Sequence[Span]) -> list[Span]:
    around = [_trimmed(text, hit.sentence) for hit in hits]
    return _merged([*(span for span in around if span.start < span.end), *marks])


def _trimmed(text: str, span: Span) -> Span:
    start, end = max(0, span.start), min(len(text), span.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _firsts(
    text: str, sentences: Sequence[Span], hits_by_rule: Sequence[Sequence[Hit]]
) -> set[Span]:
    """Return the sentences that together show at least one hit of every rule."""
    firsts: set[Span] = set()
    for hits in hits_by_rule:
        marks = _clipped(text, hits)
        holding = [each for each in sentences if _within(each, marks)]
        if holding and not firsts.intersection(holding):
            firsts.add(holding[0])
    return firsts


def _chosen(
    text: str, sentences: Sequence[Span], marks: Sequence[Span], firsts: set[Span]
) -> list[Span]:
    room = BODY_LIMIT
    chosen: list[Span] = []
    ordered = sorted(sentences, key=lambda sentence: sentence not in firsts)
    for count, sentence in enumerate(ordered):
        waiting = len(firsts) - count
        if chosen and waiting <= 0 and room < SMALLEST:
            break
        share = max(room // max(waiting, 1), SMALLEST)
        piece = _window(text, sentence, _within(sentence, marks), share)
        room -= piece.end - piece.start
        chosen.append(piece)
    return sorted(chosen, key=lambda span: span.start)


def _within(outer: Span, spans: Iterable[Span]) -> list[Span]:
    return [span for span in spans if span.start < outer.end and span.end > outer.start]


def _window(text: str, sentence: Span, marks: Sequence[Span], room: int) -> Span:
    """Return the part of *sentence* around its first marks that fits into *room*."""
    if sentence.end - sentence.start <= room + SLACK:
        return sentence
    first = marks[0].start if marks else sentence.start
    fitting = [mark.end for mark in marks if mark.end - first <= room - 2 * CONTEXT]
    last = fitting[-1] if fitting else min(marks[0].end if marks else first, first + room)
    start = max(sentence.start, first - (room - (last - first)) // 2)
    end = min(sentence.end, start + room)
    start = max(sentence.start, end - room)
    return Span(
        start if start == sentence.start else _forward(text, start, first),
        end if end == sentence.end else _backward(text, end, last),
    )


def _forward(text: str, at: int, stop: int) -> int:
    for place in range(at, min(stop, at + LONGEST_STEP) + 1):
        if text[place - 1].isspace():
            return place
    while at < stop and unicodedata.combining(text[at]):
        at += 1
    return at


def _backward(text: str, at: int, stop: int) -> int:
    for place in range(at, max(stop, at - LONGEST_STEP) - 1, -1):
        if text[place].isspace():
            return place
    while at > stop and unicodedata.combining(text[at]):
        at -= 1
    return at


def _joined(
    text: str, sentences: Sequence[Span], pieces: Sequence[Span], marks: Sequence[Span]
) -> Excerpt:
    if not pieces:
        return Excerpt("")
    starts = {sentence.start for sentence in sentences}
    ends = {sentence.end for sentence in sentences}
    joints = ["" if pieces[0].start in starts else "… "]
    joints += [
        " … " if text[before.end : after.start].strip() else " "
        for before, after in pairwise(pieces)
    ]
    shown, shifted = "", []
    for joint, piece in zip(joints, pieces, strict=True):
        shown += joint
        shift = len(shown) - piece.start
        shown += text[piece.start : piece.end]
        shifted += [
            Span(max(mark.start, piece.start) + shift, min(mark.end, piece.end) + shift)
            for mark in _within(piece, marks)
        ]
    tail = "" if pieces[-1].end in ends else " …"
    return Excerpt(_SPACE.sub(" ", shown) + tail, tuple(shifted))
