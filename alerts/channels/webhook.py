"""
Messages by signed HTTP POST, as Standard Webhooks 1.0.0 has it.

The only file that talks to a webhook's receiver; follows no redirect, keeps no cookie, reads no
proxy from the environment.
"""

import asyncio
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx2
from standardwebhooks import Webhook

from alerts.channels.checked_transport import CheckedTransport
from alerts.channels.connect import sending_guard
from alerts.channels.quiet import keep_to_itself
from alerts.channels.retry import LONGEST_REST, PAUSES
from alerts.channels.trouble import BLAMING_US, named_status, trouble
from model import DeliveryError
from model.message import Closed, Message, Paused, Postponed, SendResult, Sent
from model.network import BlockedAddressError, Network

keep_to_itself("httpx2", "httpcore2")

USER_AGENT = "Hajiz webhook"
MOST_READ = 64 * 1024  # of an answer: only its status matters
LONGEST_SENDING = timedelta(seconds=100)  # shorter than the lease on a message being sent
BREATHER = timedelta(minutes=5)  # for a receiver that is asked too often and names no time


def utc_now() -> datetime:
    """Read the clock: a signature carries the moment of the attempt."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """
    Where to post, and what to sign with.

    *secret* is one or, while it is being changed, several `whsec_…` parted by spaces.
    """

    name: str
    url: str = field(repr=False)  # some services put a secret into it
    secret: str = field(repr=False)
    timeout: timedelta = timedelta(seconds=20)  # for the whole exchange
    allow_networks: tuple[Network, ...] = ()  # private ones it may be in


class WebhookChannel:
    """Posts every message's JSON document, signed, with the message's id as idempotency key."""

    def __init__(self, settings: WebhookSettings, clock: Callable[[], datetime] = utc_now) -> None:
        """
        Check the address and the secret; nothing is sent or opened yet.

        Raises:
            DeliveryError: the address is not http(s), or the secret not one to sign with.
        """
        self._settings = settings
        self._clock = clock
        self._place = _place(settings)
        self._limit = min(settings.timeout, LONGEST_SENDING)
        self._signers = _signers(settings)
        self._guard = sending_guard(settings.allow_networks)

    @property
    def name(self) -> str:
        """The channel's name in config.toml."""
        return self._settings.name

    @property
    def recipients(self) -> tuple[str, ...]:
        """The one receiver."""
        return ("",)

    @property
    def pauses(self) -> tuple[timedelta, ...]:
        """The schedule of Standard Webhooks."""
        return PAUSES

    def send(self, message: Message, recipient: str = "") -> SendResult:  # noqa: ARG002
        """
        Post *message* once.

        2xx is sent, 410 closes the channel, a receiver that asks to wait pauses it, as one in a
        private network does, everything else is postponed (Standard Webhooks 1.0.0). What is said
        of a failure names the host only: the address itself may be a secret.
        """
        try:
            return asyncio.run(self._exchange(message))
        except BlockedAddressError as error:
            return Paused(f"{self._place}: {error}")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            return Postponed(trouble(self._place, error, self._limit))

    async def _exchange(self, message: Message) -> SendResult:
        deadline = asyncio.get_running_loop().time() + self._limit.total_seconds()
        body = message.payload.encode("utf-8", "replace").decode()
        async with httpx2.AsyncClient(
            transport=CheckedTransport(self._guard),
            trust_env=False,
            follow_redirects=False,
            timeout=None,
        ) as client:
            request = client.build_request(
                "POST", self._settings.url, content=body, headers=self._headers(message, body)
            )
            async with asyncio.timeout_at(deadline):
                response = await client.send(request, stream=True)
            with suppress(httpx2.HTTPError, TimeoutError):  # its status has decided already
                async with asyncio.timeout_at(deadline):
                    await _read_a_little(response)
            return self._result(response)

    def _headers(self, message: Message, body: str) -> dict[str, str]:
        now = self._clock().astimezone(UTC)
        return {
            "content-type": "application/json",
            "user-agent": USER_AGENT,
            "accept-encoding": "identity",
            "x-event-id": message.id,
            "webhook-id": message.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(
                signer.sign(message.id, now, body) for signer in self._signers
            ),
        }

    def _result(self, response: httpx2.Response) -> SendResult:
        status = response.status_code
        answer = f"{self._place} answered {named_status(status)}"
        if response.is_success:
            return Sent(named_status(status))
        if status == HTTPStatus.GONE:
            return Closed(f"{answer}: it wants no more messages")
        wish = retry_after(response.headers.get("retry-after", ""), self._clock())
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Paused(answer, BREATHER if wish is None else wish, is_wish=True)
        if status == HTTPStatus.SERVICE_UNAVAILABLE and wish is not None:
            return Paused(answer, wish, is_wish=True)
        return Postponed(answer, is_suspect=status in BLAMING_US)


def retry_after(value: str, now: datetime) -> timedelta | None:
    """
    Read a Retry-After header, seconds or a date; None when it says nothing usable.

    At most seven days are believed (RFC 9110 §10.2.3).
    """
    if value.strip().isascii() and value.strip().isdigit():
        return timedelta(seconds=min(int(value.strip()[:9]), LONGEST_REST.total_seconds()))
    try:
        wish = parsedate_to_datetime(value)
        pause = wish.replace(tzinfo=wish.tzinfo or UTC) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(pause, LONGEST_REST) if pause > timedelta(0) else None


async def _read_a_little(response: httpx2.Response) -> None:
    """Take a short answer in, so that the receiver sees it arrive; leave a long one."""
    read = 0
    async with aclosing(response.aiter_raw(MOST_READ)) as chunks:
        async for chunk in chunks:
            read += len(chunk)
            if read >= MOST_READ:
                break
    await response.aclose()


def _place(settings: WebhookSettings) -> str:
    """Return scheme, host and port of the address: the part that can be shown."""
    try:
        parts = urlsplit(settings.url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise DeliveryError(f'channel "{settings.name}": its url is not an http(s) address')
    return f"{parts.scheme}://{parts.hostname}{port}"


def _signers(settings: WebhookSettings) -> list[Webhook]:
    try:
        signers = [Webhook(secret) for secret in settings.secret.split()]
    except Exception:  # noqa: BLE001 - whatever is wrong, its text may hold the secret
        signers = []
    if not signers:
        raise DeliveryError(
            f'channel "{settings.name}": its secret is not of the form whsec_<base64>'
        )
    return signers
