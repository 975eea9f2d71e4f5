"""The answers of the API about incidents. Knows no database."""

from datetime import date, datetime
from functools import partial
from typing import Annotated

from pydantic import Field

from alerts.incidents.status import Voice
from hajiz.incidents.showing import Report, Shown
from hajiz.web.api.shapes import Shape
from hajiz.web.views.incidents import Teller, news_of
from model.incident import Stance


class EvidenceShape(Shape):
    """A sentence of an item in which somebody says it."""

    item: int
    sentence: str
    named: Annotated[str, Field(description="The speaker as written.")]
    stance: Stance


class VoiceShape(Shape):
    """An origin, and the sentences that show what it says."""

    origin: Annotated[str, Field(description="Its id in the registry; empty: unknown.")]
    name: str
    owner: str
    affiliation: str
    about: Annotated[str, Field(description="The detail that is disputed; empty: the main point.")]
    evidence: list[EvidenceShape]


class FigureShape(Shape):
    """A number as one origin gives it, the last one it gave. Never averaged."""

    what: str
    kind: str
    number: int
    origin: str
    item: int
    at: datetime


class ReportShape(Shape):
    """What an item says of the incident."""

    item: int
    outlet: str
    url: str
    at: datetime
    chain: Annotated[list[str], Field(description="From the outlet to its first source: ids.")]
    stance: Annotated[Stance | None, Field(description="Of the item, to its main incident.")]
    is_background: Annotated[bool, Field(description="It recalls the incident.")]
    sentences: list[str]


class IncidentShape(Shape):
    """An incident. Origins are counted, not outlets; no count says who is right."""

    number: int
    heading: str
    kinds: list[str]
    place: Annotated[str, Field(description="Id in the gazetteer; ~…: a village not in it.")]
    first_day: date | None
    last_day: date | None
    first_at: Annotated[datetime, Field(description="Of its first report.")]
    last_at: datetime
    reports: Annotated[int, Field(description="Items that tell of it as news.")]
    claimed_by: Annotated[list[str], Field(description="Ids of origins with a name.")]
    confirmed_by: list[str]
    denied_by: list[str]
    unnamed: Annotated[bool, Field(description="Somebody without a name tells of it.")]


class IncidentInFull(IncidentShape):
    """An incident with all that is said of it."""

    voices: dict[str, list[VoiceShape]]
    figures: list[FigureShape]
    items: Annotated[list[ReportShape], Field(description="The first report first.")]


class IncidentPage(Shape):
    """Incidents, that of the latest report first."""

    incidents: list[IncidentShape]
    next: Annotated[str | None, Field(description="Ask for `before` this for more; null: none.")]
    complete: Annotated[bool, Field(description="False: the search stopped; ask on from `next`.")]


def plain(found: Shown, teller: Teller) -> IncidentShape:
    """Return the shape of an incident in a list."""
    status = found.status
    return IncidentShape(
        number=found.id,
        heading=teller.line(found).heading.plain(),
        kinds=list(status.kinds),
        place=status.place,
        first_day=status.first_day,
        last_day=status.last_day,
        first_at=found.first_at,
        last_at=max(each.told.at for each in found.reports),
        reports=len({each.key.item for each in news_of(found)}),
        claimed_by=[each.origin for each in status.claimed_by],
        confirmed_by=[each.origin for each in status.confirmed_by],
        denied_by=[each.origin for each in status.denied_by],
        unnamed=bool(status.unnamed),
    )


def in_full(found: Shown, teller: Teller) -> IncidentInFull:
    """Return the shape of an incident with all that is said of it."""
    status = found.status
    voice = partial(_voice, found, teller)
    return IncidentInFull(
        **plain(found, teller).model_dump(),
        voices={
            "claimed": [voice(each) for each in status.claimed_by],
            "unnamed": [voice(each) for each in status.unnamed],
            "confirmed": [voice(each) for each in status.confirmed_by],
            "denied": [voice(each) for each in status.denied_by],
            "disputed": [voice(each, about) for about, each in status.disputed],
        },
        figures=[FigureShape.model_validate(each) for each in status.figures],
        items=[_report(each) for each in found.reports],
    )


def _voice(found: Shown, teller: Teller, voice: Voice, about: str = "") -> VoiceShape:
    known = teller.facts(voice.origin)
    by_key = {each.key: each for each in found.reports}
    return VoiceShape(
        origin=voice.origin,
        name=teller.origin(voice.origin),
        owner=known.owner if known else "",
        affiliation=known.affiliation if known else "",
        about=about,
        evidence=[
            EvidenceShape(
                item=key.item,
                sentence=by_key[key].words(claim.sentence),
                named=claim.named,
                stance=claim.stance,
            )
            for key, claim in voice.evidence
            if key in by_key
        ],
    )


def _report(report: Report) -> ReportShape:
    told = report.told
    return ReportShape(
        item=report.key.item,
        outlet=told.outlet,
        url=report.stored.item.url,
        at=told.at,
        chain=list(told.account.chain),
        stance=told.account.stance,
        is_background=told.mention.is_background,
        sentences=[report.words(each) for each in told.mention.sentences],
    )
