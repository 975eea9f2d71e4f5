"""
What a running Hajiz is made of: configuration, database and compiled rules, opened together.

The one place that chooses implementations; the pipes get everything they need from here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from alerts.channels.channel import Channel
from alerts.rules.matcher import RuleSet, compile_rules
from hajiz.config.read import Config
from model import Outlet, OutletId
from storage import digests, feeds, keys, notices
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Assembly:
    """The parts both pipes work with; replaced as a whole, never changed."""

    config: Config
    database: Database
    rule_set: RuleSet

    @property
    def outlets(self) -> dict[OutletId, Outlet]:
        """The configured outlets by id, in the order of config.toml."""
        return {outlet.id: outlet for outlet in self.config.outlets}


@contextmanager
def assemble(config: Config, now: datetime) -> Iterator[Assembly]:
    """
    Open the database *config* names, bring it up to date and compile the rules.

    The database knows every configured outlet and digest afterwards; it is closed at the end.

    Raises:
        StorageError: the database cannot be opened.
        RuleError: a rule cannot be compiled.
    """
    rule_set = compile_rules(config.rules, config.topics)
    database = Database.open(config.database, now)
    try:
        register(database, config, now)
        yield Assembly(config=config, database=database, rule_set=rule_set)
    finally:
        database.close()


def register(database: Database, config: Config, now: datetime) -> None:
    """
    Let the database know every configured outlet and digest; what it knows of them stays.

    Raises:
        StorageError: none of it was kept.
    """
    with database.write() as tx:
        feeds.sync(tx, config.outlets, now)
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


def channels_of(config: Config) -> dict[str, Channel]:
    """Build the configured channels, by name."""
    from alerts.channels.email import EmailChannel, EmailSettings
    from alerts.channels.folder import FolderChannel, FolderSettings
    from alerts.channels.webhook import WebhookChannel, WebhookSettings

    def build(settings: FolderSettings | EmailSettings | WebhookSettings) -> Channel:
        match settings:
            case FolderSettings():
                return FolderChannel(settings)
            case EmailSettings():
                return EmailChannel(settings)
            case WebhookSettings():
                return WebhookChannel(settings)

    return {settings.name: build(settings) for settings in config.channels}


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
