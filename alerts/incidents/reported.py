"""What grouping is told of an item, and what it answers: plain values, as they are kept."""

from dataclasses import dataclass
from datetime import datetime

from alerts.incidents.sighting import Key
from alerts.incidents.wording import Wording
from model.incident import Account


@dataclass(frozen=True, slots=True)
class Decision:
    """A mention whose incident is another now; None: none, and none before."""

    key: Key
    incident: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Reported:
    """What `add` was told of an item, to tell it again."""

    account: Account
    item: int
    outlet: str
    published: datetime
    text: Wording | None
