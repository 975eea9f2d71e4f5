"""
The channels of config.toml as the channels themselves want to have them.

Each kind's module is loaded only when the file has such a channel: some take longer to load than
all the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hajiz.config import schema
from hajiz.config.paths import inside
from model.network import Network

if TYPE_CHECKING:
    from alerts.channels.apprise import AppriseSettings
    from alerts.channels.email import EmailSettings
    from alerts.channels.feed import FeedSettings
    from alerts.channels.folder import FolderSettings
    from alerts.channels.webhook import WebhookSettings

    ChannelSettings = (
        FolderSettings | EmailSettings | WebhookSettings | AppriseSettings | FeedSettings
    )


@dataclass(frozen=True, slots=True)
class Outward:
    """What holds for all channels that reach out."""

    public_url: str  # under which unsubscribe links are served
    allow_networks: tuple[Network, ...]  # private ones that may be sent to


def settings_of(
    tables: Mapping[int, schema.ChannelTable],
    folder: Path,
    secrets: Mapping[int, str],
    outward: Outward,
) -> "Iterator[ChannelSettings]":
    """Return the settings of every channel; *secrets* are found under the channel's number."""
    for number, table in tables.items():
        secret = secrets.get(number, "")
        match table:
            case schema.FolderTable():
                yield _folder(table, folder)
            case schema.EmailTable():
                yield _email(table, secret, outward)
            case schema.WebhookTable():
                yield _webhook(table, secret, outward)
            case schema.AppriseTable():
                yield _apprise(table, secret, outward)
            case schema.FeedTable():
                yield _feed(table, folder)


def _folder(table: schema.FolderTable, folder: Path) -> "FolderSettings":
    from alerts.channels.folder import FolderSettings

    return FolderSettings(name=table.name, path=inside(folder, table.path))


def _email(table: schema.EmailTable, password: str, outward: Outward) -> "EmailSettings":
    from alerts.channels.email import EmailSettings

    return EmailSettings(
        name=table.name,
        host=table.host,
        port=table.port,
        security=table.security,
        username=table.username or "",
        password=password,
        sender=table.sender,
        bounces=table.bounces or "",
        recipients=tuple(table.recipients),
        timeout=table.timeout,
        public_url=outward.public_url,
        allow_networks=outward.allow_networks,
    )


def _webhook(table: schema.WebhookTable, secret: str, outward: Outward) -> "WebhookSettings":
    from alerts.channels.webhook import WebhookSettings

    return WebhookSettings(
        name=table.name,
        url=table.url,
        secret=secret,
        timeout=table.timeout,
        allow_networks=outward.allow_networks,
    )


def _apprise(table: schema.AppriseTable, url: str, outward: Outward) -> "AppriseSettings":
    from alerts.channels.apprise import AppriseSettings

    return AppriseSettings(
        name=table.name,
        url=url,
        format=table.format,
        timeout=table.timeout,
        allow_networks=outward.allow_networks,
    )


def _feed(table: schema.FeedTable, folder: Path) -> "FeedSettings":
    from alerts.channels.feed import FeedSettings

    return FeedSettings(
        name=table.name,
        path=inside(folder, table.path),
        limit=table.limit,
        title=table.title,
        address=table.address.rstrip("/"),
    )
