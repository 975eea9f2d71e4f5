"""
What was found to a digest: each item once, by what the reader knows of it, incident, rule, outlet.

Pure; decides what a digest says and in which order, not how it looks.
"""

import hashlib
import json
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from alerts.digests.by_incident import Grouped, by_incident, newest_groups
from alerts.digests.found import (
    Found,
    FoundIncident,
    Gathered,
    digest_item,
    gathered,
    in_order,
    newest_first,
    outlet_of,
)
from alerts.label_links import LinkMaker
from model import Outlet, OutletId
from model.digest import (
    Coverage,
    Digest,
    DigestIncident,
    DigestPart,
    IncidentReport,
    Language,
    OutletGroup,
    PartKind,
    RuleSection,
)

ID_LENGTH = 26
READING_ORDER: tuple[PartKind, ...] = ("new", "update", "follow_up", "late")


def digest_id(instance: str, name: str, start: datetime, end: datetime) -> str:
    """
    Derive the id of a digest from what it covers.

    The same instance, name and window always give the same id, also after a backup was restored;
    receivers tell repeats by it.
    """
    window = [moment.astimezone(UTC).isoformat(timespec="microseconds") for moment in (start, end)]
    named = json.dumps([instance, name, *window]).encode()
    return "dig_" + b32encode(hashlib.sha256(named).digest()).decode().lower()[:ID_LENGTH]


def build_digest(
    *,
    id: str,  # noqa: A002 - the field's name
    name: str,
    window_start: datetime,
    window_end: datetime,
    timezone: str,
    rule_set: str,
    rules: Sequence[str],
    found: Sequence[Found],
    outlets: Mapping[OutletId, Outlet],
    coverage: Coverage,
    language: Language = "en",
    days: Sequence[int] = (),
    thread: str = "",
    links: LinkMaker | None = None,
    incidents: Sequence[FoundIncident] = (),
) -> Digest:
    """
    Arrange what was *found* as a digest.

    Each item stands once: under the first of *incidents* that has it; else in the part of its
    kind, under the first of *rules* it fired, by outlet in the order of *outlets*, newest first.
    An item whose rule or outlet is no longer configured comes last in its order; it is never left
    out. With *links* each item can be labelled.
    """
    return Digest(
        id=id,
        name=name,
        window_start=window_start,
        window_end=window_end,
        timezone=timezone,
        parts=_parts(gathered(found, rules), incidents, _Desk(rules, outlets, links)),
        coverage=coverage,
        rule_set=rule_set,
        language=language,
        days=tuple(days),
        thread=thread,
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all items of a digest are arranged by."""

    rules: Sequence[str]
    outlets: Mapping[OutletId, Outlet]
    links: LinkMaker | None


def _parts(
    found: Sequence[Gathered], incidents: Sequence[FoundIncident], desk: _Desk
) -> tuple[DigestPart, ...]:
    grouped, alone = by_incident(found, incidents)
    by_kind: dict[PartKind, list[Gathered]] = {}
    for each in alone:
        by_kind.setdefault(each.found.kind, []).append(each)
    told: dict[PartKind, list[Grouped]] = {}
    for group in grouped:
        told.setdefault(group.kind, []).append(group)
    return tuple(
        DigestPart(
            kind,
            _sections(by_kind.get(kind, ()), desk),
            tuple(_incident(group, desk) for group in newest_groups(told.get(kind, ()))),
        )
        for kind in READING_ORDER
        if kind in by_kind or kind in told
    )


def _incident(group: Grouped, desk: _Desk) -> DigestIncident:
    reports = tuple(
        IncidentReport(
            outlet_of(each, desk.outlets),
            digest_item(each, desk.links),
            said.stance,
            said.origin,
            said.is_relay,
        )
        for each, said in group.reports
    )
    return DigestIncident(group.incident.summary, reports, group.incident.told_at)


def _sections(found: Iterable[Gathered], desk: _Desk) -> tuple[RuleSection, ...]:
    by_rule: dict[str, list[Gathered]] = {}
    for each in found:
        by_rule.setdefault(each.rules[0], []).append(each)
    return tuple(
        RuleSection(rule, _groups(by_rule[rule], desk)) for rule in in_order(by_rule, desk.rules)
    )


def _groups(found: Iterable[Gathered], desk: _Desk) -> tuple[OutletGroup, ...]:
    by_outlet: dict[str, list[Gathered]] = {}
    for each in found:
        by_outlet.setdefault(each.stored.item.outlet, []).append(each)
    return tuple(
        OutletGroup(
            outlet_of(by_outlet[outlet][0], desk.outlets),
            tuple(
                digest_item(each, desk.links)
                for each in sorted(by_outlet[outlet], key=newest_first)
            ),
        )
        for outlet in in_order(by_outlet, list(desk.outlets))
    )
