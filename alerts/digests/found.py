"""
What was found, item by item: gathered, ordered, and with its evidence cut out.

Pure; knows neither digests nor alerts, which arrange it each in their own way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.digests.excerpt import body_excerpt, field_excerpt, title_excerpt
from alerts.label_links import LinkMaker
from model import Hit, Match, Outlet, OutletId, StoredItem
from model.digest import DigestItem, EarlierEvent, Excerpt, IncidentSummary, PartKind
from model.incident import Stance


@dataclass(frozen=True, slots=True)
class Found:
    """
    One item with what matched it, and what the reader knows of it already.

    *told_at* is when the reader was told of the same piece before, for a "follow_up".
    """

    stored: StoredItem
    matches: Sequence[Match]
    kind: PartKind = "new"
    told_at: datetime | None = None
    earlier: EarlierEvent | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What an item says of its incident: see `IncidentReport`."""

    stance: Stance | None = None
    origin: str = ""
    is_relay: bool = False


@dataclass(frozen=True, slots=True)
class FoundIncident:
    """
    An incident, and by their numbers the items that stand under it, the first report first.

    *told_at* is when a digest of the same name first told the reader of it.
    """

    summary: IncidentSummary
    items: Mapping[int, Said]
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """One item with all that fired for it; *rules* in the order of config.toml."""

    found: Found
    rules: tuple[str, ...]
    hits_by_rule: tuple[tuple[Hit, ...], ...]

    @property
    def stored(self) -> StoredItem:
        """The item itself."""
        return self.found.stored

    @property
    def hits(self) -> list[Hit]:
        """All hits, rule by rule."""
        return [hit for hits in self.hits_by_rule for hit in hits]


def gathered(found: Sequence[Found], rules: Sequence[str]) -> list[Gathered]:
    """Put together what was found of each item; an item given twice keeps its first kind."""
    items: dict[int, Found] = {}
    hits: dict[int, dict[str, list[Hit]]] = {}
    for each in found:
        items.setdefault(each.stored.id, each)
        hits.setdefault(each.stored.id, {})
        for match in each.matches:
            of_rule = hits[each.stored.id].setdefault(match.rule, [])
            of_rule[:] = dict.fromkeys([*of_rule, *match.hits])
    return [_gathered(items[item_id], by_rule, rules) for item_id, by_rule in hits.items()]


def in_order(names: Mapping[str, object], order: Sequence[str]) -> tuple[str, ...]:
    """Return *names* as *order* has them, those it does not have last."""
    known = [name for name in order if name in names]
    return (*known, *sorted(set(names).difference(known)))


def newest_first(each: Gathered) -> tuple[float, float, int]:
    """Order by when we saw it; publishers' dates only decide within one look, where sane."""
    stored = each.stored
    published = stored.item.published_at
    claimed = min(published, stored.first_seen_at) if published else stored.first_seen_at
    return (-stored.first_seen_at.timestamp(), -claimed.timestamp(), stored.id)


def outlet_of(each: Gathered, outlets: Mapping[OutletId, Outlet]) -> Outlet:
    """Return the outlet of an item, by its bare name where it is no longer configured."""
    item = each.stored.item
    bare = Outlet(OutletId(item.outlet), name=item.outlet, feed="", language=item.language)
    return outlets.get(bare.id, bare)


def digest_item(each: Gathered, links: LinkMaker | None = None) -> DigestItem:
    """Show an item with the words that made it fire, and with *links* to label it."""
    item = each.stored.item
    title = title_excerpt(item.title, [hit for hit in each.hits if hit.field == "title"])
    return DigestItem(
        item_id=each.stored.id,
        title=title,
        excerpt=_evidence(each, title),
        url=item.url,
        language=item.language,
        published_at=item.published_at,
        first_seen_at=each.stored.first_seen_at,
        rules=each.rules,
        terms=tuple(dict.fromkeys(hit.term for hit in each.hits)),
        told_at=each.found.told_at,
        page=each.stored.page,
        earlier=each.found.earlier,
        label_links=links.links(each.stored.id, each.rules) if links else None,
    )


def _gathered(found: Found, by_rule: Mapping[str, list[Hit]], rules: Sequence[str]) -> Gathered:
    ordered = in_order(by_rule, rules)
    return Gathered(found, ordered, tuple(tuple(by_rule[rule]) for rule in ordered))


def _evidence(each: Gathered, title: Excerpt) -> Excerpt | None:
    in_body = [[hit for hit in hits if hit.field == "body"] for hits in each.hits_by_rule]
    body = body_excerpt(each.stored.item.body, in_body)
    if body or title.marks:
        return body
    return field_excerpt(hit for hit in each.hits if hit.field not in {"title", "body"})
