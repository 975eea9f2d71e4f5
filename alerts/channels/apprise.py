"""
Messages to chats and phones, by any service the library apprise knows.

The only file that knows apprise. It says no more than "failed" and writes the rest into its log,
with addresses in it that hold secrets; here that becomes a reason without them.
"""

import json
import logging
import re
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from urllib.parse import unquote

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat
from apprise.common import OverflowMode
from apprise.result import AppriseResult, AppriseResultStatus

from alerts.channels.connect import sending_guard
from alerts.channels.fence import is_within, watched
from alerts.channels.headers import sendable
from alerts.channels.pieces import in_pieces
from alerts.channels.quiet import keep_to_itself
from alerts.channels.retry import PAUSES
from alerts.channels.trouble import BLAMING_US, named_status
from model import DeliveryError
from model.message import Message, Paused, Postponed, SendResult, Sent
from model.network import Network

LONGEST_SENDING = timedelta(seconds=80)  # with one more piece under way, shorter than the lease
SHORTEST_SECRET = 3  # characters; a shorter part of an address would blot out half the language
MOST_REMEMBERED = 500  # messages of which some pieces went
LEAST_ROOM = 40
MARGIN = 16  # what a service puts between title and text when it has one field for both
BY_OCTETS = {"ntfy": 3800}  # counts 4096 octets; apprise turns 8000 of JSON into an attachment

_STATUS = re.compile(r"error=([1-5]\d\d)\b")
_CALLING_ALL = re.compile(r"(@)(?=everyone|here|channel|all\b|room\b)|(<)(?=[@!#])|(\])(?=\()")
_WORD_JOINER = "\u2060"  # shows as nothing

keep_to_itself("apprise", "urllib3")


@dataclass(frozen=True, slots=True)
class AppriseSettings:
    """Where to send, as apprise writes it."""

    name: str
    url: str = field(repr=False)  # tokens and passwords stand in it
    format: Literal["text", "markdown", "html"] | None = None  # None: what the service prefers
    timeout: timedelta = timedelta(seconds=20)  # for each piece
    allow_networks: tuple[Network, ...] = ()  # private ones the service may be in


class AppriseChannel:
    """
    Sends every message's brief, in pieces where the service has no room for the whole.

    Pieces that went are not sent again while the rest is, as long as this object lives.
    """

    def __init__(self, settings: AppriseSettings) -> None:
        """
        Check the address; nothing is sent or opened yet.

        Raises:
            DeliveryError: apprise cannot read it, lacks what this service needs, or would
                connect to it past the guard.
        """
        self._settings = settings
        self._guard = sending_guard(settings.allow_networks)
        with watched(self._guard):
            self._service = _service(settings)
        self._sender = Apprise(asset=self._service.asset)
        self._sender.add(self._service)
        self._gone: dict[str, int] = {}  # message id → how many of its pieces went

    @property
    def name(self) -> str:
        """The channel's name in config.toml."""
        return self._settings.name

    @property
    def service(self) -> str:
        """What the service is called: the part of the address that can be shown."""
        return str(self._service.service_name)

    @property
    def recipients(self) -> tuple[str, ...]:
        """The one address."""
        return ("",)

    @property
    def pauses(self) -> tuple[timedelta, ...]:
        """The same as for a webhook."""
        return PAUSES

    def send(self, message: Message, recipient: str = "") -> SendResult:  # noqa: ARG002
        """
        Send what is left of *message* once; a private address pauses, other failures postpone.

        No reason shows the address, or any part of it, but the IP address that was refused.
        """
        title, pieces = self._laid_out(message)
        end = time.monotonic() + LONGEST_SENDING.total_seconds()
        for number in range(self._gone.get(message.id, 0), len(pieces)):
            if time.monotonic() > end:
                return Postponed(f"{self.service} is slow: {number} of {len(pieces)} parts went")
            failure = self._offer(title, pieces[number])
            if failure:
                return failure
            self._remember(message.id, number + 1)
        self._gone.pop(message.id, None)
        parts = f" in {len(pieces)} parts" if len(pieces) > 1 else ""
        return Sent(f"{self.service} took it{parts}")

    def _laid_out(self, message: Message) -> tuple[str, list[str]]:
        """Return the title, where the service has room for it, and the pieces of the text."""
        subject = harmless(message.subject.strip())
        body = harmless((message.brief or message.text).strip())
        rest = body.removeprefix(subject).lstrip()
        is_title = bool(rest) and 0 < len(subject) <= self._service.title_maxlen
        title = subject if is_title else ""
        text = rest if is_title else f"{subject}\n\n{rest}".strip()
        by_octets = BY_OCTETS.get(self.service)
        size = _octets if by_octets else _units
        room = (by_octets or self._service.body_maxlen) - size(title) - MARGIN
        return title, in_pieces(text, max(room, LEAST_ROOM), size)

    def _offer(self, title: str, piece: str) -> Postponed | Paused | None:
        """Send one piece; return what went wrong, if anything did."""
        limit = self._settings.timeout.total_seconds() + self._service.request_rate_per_sec
        with watched(self._guard) as watch:
            result = self._sender.notify(
                body=piece,
                title=title,
                body_format=NotifyFormat.TEXT,
                interpret_escapes=False,
                timeout=limit,
                log_level=logging.WARNING,
            )
        if watch.refusal is not None and not result:
            return Paused(f"{self.service}: {watch.refusal}")
        return None if result else self._failure(result)

    def _failure(self, result: AppriseResult) -> Postponed:
        if result.status == AppriseResultStatus.TIMEOUT:
            limit = self._settings.timeout.total_seconds()
            return Postponed(
                f"{self.service} did not answer within {limit:g} s; it may have arrived after all"
            )
        words = " ".join(entry.message for entry in result.logs())
        found = _STATUS.findall(words)
        if not found:
            said = masked(words, self._settings.url) or "apprise does not say why"
            return Postponed(f"{self.service} did not take it: {said}")
        status = int(found[-1])
        return Postponed(
            f"{self.service} answered {named_status(status)}", is_suspect=status in BLAMING_US
        )

    def _remember(self, message_id: str, pieces: int) -> None:
        self._gone.pop(message_id, None)
        self._gone[message_id] = pieces
        while len(self._gone) > MOST_REMEMBERED:
            del self._gone[next(iter(self._gone))]


