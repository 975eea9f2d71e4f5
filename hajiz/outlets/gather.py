"""
From the subscriptions of a file to outlets that can be added: what is new, and why the rest is not.

Pure; whether a feed is alive is asked elsewhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from crawler.address import place_of
from hajiz.config import phrases
from hajiz.config.opml import Subscription
from hajiz.config.read import Config, outlet_of
from hajiz.config.schema import OutletTable
from hajiz.outlets.name import id_before, id_for, ids_by_place, name_of
from model import Outlet, OutletId

NOT_SAID = "und"  # BCP 47: the language is not known


@dataclass(frozen=True, slots=True)
class Unusable:
    """A subscription that cannot become an outlet, and why."""

    name: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a file brings; an outlet whose language is not said has `NOT_SAID`, and no id yet."""

    outlets: tuple[Outlet, ...]
    groups: Mapping[str, str]  # by address: the folder it lies in
    known: tuple[str, ...]  # addresses that are in config.toml already
    repeated: tuple[str, ...]  # addresses that stand in the file more than once
    unusable: tuple[Unusable, ...]


def gather(subscriptions: Sequence[Subscription], config: Config, language: str) -> Gathered:
    """Sort out *subscriptions*; *language* is for those that do not say theirs."""
    configured = {place_of(outlet.feed) for outlet in config.outlets}
    seen: set[str] = set()
    outlets: list[Outlet] = []
    groups: dict[str, str] = {}
    known, repeated, unusable = [], [], []
    for each in subscriptions:
        made = _outlet(each, language)
        if isinstance(made, Unusable):
            unusable.append(made)
            continue
        place = place_of(made.feed)
        if place in seen:
            repeated.append(made.feed)
        elif place in configured:
            known.append(made.feed)
        else:
            outlets.append(made)
            groups[made.feed] = each.group
        seen.add(place)
    return Gathered(tuple(outlets), groups, tuple(known), tuple(repeated), tuple(unusable))


def with_ids(
    outlets: Sequence[Outlet], config: Config, known: Mapping[str, str]
) -> tuple[Outlet, ...]:
    """
    Give each outlet its id: the one it had before, the one its file says, or a new one.

    *known* are the addresses the database remembers, by id.
    """
    in_use = {str(outlet.id) for outlet in config.outlets}
    taken, by_place = {*known, *in_use}, ids_by_place(known)
    named: list[Outlet] = []
    for outlet in outlets:
        before = id_before(outlet.feed, by_place, in_use)
        own = outlet.id if outlet.id and outlet.id not in taken else None
        chosen = before or own or id_for(outlet.name, outlet.feed, outlet.language, taken)
        in_use.add(chosen)
        taken.add(chosen)
        named.append(replace(outlet, id=chosen))
    return tuple(named)


def under_groups(outlets: Sequence[Outlet], groups: Mapping[str, str]) -> dict[str, str]:
    """Return the folder to be named above an outlet, by id: above the first one of each run."""
    titles: dict[str, str] = {}
    last = ""
    for outlet in outlets:
        group = groups.get(outlet.feed, "")
        if group and group != last:
            titles[outlet.id] = group
        last = group
    return titles


def _outlet(subscription: Subscription, language: str) -> Outlet | Unusable:
    table: dict[str, Any] = dict(subscription.table)
    own_id = table["id"]
    table["id"] = own_id or "no-id-yet"
    table["name"] = table["name"] or name_of(_address(table))
    table["language"] = table["language"] or language or NOT_SAID
    try:
        outlet = outlet_of(OutletTable.model_validate(table))
    except ValidationError as error:
        found = phrases.faults(error, OutletTable, ())
        reason = "; ".join(f"{fault.path[0]} {fault.message}" for fault in found)
        return Unusable(str(table["name"]), _shown(_address(table)), reason)
    return outlet if own_id else replace(outlet, id=OutletId(""))


def _shown(address: str) -> str:
    """Return *address* for people, without a password that may be in it."""
    return re.sub(r"//[^/@]*@", "//…@", address)


def _address(table: Mapping[str, Any]) -> str:
    if "listing" in table:
        return str(table["listing"].get("url", ""))
    return str(next(table[kind] for kind in ("feed", "sitemap", "telegram") if kind in table))
