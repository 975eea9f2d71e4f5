"""What a person thinks of a match."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Verdict = Literal["relevant", "noise", "unsure"]
Via = Literal["cli", "page", "digest", "api"]


@dataclass(frozen=True, slots=True)
class Label:
    """What was last said of an item and a rule, by whom, when and where."""

    item_id: int
    rule: str
    verdict: Verdict
    version: int  # how often something was said of it, this time included
    said_by: str
    said_at: datetime
    via: Via


@dataclass(frozen=True, slots=True)
class LabelChange:
    """What was once said of an item and a rule; None took back what was said before."""

    item_id: int
    rule: str
    verdict: Verdict | None
    said_by: str
    said_at: datetime
    via: Via


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """How many items are labelled for a rule, and how; what it fired for and what not."""

    relevant: int = 0  # it fired, and rightly
    noise: int = 0  # it fired, and should not have
    unsure: int = 0  # whether it fired or not
    missed: int = 0  # relevant, and it did not fire
    spared: int = 0  # noise, and it did not fire


@dataclass(frozen=True, slots=True)
class Pin:
    """An item that a rule must fire for, or must not, however the rule is changed."""

    item_id: int
    rule: str
    must: bool  # fire
    pinned_by: str
    pinned_at: datetime
