"""Messages on their way out, and what became of each attempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

MessageKind = Literal["digest", "alert", "notice", "test"]
DeliveryState = Literal["pending", "sent", "dead", "cancelled", "review"]


@dataclass(frozen=True, slots=True)
class Message:
    """
    A digest, alert or notice in every form a channel may want; its id is its idempotency key.

    *subject* is one line. *html* needs nothing from elsewhere but *picture*, which it shows where
    it says `src="cid:days"`. *payload* is a JSON document. *brief* is for chats: plain text whose
    paragraphs, parted by empty lines, may be sent one by one where room is short.
    """

    id: str  # parts of one digest end in .1, .2 …
    kind: MessageKind
    name: str  # of the digest or alert
    subject: str
    text: str
    html: str
    payload: str
    created_at: datetime
    brief: str = ""
    picture: bytes = b""  # PNG; b"" for none
    thread: str = ""  # id of the message this one follows; "" for none


@dataclass(frozen=True, slots=True)
class Sent:
    """The receiver took it."""

    detail: str = ""  # "250 2.0.0 Ok", the path of the file


@dataclass(frozen=True, slots=True)
class Postponed:
    """It did not work this time; trying again may help."""

    reason: str
    is_suspect: bool = False  # the receiver calls our message wrong: people should hear of it


@dataclass(frozen=True, slots=True)
class Refused:
    """The receiver will not take it, however often we try."""

    reason: str


@dataclass(frozen=True, slots=True)
class Paused:
    """
    Nothing is wrong with the message: the whole channel has to wait.

    A login that is refused, encryption that is missing, a receiver that asks to wait. The attempt
    does not count towards giving up.
    """

    reason: str
    retry_after: timedelta | None = None  # None: an hour
    is_wish: bool = False  # the receiver asked for it, politely; nothing is broken


@dataclass(frozen=True, slots=True)
class Closed:
    """The receiver wants nothing more, ever; what waits is kept until a person decides."""

    reason: str


SendResult = Sent | Postponed | Refused | Paused | Closed


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient of a channel, with what became of it so far."""

    seq: int
    message_id: str
    kind: str
    subject: str
    channel: str
    recipient: str  # a mailbox; "" where the channel has one destination
    state: str  # DeliveryState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    last_attempt_at: datetime | None = None
    detail: str = ""  # of the last attempt


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """One attempt and its outcome, as it was written down."""

    number: int
    at: datetime
    outcome: str  # sent, postponed, refused, paused, closed
    detail: str
