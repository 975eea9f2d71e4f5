"""
The nouns of Hajiz: frozen dataclasses and errors that cross package borders.

Standard library only. Knows nothing of the network, the database or the rules' syntax.
"""

from model.digest import (
    Coverage,
    Digest,
    DigestItem,
    Excerpt,
    OutletGroup,
    OutletState,
    RuleSection,
)
from model.errors import (
    ConfigError,
    DeliveryError,
    HajizError,
    LockedError,
    Problem,
    RuleError,
    StorageError,
)
from model.item import Item, ItemKey, StoredItem
from model.match import Field, Hit, Match, Span, StoredMatch
from model.message import Delivery, Message, Postponed, Refused, SendResult, Sent
from model.outlet import (
    Failed,
    FailureKind,
    FeedState,
    FetchTask,
    Fresh,
    Outcome,
    Outlet,
    OutletId,
    Unchanged,
    Validators,
)

__all__ = [
    "ConfigError",
    "Coverage",
    "Delivery",
    "DeliveryError",
    "Digest",
    "DigestItem",
    "Excerpt",
    "Failed",
    "FailureKind",
    "FeedState",
    "FetchTask",
    "Field",
    "Fresh",
    "HajizError",
    "Hit",
    "Item",
    "ItemKey",
    "LockedError",
    "Match",
    "Message",
    "Outcome",
    "Outlet",
    "OutletGroup",
    "OutletId",
    "OutletState",
    "Postponed",
    "Problem",
    "Refused",
    "RuleError",
    "RuleSection",
    "SendResult",
    "Sent",
    "Span",
    "StorageError",
    "StoredItem",
    "StoredMatch",
    "Unchanged",
    "Validators",
]
