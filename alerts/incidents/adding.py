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
        source = _source_of_copy(each, sources.get(each.key.item, ""))
        points = set(_points(each, source))
        is_new = not known or bool(points - said)
        said |= points
        known.setdefault(each.key.item, _part(each, source, is_new=is_new))
    return known


def _part(each: Told, source: str, *, is_new: bool) -> Part:
    gravest = _gravest(each.claims)
    if gravest is not None:
        return Part(_stance(gravest), gravest.origin, is_relay=not is_new)
    account = each.account
    if source or account.stance == "quotes":
        return Part("quotes", source or account.origin, is_relay=not is_new)
    return Part(account.stance, account.origin, is_relay=False)


def _source_of_copy(each: Told, source: str) -> str:
    """Return the *source* of the spread where the item prints its words and does not name it."""
    account = each.account
    is_silent = account.origin in {"", _own(each)} and source != _own(each)
    return source if is_silent and source not in UNNAMED else ""


def _own(each: Told) -> str:
    return each.account.chain[0] if each.account.chain else ""


def _gravest(claims: Sequence[Claim]) -> Claim | None:
    for stance in _GRAVEST:
        for claim in claims:
            if _stance(claim) == stance:
                return claim
    return None


def _stance(claim: Claim) -> Stance:
    """Return the stance of a claim; who denies a detail disputes it."""
    return "disputes" if claim.stance == "denies" and claim.about else claim.stance


def _points(each: Told, source: str) -> Iterator[Point]:
    own = {"", _own(each)} if source else set()
    for claim in each.claims:
        origin, stance = voice_of(each, claim), _stance(claim)
        origin = source if origin in own else origin
        if origin not in UNNAMED:
            yield ("told" if stance in {"claims", "quotes"} else stance, origin, claim.about)
    teller = source or each.account.origin
    if not each.claims and teller not in UNNAMED:
        yield ("told", teller, "")
    for count in each.mention.counts:
        yield ("figure", count.what, str(count.number))
