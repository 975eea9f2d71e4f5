"""Who a message goes to: every channel of a plan, and every recipient of each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hajiz.config.read import Config

if TYPE_CHECKING:
    from hajiz.config.read import ChannelSettings

Destination = tuple[str, str]  # a channel, and a mailbox or ""


def audience(
    config: Config, channels: Sequence[str], recipients: Sequence[str] = ()
) -> list[Destination]:
    """
    Return the destinations of a message for *channels*, in their order.

    *recipients* stand in place of those that the channels have by themselves; a channel that has
    none, such as a folder, stays as it is. A channel that is no longer configured is left out.
    """
    named = mailboxes(recipients)
    own = {settings.name: recipients_of(settings) for settings in config.channels}
    return [
        (channel, recipient)
        for channel in channels
        if channel in own
        for recipient in (named if named and own[channel] != ("",) else own[channel])
    ]


def recipients_of(settings: "ChannelSettings") -> tuple[str, ...]:
    """Return the mailboxes a channel writes to; ("",) where it has one destination."""
    from alerts.channels.email import EmailSettings

    if not isinstance(settings, EmailSettings):
        return ("",)
    return mailboxes(settings.recipients)


def mailboxes(written: Sequence[str]) -> tuple[str, ...]:
    """Return mail addresses without the names of their owners, each once."""
    from alerts.channels.headers import address

    return tuple(dict.fromkeys(address(each).mail for each in written))


def wanted(config: Config, channel: str) -> frozenset[str]:
    """Return all recipients that config.toml has for *channel*, in whatever digest or alert."""
    named = {(), *(plan.recipients for plan in config.digests)}
    named |= {plan.recipients for plan in config.alerts}
    return frozenset(
        recipient for each in named for _, recipient in audience(config, [channel], each)
    )
