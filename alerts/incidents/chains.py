"""
Where an item's news comes from: from the outlet back to the first source its text tells of.

Own reporting is believed only where the text says so; what is not said stays unknown ("").
"""

from collections.abc import Sequence

from alerts.incidents.naming import LEADING, PUBLISHING
from alerts.incidents.origins import Registry, resolve
from alerts.incidents.reading import Reading
from alerts.incidents.speakers import Attribution
from model.incident import Claim


def chain_of(
    reading: Reading,
    deciding: Claim | None,
    spoken: Sequence[Attribution],
    outlet: str,
    registry: Registry,
) -> tuple[str, ...]:
    """
    Return the chain of an item: the outlet, the agency whose dispatch it is, and whom it quotes.

    *deciding* is the claim that the news stands on.
    """
    first = outlet or reading.item.outlet
    wire = _wire(reading, outlet, registry)
    known = registry.get(outlet)
    is_told = any(each.is_told for each in spoken)
    is_gathered = is_told or (known is not None and known.is_first_hand)
    if deciding is not None and is_told and registry[deciding.origin].kind == "unnamed":
        return (first,)  # whoever it was told it to our outlet
    if deciding is not None and deciding.origin not in {first, wire}:
        relay = _relay(reading, deciding, spoken, registry)
        links = (first, wire, relay, deciding.origin)
        return tuple(dict.fromkeys(each for each in links if each))
    if wire:
        return (first, wire)
    if deciding is not None or is_gathered or _is_own(reading):
        return (first,)
    return (first, "")


def _relay(
    reading: Reading, deciding: Claim, spoken: Sequence[Attribution], registry: Registry
) -> str:
    """Return who stands between: AFP in "AFP reported, citing the Observatory"."""
    same = [a for a in spoken if reading.sentences[a.sentence].span == deciding.sentence]
    if not any(a.origin == deciding.origin and a.cue.value in LEADING for a in same):
        return ""
    for each in same:
        is_relay = each.origin in registry and registry[each.origin].kind in PUBLISHING
        if is_relay and each.cue.value == "said" and each.origin != deciding.origin:
            return each.origin
    return ""


def _wire(reading: Reading, outlet: str, registry: Registry) -> str:
    """Return the agency whose dispatch the item is, as its dateline or author has it."""
    for mark in reading.dateline:
        if mark.value != outlet and registry[mark.value].kind in {"agency", "monitor"}:
            return mark.value
    author = resolve(reading.item.author, registry) if reading.item.author else ""
    is_agency = author in registry and registry[author].kind == "agency"
    return author if is_agency and author != outlet else ""


def _is_own(reading: Reading) -> bool:
    return any(sentence.has("flag", "own") for sentence in reading.sentences)
