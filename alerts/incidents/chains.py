"""
Where an item's news comes from: from the outlet back to the first source its text tells of.

Own reporting is believed only where the text says so; what is not said stays unknown ("").
"""

from collections.abc import Iterator, Sequence

from alerts.incidents.origins import Registry, resolve
from alerts.incidents.reading import Reading
from alerts.incidents.speakers import Attribution
from model.incident import Claim

_WEIGHT = {"denies": 0, "disputes": 1, "confirms": 2, "claims": 3, "quotes": 4}


def chain_of(
    reading: Reading,
    claims: Sequence[Claim],
    spoken: Sequence[Attribution],
    outlet: str,
    registry: Registry,
) -> tuple[str, ...]:
    """Return the chain of an item: the outlet, then whom it quotes, then that one's source."""
    first = outlet or reading.item.outlet
    wire = _wire(reading, outlet, registry)
    source = _source(claims, {first, wire}, registry)
    if source:
        return tuple(dict.fromkeys(each for each in (first, wire, source) if each))
    if wire:
        return (first, wire)
    known = registry.get(outlet)
    is_own = _is_own(reading) or any(each.is_told for each in spoken)
    if is_own or (known is not None and known.is_first_hand):
        return (first,)
    return (first, "")


def _wire(reading: Reading, outlet: str, registry: Registry) -> str:
    """Return the agency whose dispatch the item is, as its dateline or author has it."""
    for mark in reading.dateline:
        if mark.value != outlet and registry[mark.value].kind in {"agency", "monitor"}:
            return mark.value
    author = resolve(reading.item.author, registry) if reading.item.author else ""
    is_agency = author in registry and registry[author].kind == "agency"
    return author if is_agency and author != outlet else ""


def _source(claims: Sequence[Claim], known: set[str], registry: Registry) -> str:
    """Return who is first said to have told of the main event, in the sentence that decides."""
    main = [claim for claim in claims if claim.mention == 0 and claim.origin]
    for sentence in dict.fromkeys(claim.sentence for claim in main):
        within = [claim for claim in main if claim.sentence == sentence]
        within.sort(key=lambda claim: _WEIGHT[claim.stance])
        named = [c.origin for c in within if registry[c.origin].kind != "unnamed"]
        for origin in (*named, *(claim.origin for claim in within)):
            if origin not in known:
                return origin
        if named:
            return ""
    return ""


def _is_own(reading: Reading) -> bool:
    return any(sentence.has("flag", "own") for sentence in reading.sentences)


def unnamed(chain: Sequence[str], registry: Registry) -> Iterator[str]:
    """Yield the links of *chain* that are nobody in particular."""
    return (each for each in chain if each in registry and registry[each].kind == "unnamed")
