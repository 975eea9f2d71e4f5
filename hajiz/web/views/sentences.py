"""
Sentences of items as an incident quotes them: who speaks, and by which word, is marked.

Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hajiz.incidents.showing import Report
from model import Span
from model.incident import Claim

LONGEST = 1000  # characters of a sentence that are shown


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the outlet wrote it; *marks* are the speaker and the word that attributes."""

    text: str
    language: str
    marks: tuple[Span, ...] = ()


def sentence(report: Report, *claims: Claim) -> Sentence:
    """
    Return the sentence of claims, with what is quoted where that stands apart.

    All *claims* are of one sentence; the speaker and the word that attributes are marked of each.
    """
    claim = claims[0]
    text = report.words(claim.sentence)
    quote = claim.quote
    if quote is not None and not (claim.sentence.start <= quote.start < claim.sentence.end):
        text = f"{text.rstrip()} … {report.words(quote)}"
    text = text.strip()[:LONGEST]
    return Sentence(
        text,
        report.stored.item.language,
        _marks(text, [word for each in claims for word in (each.named, each.cue)]),
    )


def sentences(report: Report) -> tuple[Sentence, ...]:
    """Return what a report says of the incident."""
    language = report.stored.item.language
    spans = report.told.mention.sentences
    return tuple(Sentence(report.words(each).strip()[:LONGEST], language) for each in spans)


def _marks(text: str, words: Sequence[str]) -> tuple[Span, ...]:
    """Return where *words* stand, as they are written; what is not found is not marked."""
    found: list[Span] = []
    for each in words:
        start = text.find(each) if each else -1
        span = Span(start, start + len(each))
        if start >= 0 and all(span.end <= one.start or one.end <= span.start for one in found):
            found.append(span)
    return tuple(sorted(found, key=lambda each: each.start))
