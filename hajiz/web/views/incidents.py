"""
Incidents in the words of the page: heading, origins, how it spread; and what each report says.

Pure; knows no database. Words are those of digests and alerts, in English.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.digests.language import words_in
from alerts.digests.language.phrase import NOTHING, Phrase
from alerts.digests.language.times import Times, times_in
from alerts.digests.view import incidents as said
from alerts.digests.view.names import origin_name
from alerts.incidents.origins import Origin
from alerts.incidents.status import UNNAMED, Told
from hajiz.incidents.names import Names
from hajiz.incidents.reading import origins_of
from hajiz.incidents.showing import Report, Shown
from hajiz.incidents.summary import summary
from hajiz.web.site import Site
from model.digest import IncidentSummary

_FOR = frozenset({"claims", "quotes"})
RECALLS = "recalls"


@dataclass(frozen=True, slots=True)
class Line:
    """An incident as a list shows it."""

    number: int
    heading: Phrase
    origins: Phrase
    spread: Phrase
    figures: Phrase
    first_at: datetime
    last_at: datetime
    outlets: int
    reports: int  # items that tell of it as news
    is_denied: bool


@dataclass(frozen=True, slots=True)
class Stance:
    """What an item says of an incident, and whose word that is by name; nothing: unknown."""

    verb: str  # "claims", "quotes", "confirms", "denies", "disputes", "recalls"; "" nothing
    whose: Phrase


class Teller:
    """Names origins and outlets, and puts incidents into words, as things stand now."""

    def __init__(self, site: Site) -> None:
        assembly = site.assembly
        self._registry = origins_of(assembly.config)
        self._outlets = assembly.outlets
        self._names = Names(self._registry, self._outlets)
        self._times: Times = times_in(words_in("en"), site.zone.key, site.clock())

    def summary(self, shown: Shown) -> IncidentSummary:
        """Return what is said of an incident, in names."""
        return summary(shown, self._registry, self._outlets)

    def line(self, shown: Shown) -> Line:
        """Return an incident as a list shows it."""
        told = self.summary(shown)
        return Line(
            number=shown.id,
            heading=said.heading(told, self._times),
            origins=said.origins_line(told, self._times),
            spread=said.spread_line(told, self._times),
            figures=said.figures_line(told, self._times),
            first_at=shown.first_at,
            last_at=max(each.told.at for each in shown.reports),
            outlets=told.outlets,
            reports=len({each.key.item for each in news_of(shown)}),
            is_denied=bool(shown.status.denied_by),
        )

    def lines(self, found: Mapping[int, Shown]) -> dict[int, Line]:
        """Return incidents by number; one of which no text is kept is left out."""
        return {number: self.line(each) for number, each in found.items() if each.reports}

    def origin(self, key: str) -> str:
        """Name an origin; an outlet that is none of the registry by the name it has here."""
        return self._names.origin(key)

    def outlet(self, key: str) -> str:
        """Name an outlet."""
        return self._names.outlet(key)

    def who(self, key: str) -> Phrase:
        """Name an origin within a sentence: "the Coalition"."""
        return origin_name(self.origin(key), self._times.words) if key else NOTHING

    def thing(self, what: str, kind: str) -> str:
        """Name what is counted: "armoured vehicles"."""
        name = f"{what}:{kind}" if kind else what
        return self._times.words.incidents.things.get(name, f"{kind} {what}".strip())

    def kind(self, name: str) -> str:
        """Name what happened: "convoy"."""
        return self._times.words.incidents.topics.get(name, name)

    def facts(self, key: str) -> Origin | None:
        """Return what the registry knows of an origin."""
        return self._registry.get(key)

    def chain(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Name those through whom a report came, from the outlet to its first source."""
        return self._names.chain(keys)

    def stance(self, told: Told) -> Stance:
        """Say what an item says of an incident, and whose word it is."""
        if told.mention.is_background:
            return Stance(RECALLS, NOTHING)
        if told.is_main:
            return Stance(told.account.stance or "", self.who(told.account.origin))
        claim = next(iter(told.claims), None)
        return Stance(claim.stance, self.who(claim.origin)) if claim else Stance("", NOTHING)


def news_of(shown: Shown) -> tuple[Report, ...]:
    """Return the reports of which the incident is news; the others recall it."""
    return tuple(each for each in shown.reports if not each.told.mention.is_background)


def relayed(told: Told) -> str:
    """Return the origin, with a name, that an item only relays; "" where it says more than that."""
    origin = told.account.origin
    if not told.is_main or told.account.stance != "quotes" or origin in UNNAMED:
        return ""
    is_all = all(
        each.stance in _FOR and (each.origin == origin or each.origin in UNNAMED)
        for each in told.claims
    )
    return origin if is_all else ""
