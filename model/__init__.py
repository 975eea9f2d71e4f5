"""
The nouns of Hajiz: frozen dataclasses and errors that cross package borders.

Standard library only. Knows nothing of the network, the database or the rules' syntax.
"""

from model.access import ApiToken, Session
from model.condition import EVERYTHING, AllOf, AnyOf, Condition, Token
from model.errors import (
    ConfigError,
    DeliveryError,
    DiskError,
    HajizError,
    LockedError,
    Problem,
    RuleError,
    StorageError,
    UnguardedError,
)
from model.health import UNSEEN, WELL, Finding, Health, HealthState
from model.item import Item, ItemKey, PageState, Revision, StoredItem, TextSource
from model.label import Label, LabelChange, LabelCounts, Pin, Verdict, Via
from model.match import Field, Hit, Match, Span, StoredMatch
from model.outlet import (
    Failed,
    FailureKind,
    FeedState,
    FetchTask,
    Fresh,
    KnownBy,
    Listing,
    Outcome,
    Outlet,
    OutletId,
    OutletKind,
    Unchanged,
    Validators,
)
from model.pace import Move, Wishes
from model.page import PageFailed, PageOutcome, PageRead, PageTask, PageUnchanged

__all__ = [
    "EVERYTHING",
    "UNSEEN",
    "WELL",
    "AllOf",
    "AnyOf",
    "ApiToken",
    "Condition",
    "ConfigError",
    "DeliveryError",
    "DiskError",
    "Failed",
    "FailureKind",
    "FeedState",
    "FetchTask",
    "Field",
    "Finding",
    "Fresh",
    "HajizError",
    "Health",
    "HealthState",
    "Hit",
    "Item",
    "ItemKey",
    "KnownBy",
    "Label",
    "LabelChange",
    "LabelCounts",
    "Listing",
    "LockedError",
    "Match",
    "Move",
    "Outcome",
    "Outlet",
    "OutletId",
    "OutletKind",
    "PageFailed",
    "PageOutcome",
    "PageRead",
    "PageState",
    "PageTask",
    "PageUnchanged",
    "Pin",
    "Problem",
    "Revision",
    "RuleError",
    "Session",
    "Span",
    "StorageError",
    "StoredItem",
    "StoredMatch",
    "TextSource",
    "Token",
    "Unchanged",
    "UnguardedError",
    "Validators",
    "Verdict",
    "Via",
    "Wishes",
]
