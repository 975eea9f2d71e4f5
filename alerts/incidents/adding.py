"""
What each report of an incident says of it, and whether it adds anything to those before it.

Pure. Who relays what was said adds nothing; the first to name an origin, to deny, to confirm or to
give a figure does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts.incidents.status import UNNAMED, Status, Told, voice_of
from model.incident import Claim, Stance

_GRAVEST: tuple[Stance, ...] = ("denies", "disputes", "confirms")

Point = tuple[str, ...]  # something said: by whom, or a figure


@dataclass(frozen=True, slots=True)
class Part:
    """What an item says of an incident; *origin* is an id of the registry, "" unknown."""

    stance: Stance | None
    origin: str
    is_relay: bool  # adds nothing to the reports before it


def parts(told: Iterable[Told], found: Status) -> Mapping[int, Part]:
    """Return by item what each says, *found* being all that is said; the first mention counts."""
    sources = {step.item: step.origin for step in found.spread}
    known: dict[int, Part] = {}
    said: set[Point] = set()
    for each in sorted(told, key=lambda each: (each.at, each.key)):
        points = set(_points(each))
        is_new = not known or bool(points - said)
        said |= points
        part = _part(each, sources.get(each.key.item, ""), is_new=is_new)
        known.setdefault(each.key.item, part)
    return known


def _part(each: Told, source: str, *, is_new: bool) -> Part:
    gravest = _gravest(each.claims)
    if gravest is not None:
        return Part(_stance(gravest), gravest.origin, is_relay=not is_new)
    account = each.account
    own = account.chain[0] if account.chain else ""
    is_copy = source not in UNNAMED and account.origin in {"", own} and source != own
    if is_copy or account.stance == "quotes":
        return Part("quotes", source or account.origin, is_relay=not is_new)
    return Part(account.stance, account.origin, is_relay=False)


def _gravest(claims: Sequence[Claim]) -> Claim | None:
    for stance in _GRAVEST:
        for claim in claims:
            if _stance(claim) == stance:
                return claim
    return None


def _stance(claim: Claim) -> Stance:
    """Return the stance of a claim; who denies a detail disputes it."""
    return "disputes" if claim.stance == "denies" and claim.about else claim.stance


def _points(each: Told) -> Iterator[Point]:
    for claim in each.claims:
        origin, stance = voice_of(each, claim), _stance(claim)
        if origin not in UNNAMED:
            yield ("told" if stance in {"claims", "quotes"} else stance, origin, claim.about)
    if not each.claims and each.account.origin not in UNNAMED:
        yield ("told", each.account.origin, "")
    for count in each.mention.counts:
        yield ("figure", count.what, str(count.number))