def harmless(text: str) -> str:
    """Keep what an outlet wrote from calling everybody in a chat, or from hiding a link."""
    return _CALLING_ALL.sub(lambda found: found[0] + _WORD_JOINER, sendable(text))


def masked(words: str, url: str) -> str:
    """Blot out of *words* whatever stands in *url*, but its scheme."""
    _, _, secret = url.partition("://")
    parts = {*re.split(r"[\W_]+", secret), *re.split(r"[\W_]+", unquote(secret))}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET:
            words = re.sub(re.escape(part), "***", words, flags=re.IGNORECASE)
    return " ".join(words.split())


def _service(settings: AppriseSettings) -> NotifyBase:
    url = settings.url
    if settings.format:
        url += f"{'&' if '?' in url else '?'}format={settings.format}"
    service = Apprise.instantiate(url, asset=_asset(), suppress_exceptions=True)
    if service is None or not service.enabled:
        raise DeliveryError(
            f'channel "{settings.name}": its url is none that apprise can use; '
            "https://appriseit.com/services lists how each service is written"
        )
    if not is_within(type(service)):
        raise DeliveryError(
            f'channel "{settings.name}": {service.service_name} does not speak HTTP, so Hajiz '
            "cannot see where it connects to; take another service"
            + (', or a channel of kind "email"' if "mailto" in str(service.protocol) else "")
        )
    limit = settings.timeout.total_seconds()
    service.socket_connect_timeout = service.socket_read_timeout = limit
    service.overflow_mode = OverflowMode.UPSTREAM  # what is too long we part ourselves
    service.redirects = False  # whatever the address says: a redirect could lead anywhere
    service.retry = 0
    return service


def _asset() -> AppriseAsset:
    """Return how apprise shall behave: under our name, writing no file, showing no picture."""
    return AppriseAsset(
        app_id="Hajiz",
        app_desc="Hajiz",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,
        interpret_emojis=False,
        allow_templates=False,
        secure_logging=True,
        storage_mode="memory",
    )


def _units(text: str) -> int:
    """Count as most services do, and no less than the others: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _octets(text: str) -> int:
    """Count in UTF-8, or in half the octets of JSON, whichever is more."""
    return max(len(text.encode("utf-8", "replace")), len(json.dumps(text)) // 2)
