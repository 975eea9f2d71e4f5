"""A digest before it is rendered: what was found, where, and what could not be seen."""

from dataclasses import dataclass
from datetime import datetime

from model.match import Span
from model.outlet import Outlet


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of an item's own text with the hits in it."""

    text: str
    marks: tuple[Span, ...] = ()  # not overlapping, in order, into *text*


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One item as a digest shows it."""

    item_id: int
    title: Excerpt
    excerpt: Excerpt | None  # the sentence(s) that fired; None when only the title did
    url: str
    language: str
    published_at: datetime | None
    first_seen_at: datetime
    rules: tuple[str, ...]  # all rules it fired, in the order of config.toml
    terms: tuple[str, ...] = ()  # the terms that hit, as the rules write them, each once


@dataclass(frozen=True, slots=True)
class OutletGroup:
    """The items of one outlet within a section."""

    outlet: Outlet
    items: tuple[DigestItem, ...]


@dataclass(frozen=True, slots=True)
class RuleSection:
    """The items whose first rule this is; an item stands in one section only."""

    rule: str
    groups: tuple[OutletGroup, ...]


@dataclass(frozen=True, slots=True)
class OutletState:
    """What a digest says of one outlet it could not see."""

    outlet: Outlet
    reason: str  # "failing since Wed 18 Nov 18:20 (HTTP 403)"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the world this digest speaks for."""

    outlets: int  # configured
    polled: int  # looked at successfully in the window
    unchanged: int  # of those, brought nothing new at the last look
    failing: tuple[OutletState, ...]
    items_read: int  # items first seen in the window, baseline included
    baseline_items: int  # already there at the first look: stored and matched, not reported
    baseline_matches: int
    notices: tuple[str, ...] = ()  # what else is wrong: "config.toml: an edit was not taken over …"


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything a digest says; frozen with its window `[window_start, window_end)`, in UTC."""

    id: str  # dig_…, derived: the same window always has the same id
    name: str
    window_start: datetime
    window_end: datetime
    timezone: str  # IANA name all times are shown in
    sections: tuple[RuleSection, ...]
    coverage: Coverage
    rule_set: str

    @property
    def match_count(self) -> int:
        """The number of items reported."""
        return sum(len(group.items) for section in self.sections for group in section.groups)
