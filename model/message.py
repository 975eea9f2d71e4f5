"""Messages on their way out, and what became of each attempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Message:
    """
    A digest or alert in every form a channel may want; its id is its idempotency key.

    *subject* is one line. *html* needs nothing from elsewhere. *payload* is a JSON document.
    """

    id: str
    kind: str  # "digest"
    name: str  # of the digest
    subject: str
    text: str
    html: str
    payload: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """The receiver took it."""

    detail: str = ""  # "250 2.0.0 Ok", the path of the file


@dataclass(frozen=True, slots=True)
class Postponed:
    """It did not work this time; trying again may help."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The receiver will not take it, however often we try."""

    reason: str


SendResult = Sent | Postponed | Refused


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one channel, with what became of it so far."""

    seq: int
    message_id: str
    kind: str
    subject: str
    channel: str
    state: str  # pending, sent, dead, cancelled
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    last_attempt_at: datetime | None = None
    detail: str = ""  # of the last attempt
