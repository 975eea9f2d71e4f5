"""
Pending matches to a digest: each item once, grouped, ordered and with its evidence cut out.

Pure; decides what a digest says and in which order, not how it looks.
"""

import hashlib
import json
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from alerts.digests.excerpt import body_excerpt, field_excerpt, title_excerpt
from model import (
    Coverage,
    Digest,
    DigestItem,
    Excerpt,
    Hit,
    Match,
    Outlet,
    OutletGroup,
    OutletId,
    RuleSection,
    StoredItem,
)

ID_LENGTH = 26


@dataclass(frozen=True, slots=True)
class _Found:
    """One item with all that fired for it; *rules* in the order of config.toml."""

    stored: StoredItem
    rules: tuple[str, ...]
    hits_by_rule: tuple[tuple[Hit, ...], ...]

    @property
    def hits(self) -> list[Hit]:
        return [hit for hits in self.hits_by_rule for hit in hits]


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
    found: Sequence[tuple[StoredItem, Sequence[Match]]],
    outlets: Mapping[OutletId, Outlet],
    coverage: Coverage,
) -> Digest:
    """
    Arrange what was *found* as a digest.

    Each item stands once, under the first of *rules* it fired, by outlet in the order of
    *outlets*, newest first. An item whose rule or outlet is no longer configured comes last in
    its order; it is never left out.
    """
    return Digest(
        id=id,
        name=name,
        window_start=window_start,
        window_end=window_end,
        timezone=timezone,
        sections=_sections(_gathered(found, rules), rules, outlets),
        coverage=coverage,
        rule_set=rule_set,
    )


def _gathered(
    found: Sequence[tuple[StoredItem, Sequence[Match]]], rules: Sequence[str]
) -> list[_Found]:
    items: dict[int, StoredItem] = {}
    hits: dict[int, dict[str, list[Hit]]] = {}
    for stored, matches in found:
        items[stored.id] = stored
        for match in matches:
            of_rule = hits.setdefault(stored.id, {}).setdefault(match.rule, [])
            of_rule[:] = dict.fromkeys([*of_rule, *match.hits])
    return [_found(items[item_id], by_rule, rules) for item_id, by_rule in hits.items()]


def _found(stored: StoredItem, by_rule: Mapping[str, list[Hit]], rules: Sequence[str]) -> _Found:
    ordered = _in_order(by_rule, rules)
    return _Found(stored, ordered, tuple(tuple(by_rule[rule]) for rule in ordered))


def _in_order(names: Mapping[str, object], order: Sequence[str]) -> tuple[str, ...]:
    """Return *names* as *order* has them, those it does not have last."""
    known = [name for name in order if name in names]
    return (*known, *sorted(name for name in names if name not in order))


def _sections(
    found: Sequence[_Found], rules: Sequence[str], outlets: Mapping[OutletId, Outlet]
) -> tuple[RuleSection, ...]:
    by_rule: dict[str, list[_Found]] = {}
    for each in found:
        by_rule.setdefault(each.rules[0], []).append(each)
    return tuple(
        RuleSection(rule, _groups(by_rule[rule], outlets)) for rule in _in_order(by_rule, rules)
    )


def _groups(found: Sequence[_Found], outlets: Mapping[OutletId, Outlet]) -> tuple[OutletGroup, ...]:
    by_outlet: dict[str, list[_Found]] = {}
    for each in found:
        by_outlet.setdefault(each.stored.item.outlet, []).append(each)
    return tuple(
        OutletGroup(
            outlets.get(OutletId(outlet)) or _unconfigured(by_outlet[outlet][0]),
            tuple(_digest_item(each) for each in sorted(by_outlet[outlet], key=_newest_first)),
        )
        for outlet in _in_order(by_outlet, list(outlets))
    )


def _newest_first(found: _Found) -> tuple[float, float, int]:
    """Order by when we saw it; publishers' dates only decide within one look, where sane."""
    stored = found.stored
    published = stored.item.published_at
    claimed = min(published, stored.first_seen_at) if published else stored.first_seen_at
    return (-stored.first_seen_at.timestamp(), -claimed.timestamp(), stored.id)


def _unconfigured(found: _Found) -> Outlet:
    item = found.stored.item
    return Outlet(OutletId(item.outlet), name=item.outlet, feed="", language=item.language)


def _digest_item(found: _Found) -> DigestItem:
    item = found.stored.item
    title = title_excerpt(item.title, [hit for hit in found.hits if hit.field == "title"])
    return DigestItem(
        item_id=found.stored.id,
        title=title,
        excerpt=_evidence(found, title),
        url=item.url,
        language=item.language,
        published_at=item.published_at,
        first_seen_at=found.stored.first_seen_at,
        rules=found.rules,
        terms=tuple(dict.fromkeys(hit.term for hit in found.hits)),
    )


def _evidence(found: _Found, title: Excerpt) -> Excerpt | None:
    in_body = [[hit for hit in hits if hit.field == "body"] for hits in found.hits_by_rule]
    body = body_excerpt(found.stored.item.body, in_body)
    if body or title.marks:
        return body
    return field_excerpt(hit for hit in found.hits if hit.field not in {"title", "body"})
