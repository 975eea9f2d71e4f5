"""
What is known of an incident: who claims it, confirms it, denies it, and which figures they give.

Counts origins, not outlets: ten relays of one agency are one. Says nothing of who is right.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from alerts.incidents.sighting import Key
from alerts.rules.lexicon.places import places
from model.incident import Account, Claim, Mention

_FOR = frozenset({"claims", "quotes"})
UNNAMED = frozenset({"", "local-sources", "witnesses", "official", "footage"})
_NO_COPIES: Mapping[int, Container[int]] = MappingProxyType({})
_VAGUE_LAST = ("checkpoint", "military")  # topics that say least of what happened


@dataclass(frozen=True, slots=True)
class Told:
    """A mention of an incident in the item that has it."""

    key: Key
    outlet: str
    at: datetime  # when the item was first seen
    account: Account

    @property
    def mention(self) -> Mention:
        """The mention itself."""
        return self.account.mentions[self.key.number]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the item says of this incident."""
        return tuple(each for each in self.account.claims if each.mention == self.key.number)

    @property
    def is_main(self) -> bool:
        """Whether the incident is the item's news, not something it recalls."""
        return self.key.number == 0 and not self.mention.is_background


@dataclass(frozen=True, slots=True)
class Voice:
    """An origin with the claims that show what it says, each with the item it stands in."""

    origin: str
    evidence: tuple[tuple[Key, Claim], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as one origin gives it; *item* is where it was read last."""

    what: str
    number: int
    kind: str
    origin: str
    at: datetime
    item: int


@dataclass(frozen=True, slots=True)
class Step:
    """An outlet's first report of the incident."""

    outlet: str
    origin: str
    at: datetime
    item: int


@dataclass(frozen=True, slots=True)
class Status:
    """All that is said of an incident, by whom, and since when."""

    kinds: tuple[str, ...]  # what, the most telling topic first
    place: str  # gazetteer id, "" when no place is named
    first_day: date | None
    last_day: date | None
    outlets: tuple[str, ...]
    claimed_by: tuple[Voice, ...]  # origins with a name, each once
    unnamed: tuple[Voice, ...]  # "local sources", unknown: they may be one another, or none
    confirmed_by: tuple[Voice, ...]
    denied_by: tuple[Voice, ...]
    disputed: tuple[tuple[str, Voice], ...]  # casualties, airstrike, location: by whom
    figures: tuple[Figure, ...]
    spread: tuple[Step, ...]

    @property
    def origins(self) -> int:
        """How many independent origins claim or confirm it."""
        return len({each.origin for each in (*self.claimed_by, *self.confirmed_by)})


def status(told: Iterable[Told], copies: Mapping[int, Container[int]] = _NO_COPIES) -> Status:
    """
    Sum up what the items *told* of one incident; the order they are given in is no matter.

    *copies* says which items are in the same words: one that names no source has that of the
    first of them.
    """
    known = _with_sources(sorted(told, key=lambda each: (each.at, each.key)), copies)
    claiming = [each for each in _voices(known, _FOR) if each.origin not in UNNAMED]
    first, last = _days(known)
    return Status(
        kinds=_kinds(known),
        place=_place(known),
        first_day=first,
        last_day=last,
        outlets=tuple(dict.fromkeys(each.outlet for each in known if each.is_main)),
        claimed_by=tuple(claiming),
        unnamed=tuple(each for each in _voices(known, _FOR) if each.origin in UNNAMED),
        confirmed_by=tuple(_voices(known, {"confirms"})),
        denied_by=tuple(_voices(known, {"denies"})),
        disputed=tuple(_disputes(known)),
        figures=tuple(_figures(known)),
        spread=tuple(_spread(known)),
    )


def voice_of(each: Told, claim: Claim) -> str:
    """Return whose word *claim* is: who cites nameless sources answers for what they say."""
    if claim.origin not in UNNAMED or claim.stance not in _FOR:
        return claim.origin
    for other in each.claims:
        if other.sentence == claim.sentence and other.origin not in UNNAMED:
            return other.origin if other.stance in _FOR else claim.origin
    account = each.account
    is_its_own = account.stance in _FOR and len(account.chain) == 1
    return account.origin if is_its_own else claim.origin


def _with_sources(told: Sequence[Told], copies: Mapping[int, Container[int]]) -> Sequence[Told]:
    known: list[Told] = []
    for each in told:
        same = copies.get(each.key.item, ())
        first = next((e for e in known if e.key.item in same and e.account.origin), None)
        known.append(_relay(each, first.account.origin) if first else each)
    return known


def _relay(told: Told, origin: str) -> Told:
    """Return a wire report printed without its source as what it is: a relay of *origin*."""
    account = told.account
    own = account.chain[0] if account.chain else ""
    if account.origin not in {"", own}:
        return told
    claims = tuple(
        replace(claim, origin=origin) if claim.origin in {"", own} else claim
        for claim in account.claims
    )
    chain = tuple(dict.fromkeys(each for each in (own, origin) if each))
    return replace(told, account=replace(account, claims=claims, chain=chain))


def _voices(known: Sequence[Told], stances: Container[str]) -> Iterator[Voice]:
    """Yield each origin once, with its claims of one of *stances* about the main point."""
    found: dict[str, list[tuple[Key, Claim]]] = {}
    for each in known:
        for claim in each.claims:
            if claim.stance in stances and not claim.about and not _is_denied(each, claim):
                found.setdefault(voice_of(each, claim), []).append((each.key, claim))
        if not each.claims and each.is_main and each.account.stance in stances:
            found.setdefault(each.account.origin, [])
    for origin, evidence in found.items():
        yield Voice(origin, tuple(evidence))


def _is_denied(each: Told, claim: Claim) -> bool:
    """Say whether the same origin denies the main point: "our patrols went as planned"."""
    return claim.stance != "denies" and any(
        other.stance == "denies" and not other.about and other.origin == claim.origin
        for other in each.claims
    )


def _disputes(known: Sequence[Told]) -> Iterator[tuple[str, Voice]]:
    found: dict[tuple[str, str], list[tuple[Key, Claim]]] = {}
    for each in known:
        for claim in each.claims:
            if claim.stance in {"denies", "disputes"} and (
                claim.about or claim.stance == "disputes"
            ):
                found.setdefault((claim.about, claim.origin), []).append((each.key, claim))
    for (about, origin), evidence in sorted(found.items()):
        yield about, Voice(origin, tuple(evidence))


def _figures(known: Sequence[Told]) -> Iterator[Figure]:
    """Yield the last number of each kind from each origin."""
    latest: dict[tuple[str, str, str], Figure] = {}
    for each in known:
        for count in each.mention.counts:
            origin = _speaker(each, count.span.start)
            figure = Figure(count.what, count.number, count.kind, origin, each.at, each.key.item)
            latest[origin, count.what, count.kind] = figure
    yield from sorted(latest.values(), key=lambda each: (each.what, each.at, each.origin))


def _speaker(each: Told, place: int) -> str:
    """Return who gives the number that stands at *place*: the sentence's speaker, or the source."""
    for claim in each.claims:
        if claim.sentence.start <= place < claim.sentence.end and claim.origin:
            return voice_of(each, claim)
    return each.account.origin


def _spread(known: Sequence[Told]) -> Iterator[Step]:
    seen: set[str] = set()
    for each in known:
        if each.is_main and each.outlet not in seen:
            seen.add(each.outlet)
            yield Step(each.outlet, each.account.origin, each.at, each.key.item)


def _kinds(known: Sequence[Told]) -> tuple[str, ...]:
    """Return the topics, those that most reports have first."""
    counted: dict[str, int] = {}
    for each in known:
        for kind in each.mention.kinds:
            counted[kind] = counted.get(kind, 0) + 1
    return tuple(sorted(counted, key=lambda kind: (kind in _VAGUE_LAST, -counted[kind], kind)))


def _place(known: Sequence[Told]) -> str:
    """Return the place that most reports name first; of those named as often, the smallest."""
    counted: dict[str, int] = {}
    for each in known:
        for place in each.mention.places[:1]:
            counted[place] = counted.get(place, 0) + 1
    return min(counted, key=lambda place: (_size(place), -counted[place], place), default="")


def _size(place_id: str) -> int:
    place = places().get(place_id)
    wide = ("country", "region", "governorate", "district", "subdistrict", "city")
    return len(wide) - wide.index(place.type) if place and place.type in wide else 0


def _days(known: Sequence[Told]) -> tuple[date | None, date | None]:
    """Return the days it was on as far as all who state one agree; the first to state one else."""
    stated = [each.mention.date for each in known if each.mention.date is not None]
    if not stated:
        return None, None
    first, last = max(each.first for each in stated), min(each.last for each in stated)
    return (first, last) if first <= last else (stated[0].first, stated[0].last)


def heading(found: Status, written: str = "") -> str:
    """
    Say in a few English words what it was, where and when: "convoy, patrol, Tal Dahab, …".

    *written* is how a report writes a place that the gazetteer lacks.
    """
    place = places().get(found.place)
    parts = [*found.kinds[:2], place.name if place else written or found.place.lstrip("~")]
    parts.append(found.first_day.isoformat() if found.first_day else "")
    return ", ".join(part for part in parts if part)
