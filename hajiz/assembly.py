"""
What a running Hajiz is made of: configuration, database and compiled rules, opened together.

The one place that chooses implementations; the pipes get everything they need from here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.document import READ_AS
from hajiz.config.read import Config
from hajiz.gone import keep_standing
from model import Outlet, OutletId
from storage import digests, feeds, keys, mark, notices, pacing
from storage.database import Database

if TYPE_CHECKING:
    from alerts.channels.apprise import AppriseSettings
    from alerts.channels.channel import Channel
    from alerts.channels.webhook import WebhookSettings
    from alerts.rules.matcher import RuleSet
    from hajiz.config.channel_settings import ChannelSettings
    from hajiz.incidents.keeping import Incidents


@dataclass(frozen=True, slots=True)
class Assembly:
    """The parts both pipes work with; replaced as a whole, never changed."""

    config: Config
    database: Database
    rule_set: "RuleSet"
    loaded: dict[str, "Incidents"] = field(default_factory=dict, repr=False)  # when first needed

    outlets: Mapping[OutletId, Outlet] = field(init=False)  # by id, in the order of config.toml

    def __post_init__(self) -> None:
        by_id = {outlet.id: outlet for outlet in self.config.outlets}
        object.__setattr__(self, "outlets", by_id)

    @property
    def incidents(self) -> "Incidents":
        """All incidents, the same whatever replaces this; few commands need them, and wait."""
        if "incidents" not in self.loaded:
            from hajiz.incidents.keeping import Incidents

            self.loaded.setdefault("incidents", Incidents())
        return self.loaded["incidents"]


@contextmanager
def assemble(config: Config, now: datetime, *, check: bool = False) -> Iterator[Assembly]:
    """
    Open the database *config* names, bring it up to date and compile the rules.

    The database knows every configured outlet and digest afterwards; it is closed at the end.
    *check* looks for damage in all of it first.

    Raises:
        StorageError: the database cannot be opened.
        RuleError: a rule cannot be compiled.
    """
    rule_set = compiled(config)
    with opened(config, now, check=check) as database:
        yield Assembly(config=config, database=database, rule_set=rule_set)


@contextmanager
def opened(config: Config, now: datetime, *, check: bool = False) -> Iterator[Database]:
    """
    Open the database *config* names, as `assemble` does, for whoever can do without the rules.

    Raises:
        StorageError: the database cannot be opened.
    """
    mark.refuse_loss(config.database)
    database = Database.open(config.database, now, check=check)
    mark.leave(config.database)
    try:
        register(database, config, now)
        yield database
    finally:
        database.close()


def compiled(config: Config) -> "RuleSet":
    """
    Compile the rules of *config*, which takes half a second where they use large topics.

    Raises:
        RuleError: a rule cannot be compiled.
    """
    from alerts.rules.matcher import compile_rules

    return compile_rules(config.rules, config.topics)


def register(database: Database, config: Config, now: datetime) -> None:
    """
    Let the database know every configured outlet and digest; what it knows of them stays.

    Raises:
        StorageError: none of it was kept.
    """
    with database.write() as tx:
        pacing.reread(tx, READ_AS)
        feeds.sync(tx, config.outlets, now)
        keep_standing(tx, config.outlets, now)
        for plan in config.digests:
            digests.registered(tx, plan.name, now)


def stand(database: Database, name: str, text: str, now: datetime) -> None:
    """Let a notice stand in `status` and in digests, or take it away when *text* is empty."""
    with database.write() as tx:
        if text:
            notices.put(tx, name, text, now)
        else:
            notices.clear(tx, name)


def unsubscribe_key(database: Database) -> bytes:
    """Return the key that unsubscribe links are signed with; this instance's own."""
    with database.write() as tx:
        return keys.key(tx, "unsubscribe")


def channels_of(config: Config, unsubscribe_key: bytes = b"") -> dict[str, "Channel"]:
    """
    Build the configured channels, by name; mails offer to unsubscribe when there is a key.

    Raises:
        DeliveryError: one of them cannot be used as it is configured.
    """
    return {each.name: channel_of(each, unsubscribe_key) for each in config.channels}


def channel_of(
    settings: "ChannelSettings",
    unsubscribe_key: bytes = b"",
    tell: Callable[[str], None] | None = None,
) -> "Channel":
    """
    Build one channel; *tell* hears of every step of a mail's way.

    Raises:
        DeliveryError: it cannot be used as it is configured.
    """
    from alerts.channels.email import EmailChannel, EmailSettings, say_nothing
    from alerts.channels.feed import FeedChannel, FeedSettings
    from alerts.channels.folder import FolderChannel, FolderSettings

    match settings:
        case FolderSettings():
            return FolderChannel(settings)
        case FeedSettings():
            return FeedChannel(settings)
        case EmailSettings():
            keyed = replace(settings, unsubscribe_key=unsubscribe_key)
            return EmailChannel(keyed, tell or say_nothing)
    return _posting(settings)


def _posting(settings: "WebhookSettings | AppriseSettings") -> "Channel":
    """Build a channel whose module takes long to load: only those who have one wait for it."""
    from alerts.channels.webhook import WebhookChannel, WebhookSettings

    if isinstance(settings, WebhookSettings):
        return WebhookChannel(settings)
    from alerts.channels.apprise import AppriseChannel

    return AppriseChannel(settings)


def outlets_named(config: Config, names: Sequence[str]) -> tuple[Outlet, ...]:
    """
    Return the outlets called *names*, or all of them when there are none.

    Raises:
        KeyError: with the first name that no outlet has.
    """
    if not names:
        return config.outlets
    known = {outlet.id: outlet for outlet in config.outlets}
    return tuple(known[OutletId(name)] for name in dict.fromkeys(names))
