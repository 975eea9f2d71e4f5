"""A digest before it is rendered: what was found, where, and what could not be seen."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from model.incident import EventDate, Stance
from model.item import PageState
from model.match import Span
from model.outlet import Outlet

PartKind = Literal["new", "update", "follow_up", "late"]
Language = Literal["en", "ar"]  # of headings; what outlets wrote stays as it is


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of an item's own text with the hits in it."""

    text: str
    marks: tuple[Span, ...] = ()  # not overlapping, in order, into *text*


@dataclass(frozen=True, slots=True)
class LabelLinks:
    """Where a reader says with one click what they think of an item."""

    relevant: str
    noise: str
    room: int = 0  # bytes that both together may grow by when a recipient gets links of their own


NewsKind = Literal["denied", "disputed", "confirmed", "origin", "figures", "edited"]


@dataclass(frozen=True, slots=True)
class IncidentNews:
    """What became of an incident since the reader was told of it."""

    kind: NewsKind
    origin: str = ""  # by name: whose word it is; of an edited item its outlet
    about: str = ""  # the detail disputed: "casualties" …; what is counted: "killed" …
    number: int = 0  # the new figure


@dataclass(frozen=True, slots=True)
class IncidentStep:
    """An outlet's first report of an incident, and from whom it had it."""

    outlet: str  # by name
    origin: str  # by name; "" unknown
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentFigure:
    """A number as one origin gives it."""

    what: str  # "vehicle", "killed", "wounded"
    number: int
    kind: str  # "armoured", "civilian" …; "" when it is not said
    origin: str  # by name; "" unknown


