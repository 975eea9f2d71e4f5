"""How an outlet fares: one word for each way of being seen, half seen or not seen at all."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.outlet import OutletId


class HealthState(StrEnum):
    """What is the matter with an outlet; from what hides all of it to what hides nothing."""

    GONE = "gone"  # its server says so (410); it is not asked any more
    OFFLINE = "offline"  # it is us: this machine reaches nobody
    RESTING = "resting"  # its server asked to be left alone
    CHALLENGED = "challenged"  # a bot challenge stands in place of its feed
    NOT_A_FEED = "not_a_feed"  # what it answers is no feed
    FAILING = "failing"  # for any other reason
    UNPOLLED = "unpolled"  # never looked at
    EMPTY = "empty"  # its feed has no items, and had some
    QUIET = "quiet"  # brings nothing, for longer than is its way
    OVERRUN = "overrun"  # items have certainly passed between two looks
    TRUNCATED = "truncated"  # gave more than is read in one look
    UNREAD = "unread"  # its articles' pages cannot be read
    GARBLED = "garbled"  # its letters are not in the encoding it names
    UNCHANGED = "unchanged"
    FINE = "fine"


UNSEEN = frozenset(  # nothing new of it is seen while this lasts
    {
        HealthState.GONE,
        HealthState.OFFLINE,
        HealthState.RESTING,
        HealthState.CHALLENGED,
        HealthState.NOT_A_FEED,
        HealthState.FAILING,
        HealthState.UNPOLLED,
    }
)
WELL = frozenset({HealthState.UNCHANGED, HealthState.FINE})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is the matter, with what there is to say about it."""

    state: HealthState
    since: datetime | None = None  # when it began, or last happened
    detail: str = ""  # in words: "HTTP 403 Forbidden"
    count: int = 0  # days of silence, pages not read
    usual: int = 0  # items a day, before the silence


@dataclass(frozen=True, slots=True)
class Health:
    """All that is the matter with an outlet, the gravest first; never empty."""

    outlet: OutletId
    findings: tuple[Finding, ...]

    @property
    def gravest(self) -> Finding:
        """What matters most."""
        return self.findings[0]

    @property
    def state(self) -> HealthState:
        """How the outlet fares, in one word."""
        return self.gravest.state

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to say."""
        return self.state in WELL
