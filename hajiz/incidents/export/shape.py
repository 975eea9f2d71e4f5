"""
An incident as plain values, for JSON: all that is said of it, by whom, and in which words.

Pure. The shape is documented in docs/incidents.md; keys are added, never renamed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from alerts.incidents.sighting import Key
from alerts.incidents.status import Figure, Step, Voice, heading
from alerts.rules.lexicon.places import places
from hajiz.incidents.export.people import Said
from hajiz.incidents.names import Names
from hajiz.incidents.showing import Report, Shown
from model.incident import Claim

_WHO = ("kind", "owner", "affiliation")

Plain = dict[str, Any]


def shape(shown: Shown, said: Iterable[Said], names: Names) -> Plain:
    """Return an incident with its evidence."""
    found = shown.status
    voices = _Voices(shown, names)
    return {
        "number": shown.id,
        "heading": heading(found, shown.place_as_written),
        "kinds": list(found.kinds),
        "place": place(found.place, shown.place_as_written),
        "first_day": day(found.first_day),
        "last_day": day(found.last_day),
        "first_report_at": moment(shown.reports[0].told.at),
        "last_report_at": moment(max(each.told.at for each in shown.reports)),
        "outlets": [{"id": each, "name": names.outlet(each)} for each in found.outlets],
        "origins": found.origins,
        "claimed_by": [voices.plain(each) for each in found.claimed_by],
        "without_name": [voices.plain(each) for each in found.unnamed],
        "confirmed_by": [voices.plain(each) for each in found.confirmed_by],
        "denied_by": [voices.plain(each) for each in found.denied_by],
        "disputed": [{"about": about} | voices.plain(each) for about, each in found.disputed],
        "figures": [_figure(each, names) for each in found.figures],
        "spread": [_step(each, names) for each in found.spread],
        "reports": [_report(each, names) for each in shown.reports],
        "said_by_people": [_said(each) for each in said],
    }


def place(place_id: str, written: str = "") -> Plain | None:
    """Return a place with what the gazetteer knows of it, else as *written*; None for none."""
    if not place_id:
        return None
    known = places().get(place_id)
    return {
        "id": place_id,
        "name": known.name if known else written or place_id.lstrip("~"),
        "latitude": known.lat if known else None,
        "longitude": known.lon if known else None,
        "precision": known.precision if known else None,
    }


def moment(at: datetime | None) -> str | None:
    """Write a moment in ISO 8601."""
    return at.isoformat() if at else None


def day(when: date | None) -> str | None:
    """Write a day in ISO 8601."""
    return when.isoformat() if when else None


def claim_plain(claim: Claim, report: Report) -> Plain:
    """Return a claim with the words it stands in."""
    return {
        "origin": claim.origin,
        "named": claim.named,
        "cue": claim.cue,
        "stance": claim.stance,
        "about": claim.about,
        "sentence": report.words(claim.sentence),
        "sentence_at": [claim.sentence.start, claim.sentence.end],
        "quote": report.words(claim.quote) if claim.quote else None,
    }


class _Voices:
    """Origins with what they say of one incident."""

    def __init__(self, shown: Shown, names: Names) -> None:
        self._names = names
        self._shown = shown
        self._reports = {each.key: each for each in shown.reports}

    def plain(self, voice: Voice) -> Plain:
        """Return an origin, who is behind it, and each sentence that shows what it says."""
        known = self._names.registry.get(voice.origin)
        who = {part: getattr(known, part) if known else "" for part in _WHO}
        name = self._names.origin(voice.origin)
        return {"id": voice.origin, "name": name} | who | {"evidence": list(self._evidence(voice))}

    def _evidence(self, voice: Voice) -> Iterator[Plain]:
        for key, claim in voice.evidence:
            report = self._reports[key]
            yield self._where(report) | claim_plain(claim, report)
        if not voice.evidence:
            yield from (self._where(each) | _unattributed(each) for each in self._own(voice))

    def _own(self, voice: Voice) -> Iterator[Report]:
        """Yield the reports that say it in their own name: no word in them attributes it."""
        items = {each.item for each in self._shown.status.spread if each.origin == voice.origin}
        for key, report in self._reports.items():
            if key.item in items and report.told.is_main and not report.told.claims:
                yield report

    def _where(self, report: Report) -> Plain:
        item = report.stored.item
        return {
            "item": report.key.item,
            "outlet": item.outlet,
            "outlet_name": self._names.outlet(item.outlet),
            "at": moment(report.told.at),
            "url": item.url,
        }


def _unattributed(report: Report) -> Plain:
    stance = report.told.account.stance
    rest: Plain = {"named": "", "cue": "", "stance": stance, "about": "", "quote": None}
    return {"origin": report.told.account.origin, "sentence": report.said} | rest


def _figure(figure: Figure, names: Names) -> Plain:
    values = asdict(figure) | {"at": moment(figure.at)}
    return values | {"origin_name": names.origin(figure.origin)}


def _step(step: Step, names: Names) -> Plain:
    values = asdict(step) | {"at": moment(step.at)}
    named = {"outlet_name": names.outlet(step.outlet), "origin_name": names.origin(step.origin)}
    return values | named


def _report(report: Report, names: Names) -> Plain:
    stored, told = report.stored, report.told
    item = stored.item
    return {
        "item": report.key.item,
        "mention": report.key.number,
        "outlet": item.outlet,
        "outlet_name": names.outlet(item.outlet),
        "title": item.title,
        "url": item.url,
        "language": item.language,
        "author": item.author,
        "published_at": moment(item.published_at),
        "first_seen_at": moment(stored.first_seen_at),
        "revision": stored.revision,
        "stance": stance_of(report),
        "chain": list(told.account.chain),
        "chain_names": list(names.chain(told.account.chain)),
        "is_news": not told.mention.is_background,
        "said": [report.words(each) for each in told.mention.sentences],
        "claims": [claim_plain(each, report) for each in told.claims],
    }


def stance_of(report: Report) -> str | None:
    """Return how the item stands to this incident: that of its first claim of it, or its own."""
    claims = report.told.claims
    if report.key == Key(report.key.item, 0):
        return report.told.account.stance
    return claims[0].stance if claims else None


def _said(said: Said) -> Plain:
    return {
        "is_one": said.is_one,
        "by": said.by,
        "at": moment(said.at),
        "items": list(said.items),
        "other_items": list(said.others),
    }
