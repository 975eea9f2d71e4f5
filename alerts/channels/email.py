"""
Messages by mail, one for each recipient, encrypted unless the configuration says otherwise.

Decides who gets what; the mail is made in `mime`, the conversation with the server in `session`.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

from alerts.channels.answers import Account
from alerts.channels.connect import sending_guard
from alerts.channels.headers import address
from alerts.channels.mime import compose
from alerts.channels.retry import MAIL_PAUSES
from alerts.channels.session import ConversationError, Session, Tell
from alerts.channels.spare import Spare
from alerts.channels.time_limit import time_limit
from alerts.channels.unsubscribe import (
    LONGEST_LINK,
    SHORTEST_KEY,
    Subscription,
    make_token,
)
from alerts.label_links import personal
from model import DeliveryError
from model.message import Message, Refused, SendResult, Sent
from model.network import Network

LONGEST_SENDING = timedelta(seconds=100)  # shorter than the lease on a message being sent
STEPS = 3  # sending may take so many times the limit for one step

_LINK = re.compile("https?://[!-;=?-~]+")  # fit for a header, between < and >


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """One mail account to send from, and who gets the mail."""

    name: str
    host: str
    sender: str
    recipients: tuple[str, ...]
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: timedelta = timedelta(seconds=30)  # for each step of the conversation
    bounces: str = ""  # where undeliverable mail goes back to; "" for the sender
    public_url: str = ""  # under which unsubscribe links are served; "" for no links
    unsubscribe_key: bytes = field(default=b"", repr=False)  # their proof; see `unsubscribe`
    allow_networks: tuple[Network, ...] = ()  # private ones the mail server may be in


def say_nothing(_step: str) -> None:
    """Take note of a step that worked, and tell nobody."""


class EmailChannel:
    """Sends every message as a mail of its own to each recipient."""

    def __init__(self, settings: EmailSettings, tell: Tell = say_nothing) -> None:
        """
        Check the addresses; nothing is sent or opened yet. *tell* hears of each step that worked.

        Raises:
            DeliveryError: there are no recipients, an address is none, or the key too short.
        """
        try:
            self._sender = address(settings.sender)
            self._bounces = address(settings.bounces or settings.sender).mail
            mailboxes = [address(each) for each in settings.recipients]
        except ValueError as error:
            raise DeliveryError(f'channel "{settings.name}": {error}') from error
        if not mailboxes:
            raise DeliveryError(f'channel "{settings.name}": it has no recipients')
        if 0 < len(settings.unsubscribe_key) < SHORTEST_KEY:
            raise DeliveryError(f'channel "{settings.name}": its unsubscribe key is too short')
        self._mailboxes = {each.mail: each for each in mailboxes}
        self._settings = settings
        self._account = _account(settings)
        self._tell = tell
        self._spare = Spare()
        self._guard = sending_guard(settings.allow_networks)
        self._session = Session(self._account, tell, self._guard)  # the one under way

    @property
    def name(self) -> str:
        """The channel's name in config.toml."""
        return self._settings.name

    @property
    def recipients(self) -> tuple[str, ...]:
        """The mailboxes, without the names of their owners, each once."""
        return tuple(self._mailboxes)

    @property
    def pauses(self) -> tuple[timedelta, ...]:
        """Mail servers that greylist are asked again within minutes."""
        return MAIL_PAUSES

    def send(self, message: Message, recipient: str) -> SendResult:
        """
        Offer *message* to the mail server once, for *recipient* alone.

        That is one of the channel's own, or of the digest's or alert's.

        Refused is what this recipient or this message is refused for; a login or an encryption
        that does not work pauses the channel, and nothing is sent in clear instead.
        """
        try:
            mailbox = self._mailboxes.get(recipient) or address(recipient)
        except ValueError as error:
            return Refused(str(error))
        own = self._own(message, mailbox.mail)
        mail = compose(own, self._sender, mailbox, self._unsubscribe(message, mailbox.mail))
        limit = min(self._settings.timeout * STEPS, LONGEST_SENDING)
        try:
            with time_limit(limit, self._cut_off):
                return self._deliver(mailbox.mail, mail)
        except ConversationError as error:
            return error.result
        finally:
            self._spare.put(self._session)

    def close(self) -> None:
        """Take leave of the server now, if a session was left open for another mail."""
        spare = self._spare.take()
        if spare is not None:
            spare.close()

    def _deliver(self, recipient: str, mail: bytes) -> Sent:
        if not self._began_in_spare_session(len(mail)):
            self._session = Session(self._account, self._tell, self._guard)
            self._session.open()
            self._session.begin(self._bounces, len(mail))
        return self._session.finish(recipient, mail)

    def _began_in_spare_session(self, size: int) -> bool:
        """Try the session left open; what it refuses now, a new one may take."""
        spare = self._spare.take()
        if spare is None:
            return False
        self._session = spare
        try:
            spare.begin(self._bounces, size)
        except ConversationError:
            spare.close()
            return False
        return True

    def _cut_off(self) -> None:
        self._session.cut_off()  # the one under way at that moment

    def _own(self, message: Message, recipient: str) -> Message:
        """Let the links to label an item say who follows them."""
        key = self._settings.unsubscribe_key
        if message.kind != "digest" or not key:
            return message
        text, html = (personal(each, key, recipient) for each in (message.text, message.html))
        return replace(message, text=text, html=html)

    def _unsubscribe(self, message: Message, recipient: str) -> str:
        settings = self._settings
        is_subscribed = message.kind in {"digest", "alert"}
        if not (is_subscribed and settings.public_url and settings.unsubscribe_key):
            return ""
        subscription = Subscription(settings.name, recipient, message.name)
        token = make_token(settings.unsubscribe_key, subscription)
        link = f"{settings.public_url.rstrip('/')}/unsubscribe/{token}"
        return link if _LINK.fullmatch(link) and len(link) <= LONGEST_LINK else ""


def _account(settings: EmailSettings) -> Account:
    return Account(
        host=settings.host,
        port=settings.port,
        security=settings.security,
        username=settings.username,
        password=settings.password,
        timeout=settings.timeout,
    )