@dataclass(frozen=True, slots=True)
class IncidentSummary:
    """
    What is said of an incident, in names: by whom it is claimed, confirmed and denied.

    Origins are counted, not outlets: ten relays of one agency are one. Nothing says who is right.
    """

    number: int
    kinds: tuple[str, ...]  # topics: "convoy" …, the most telling first
    place: str  # gazetteer id, "~…" of a village that is not in it, "" when no place is named
    first_day: date | None
    last_day: date | None
    outlets: int
    claimed_by: tuple[str, ...]
    confirmed_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    disputed: tuple[tuple[str, str], ...]  # the detail, and by whom
    is_unnamed: bool  # somebody without a name tells of it: "local sources", unknown
    figures: tuple[IncidentFigure, ...]
    spread: tuple[IncidentStep, ...]  # the first report first
    news: tuple[IncidentNews, ...] = ()  # since the reader was told of it, the gravest first
    place_as_written: str = ""  # of a place in no gazetteer: as the first report has it

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins with a name that claim or confirm it, each once."""
        return tuple(dict.fromkeys((*self.claimed_by, *self.confirmed_by)))


@dataclass(frozen=True, slots=True)
class EarlierEvent:
    """What an item recalls besides its news; *date* as far as it says when that was."""

    date: EventDate | None = None


@dataclass(frozen=True, slots=True)
class WordChange:
    """A stretch of a text that stayed, or that only the text before or after a change has."""

    kind: Literal["same", "removed", "added"]
    text: str


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
    told_at: datetime | None = None  # a follow-up: when the reader was told of this before
    page: PageState = ""  # how far its page was read
    label_links: LabelLinks | None = None
    earlier: EarlierEvent | None = None  # all that fired tells of one
    changes: tuple[WordChange, ...] = ()  # what its outlet changed, in place of the excerpt


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """An item under its incident, with what it says of it and from whom."""

    outlet: Outlet
    item: DigestItem
    stance: Stance | None = None
    origin: str = ""  # by name: who says so; "" unknown
    is_relay: bool = False  # says what others of the incident said before, and adds nothing


@dataclass(frozen=True, slots=True)
class DigestIncident:
    """The items of one part that are about one incident, the first report first, relays last."""

    summary: IncidentSummary
    reports: tuple[IncidentReport, ...]
    told_at: datetime | None = None  # when the reader was first told of it


@dataclass(frozen=True, slots=True)
class OutletGroup:
    """The items of one outlet within a section."""

    outlet: Outlet
    items: tuple[DigestItem, ...]


@dataclass(frozen=True, slots=True)
class RuleSection:
    """The items of one part whose first rule this is; an item stands in one section only."""

    rule: str
    groups: tuple[OutletGroup, ...]


@dataclass(frozen=True, slots=True)
class DigestPart:
    """
    The items of one kind: those of incidents, and the others by rule; each stands once.

    "new": published and seen in the window. "update": seen before; its text was changed, and only
    then fired. "follow_up": the reader was told of the same piece
    before. "late": published long before we first saw it.
    """

    kind: PartKind
    sections: tuple[RuleSection, ...]
    incidents: tuple[DigestIncident, ...] = ()  # read before the sections

    @property
    def items(self) -> tuple[DigestItem, ...]:
        """Its items in reading order."""
        reports = (report.item for incident in self.incidents for report in incident.reports)
        groups = (group for section in self.sections for group in section.groups)
        return (*reports, *(item for group in groups for item in group.items))


@dataclass(frozen=True, slots=True)
class OutletState:
    """What a digest says of one outlet it could not see."""

    outlet: Outlet
    reason: str  # "failing since Wed 18 Nov 18:20 (HTTP 403)", in the reader's language


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
    quiet: tuple[OutletState, ...] = ()  # answer, but bring less than they used to
    overrun: tuple[OutletState, ...] = ()  # items have certainly passed between two looks
    truncated: tuple[OutletState, ...] = ()  # gave more than is read in one look
    unread: tuple[OutletState, ...] = ()  # articles' pages could not be read
    undated_items: int = 0  # of those read in the window, without a usable date


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything a digest says; frozen with its window `[window_start, window_end)`, in UTC."""

    id: str  # dig_…, derived: the same window always has the same id
    name: str
    window_start: datetime
    window_end: datetime
    timezone: str  # IANA name all times are shown in
    parts: tuple[DigestPart, ...]  # in reading order: new, follow-ups, late; none is empty
    coverage: Coverage
    rule_set: str
    language: Language = "en"
    days: tuple[int, ...] = ()  # matches a day, oldest first; the last one is this digest's
    thread: str = ""  # id of the message this one follows in mail programs; "" for the first

    @property
    def sections(self) -> tuple[RuleSection, ...]:
        """The sections of all parts: what is about no incident."""
        return tuple(section for part in self.parts for section in part.sections)

    @property
    def incidents(self) -> tuple[DigestIncident, ...]:
        """The incidents of all parts."""
        return tuple(incident for part in self.parts for incident in part.incidents)

    @property
    def items(self) -> tuple[DigestItem, ...]:
        """All items in reading order."""
        return tuple(item for part in self.parts for item in part.items)

    @property
    def match_count(self) -> int:
        """The number of items reported."""
        return len(self.items)


@dataclass(frozen=True, slots=True)
class AlertItem:
    """One item of an alert, with the events it stands for."""

    outlet: Outlet
    item: DigestItem
    events: tuple[str, ...]  # evt_…, one for each rule, in the order of *item.rules*


@dataclass(frozen=True, slots=True)
class Alert:
    """What is told at once: an incident, one item of none, or all those of a flood."""

    id: str  # the first event's
    name: str  # of the alert in config.toml
    items: tuple[AlertItem, ...]  # newest first, never empty
    timezone: str
    rule_set: str
    language: Language = "en"
    held_since: datetime | None = None  # when the first of them was held back, if any was
    held_for: str = ""  # why: "quiet hours", "cooldown", "flood" …
    thread: str = ""
    incident: IncidentSummary | None = None  # with its news where this is a follow-up
    follow_up_of: str = ""  # id of the message that told of the incident first


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something the operator must know of that is no news: a message that cannot be delivered."""

    id: str  # not_…, derived from what it is about
    subject: str  # one line: "the channel desk-hook was closed by its receiver"
    lines: tuple[str, ...]  # what happened, what Hajiz does, what to do; one sentence each
    at: datetime
    timezone: str
