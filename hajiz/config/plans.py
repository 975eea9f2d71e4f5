"""What config.toml plans: digests, alerts, heartbeat and page, as the program uses them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from alerts.instant import QuietHours
from model import OutletId
from model.digest import Language
from model.network import Network


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """One digest of config.toml: when it is made, of which rules, and where it goes."""

    name: str
    at: time
    zone: ZoneInfo
    rules: tuple[str, ...]  # all of them when the file names none
    channels: tuple[str, ...]
    when_empty: Literal["send", "skip", "weekly"]
    weekdays: frozenset[int]  # Monday is 0
    recipients: tuple[str, ...]  # by e-mail, in place of the channels' own; () for these
    language: Language
    max_size: int  # bytes of HTML in one message
    label_links: bool = True  # readers may label its items, where there is a public address


@dataclass(frozen=True, slots=True)
class AlertPlan:
    """One alert of config.toml: which rules are told at once, where to, and when not."""

    name: str
    zone: ZoneInfo
    rules: tuple[str, ...]
    channels: tuple[str, ...]
    recipients: tuple[str, ...]
    quiet_hours: QuietHours | None
    cooldown: timedelta
    collapse_above: int  # so many at once come one by one, more as one message
    max_age: timedelta  # what was published longer before it was first seen is no news
    language: Language
    max_size: int


@dataclass(frozen=True, slots=True)
class WebPlan:
    """What Hajiz answers to over HTTP; nothing when *listen* is empty."""

    listen: str  # "127.0.0.1:8099"
    public_url: str  # how the world reaches it, without a slash at the end; "" for not at all
    password: str = field(default="", repr=False)  # itself or its hash; "": this machine only
    trusted_proxies: tuple[Network, ...] = ()  # who is believed in what they say of others


@dataclass(frozen=True, slots=True)
class HeartbeatPlan:
    """Who is told at every *interval* that we are alive; nobody when *url*, a secret, is empty."""

    url: str = field(repr=False)
    interval: timedelta


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """For how long items are kept; None: for ever."""

    keep: timedelta | None
    keep_matched: timedelta | None  # those that ever fired a rule
    outlets: Mapping[OutletId, timedelta]  # that have an age of their own
