"""
What news of an incident stands in: the item, with the sentence that says it or the words changed.

Knows neither messages nor who gets them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alerts.digests.alert import Evidence
from alerts.digests.excerpt import sentences_excerpt
from alerts.digests.found import Found
from alerts.incidents.news import Known, News
from hajiz.dispatch.changed_words import changed_words
from hajiz.dispatch.showing import matches_in
from hajiz.incidents.showing import Report, Shown
from model import Hit, Match, Span
from model.digest import Excerpt, NewsKind, WordChange
from storage import revisions
from storage.database import Transaction

MOST_ITEMS = 5  # of one follow-up

_STANCES: dict[NewsKind, frozenset[str]] = {
    "denied": frozenset({"denies"}),
    "disputed": frozenset({"disputes", "denies"}),
    "confirmed": frozenset({"confirms"}),
    "origin": frozenset({"claims", "confirms", "quotes"}),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """The items that news stands in, and what of each is shown."""

    found: tuple[Found, ...]
    evidence: dict[int, Evidence]  # by item


def proof(tx: Transaction, shown: Shown, news: Sequence[News], before: Known) -> Proof:
    """
    Show what *news* of an incident stands in; *before* is what was known of it.

    Raises:
        StorageError: the database failed.
    """
    reports = list(_reports(shown, news))[:MOST_ITEMS]
    matches = matches_in(tx, [each.stored for each in reports])
    found = [Found(each.stored, matches[each.stored.id]) for each in reports]
    evidence = {
        each.stored.id: _evidence(tx, each, news, matches[each.stored.id], before)
        for each in reports
    }
    return Proof(tuple(found), evidence)


def _reports(shown: Shown, news: Iterable[News]) -> Iterator[Report]:
    """Yield the reports that news stands in, each item once, the gravest news first."""
    wanted = dict.fromkeys(item for each in news for item in each.items)
    by_item: dict[int, Report] = {}
    for report in shown.reports:
        by_item.setdefault(report.key.item, report)
    for item in wanted:
        if item in by_item:
            yield by_item[item]


def _evidence(
    tx: Transaction,
    report: Report,
    news: Iterable[News],
    matches: Sequence[Match],
    before: Known,
) -> Evidence:
    own = [each for each in news if report.key.item in each.items]
    changes: tuple[WordChange, ...] = ()
    if any(each.kind == "edited" for each in own):
        changes = _changes(tx, report, before)
    sentences = [span for each in own for span in _sentences(report, each)]
    return Evidence(_excerpt(report, sentences, matches), changes)


def _excerpt(report: Report, sentences: Sequence[Span], matches: Iterable[Match]) -> Excerpt | None:
    spans = _beneath_title(report, sentences or report.told.mention.sentences[:1])
    hits = [_span(report, hit) for match in matches for hit in match.hits if hit.field in _SHOWN]
    return sentences_excerpt(report.text, spans, hits)


def _beneath_title(report: Report, sentences: Sequence[Span]) -> Sequence[Span]:
    """Leave out what the title says, which stands above it, where the text says it too."""
    return [each for each in sentences if each.start > len(report.stored.item.title)] or sentences


_SHOWN = ("title", "body")


def _span(report: Report, hit: Hit) -> Span:
    shift = len(report.stored.item.title) + 2 if hit.field == "body" else 0
    return Span(hit.start + shift, hit.end + shift)


def _sentences(report: Report, news: News) -> Iterator[Span]:
    if news.kind == "figures":
        yield from _with_figure(report, news)
    for claim in report.told.claims:
        is_its = claim.origin == news.origin and claim.about == news.about
        if is_its and claim.stance in _STANCES.get(news.kind, ()):
            yield claim.sentence


def _with_figure(report: Report, news: News) -> Iterator[Span]:
    for count in report.told.mention.counts:
        if (count.what, count.number) == (news.about, news.number):
            for each in report.told.mention.sentences:
                if each.start <= count.span.start < each.end:
                    yield each


def _changes(tx: Transaction, report: Report, before: Known) -> tuple[WordChange, ...]:
    item, number = report.key.item, before.versions.get(report.key.item, -1)
    old = revisions.texts(tx, [(item, number)]).get((item, number))
    if old is None:
        return ()
    text = f"{old.title}\n\n{old.body}"
    return changed_words(text, report.text, report.told.mention.sentences)
