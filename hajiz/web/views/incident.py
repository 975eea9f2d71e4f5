"""
One incident in full: who says what in which words, figures, spread, reports, people's word on it.

Pure, but for `read`; how it looks is the template's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from alerts.digests.language.phrase import Phrase
from alerts.incidents.origins import Origin
from alerts.incidents.sighting import Key
from alerts.incidents.status import Voice
from alerts.rules.lexicon.places import Place, outwards, places
from hajiz.incidents.showing import Report, Shown, incidents_of, shown
from hajiz.web.views import region
from hajiz.web.views.incidents import Line, Stance, Teller
from hajiz.web.views.region import Picture
from hajiz.web.views.sentences import Sentence, sentence, sentences
from hajiz.web.views.spread import Spread, spread
from model import Span, StoredItem
from model.incident import Claim
from storage import incident_search, revisions
from storage.database import Transaction
from storage.incident_links import Link


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence in which an origin says it, and where it stands."""

    sentence: Sentence
    named: str  # the speaker as written; "" where the outlet speaks for itself
    outlet: str
    at: datetime
    item: int


@dataclass(frozen=True, slots=True)
class Source:
    """An origin with all its sentences; *about* is the detail it disputes."""

    key: str
    name: Phrase
    quoted: tuple[Quoted, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A report of the incident in the list of all."""

    stored: StoredItem
    outlet: str
    at: datetime
    chain: tuple[str, ...]  # from the outlet to its first source, by name
    stance: Stance
    said: tuple[Sentence, ...]
    edits: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and where it stands."""

    number: int
    item: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What each source counts: a column for each thing, a row for each source."""

    things: tuple[str, ...]
    rows: tuple[tuple[Phrase, tuple[Cell | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of reports of this incident: they are of one event, or not of others."""

    is_one: bool
    by: str
    at: datetime
    items: int  # of this incident
    others: tuple[int, ...]  # incidents that they are kept apart from


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident in full."""

    number: int
    changes: int
    line: Line
    kinds: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Source, ...]], ...]  # "claimed by" …, in order
    figures: Figures
    spread: Spread
    picture: Picture | None
    place: Place | None
    reports: tuple[Row, ...]
    recalled: tuple[Row, ...]
    facts: tuple[Origin, ...]
    words: tuple[Word, ...]


def read(tx: Transaction, teller: Teller, number: int) -> tuple[Incident, Shown] | None:
    """
    Return the incident of that number; None if there is none.

    Raises:
        StorageError: the database failed.
    """
    found = shown(tx, [number]).get(number)
    if found is None or not found.reports:
        return None
    ids = sorted({each.key.item for each in found.reports})
    edits = revisions.edits(tx, ids)
    links = incident_search.said_of(tx, ids)
    others = sorted({key[0] for each in links for key in (each.one, each.other)})
    words = _words(links, set(ids), incidents_of(tx, others, only_news=False))
    return _incident(found, teller, edits, words), found


def _incident(
    found: Shown, teller: Teller, edits: Mapping[int, int], words: tuple[Word, ...]
) -> Incident:
    status = found.status
    place = places().get(status.place)
    groups = tuple(_groups(found, teller))
    rows = [_row(each, teller, edits.get(each.key.item, 0)) for each in found.reports]
    background = [each.told.mention.is_background for each in found.reports]
    return Incident(
        number=found.id,
        changes=found.changes,
        line=teller.line(found),
        kinds=tuple(map(teller.kind, status.kinds)),
        groups=groups,
        figures=_figures(found, teller),
        spread=spread(found, teller),
        picture=_picture(place, len(found.reports)),
        place=place,
        reports=tuple(row for row, is_old in zip(rows, background, strict=True) if not is_old),
        recalled=tuple(row for row, is_old in zip(rows, background, strict=True) if is_old),
        facts=tuple(_facts(groups, teller)),
        words=words,
    )


def _groups(found: Shown, teller: Teller) -> Iterator[tuple[str, tuple[Source, ...]]]:
    status = found.status
    voices: tuple[tuple[str, Iterable[tuple[str, Voice]]], ...] = (
        ("Claimed by", (("", each) for each in status.claimed_by)),
        ("Claimed without a name", (("", each) for each in status.unnamed)),
        ("Confirmed by", (("", each) for each in status.confirmed_by)),
        ("Denied by", (("", each) for each in status.denied_by)),
        ("Disputed in part by", status.disputed),
    )
    reports = {each.key: each for each in found.reports}
    for title, own in voices:
        sources = tuple(_source(about, voice, reports, teller) for about, voice in own)
        if sources:
            yield title, sources


def _source(about: str, voice: Voice, reports: Mapping[Key, Report], teller: Teller) -> Source:
    quoted = [
        Quoted(sentence(report, *claims), _speakers(claims), *_where(report, teller))
        for key, claims in _by_sentence(voice)
        if (report := reports.get(key)) is not None
    ]
    if not quoted:  # it says so itself, and names nobody
        quoted = [
            Quoted(each, "", *_where(report, teller))
            for report in reports.values()
            if report.told.is_main and report.told.account.origin == voice.origin
            if not report.told.claims
            for each in sentences(report)[:1]
        ]
    return Source(voice.origin, teller.who(voice.origin), tuple(quoted), about)


def _by_sentence(voice: Voice) -> Iterator[tuple[Key, list[Claim]]]:
    """Yield the claims of each sentence together, where it says twice who speaks."""
    found: dict[tuple[Key, Span], list[Claim]] = {}
    for key, claim in voice.evidence:
        found.setdefault((key, claim.sentence), []).append(claim)
    for (key, _), claims in found.items():
        yield key, claims


def _speakers(claims: Iterable[Claim]) -> str:
    return ", ".join(dict.fromkeys(each.named for each in claims if each.named))


def _where(report: Report, teller: Teller) -> tuple[str, datetime, int]:
    return teller.outlet(report.told.outlet), report.told.at, report.key.item


def _row(report: Report, teller: Teller, edits: int) -> Row:
    told = report.told
    return Row(
        stored=report.stored,
        outlet=teller.outlet(told.outlet),
        at=told.at,
        chain=teller.chain(told.account.chain),
        stance=teller.stance(told),
        said=sentences(report),
        edits=edits,
    )


def _figures(found: Shown, teller: Teller) -> Figures:
    figures = found.status.figures
    things = tuple(dict.fromkeys((each.what, each.kind) for each in figures))
    cells = {
        (each.origin, (each.what, each.kind)): Cell(each.number, each.item) for each in figures
    }
    origins = dict.fromkeys(each.origin for each in figures)
    return Figures(
        tuple(teller.thing(*each) for each in things),
        tuple(
            (teller.who(origin), tuple(cells.get((origin, thing)) for thing in things))
            for origin in origins
        ),
    )


def _picture(place: Place | None, count: int) -> Picture | None:
    """Draw the place in its governorate."""
    if place is None:
        return None
    known = {view for view, _ in region.views()}
    around = [each.id for each in (place, *outwards(place)) if each.id in known]
    picture = region.draw({place.id: count}, around[-1] if around else region.EVERYTHING)
    return picture if picture.dots else None


def _facts(groups: Iterable[tuple[str, tuple[Source, ...]]], teller: Teller) -> Iterator[Origin]:
    keys = dict.fromkeys(source.key for _, sources in groups for source in sources)
    for key in keys:
        known = teller.facts(key)
        if known is not None and known.kind != "unnamed":
            yield known


def _words(
    links: Sequence[Link], own: set[int], incident_of: Mapping[int, int]
) -> tuple[Word, ...]:
    """Return what people said, each time they said it once."""
    return tuple(
        _word(list(group), own, incident_of)
        for _, group in groupby(links, key=lambda each: (each.said_at, each.said_by, each.is_one))
    )


def _word(links: Sequence[Link], own: set[int], incident_of: Mapping[int, int]) -> Word:
    items = {key[0] for each in links for key in (each.one, each.other)}
    others = {incident_of[each] for each in items - own if each in incident_of}
    first = links[0]
    kept = () if first.is_one else tuple(sorted(others))
    return Word(first.is_one, first.said_by, first.said_at, len(items & own), kept)
