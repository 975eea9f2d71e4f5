"""The demo's receivers take what is right, refuse what is not, and leave nothing running."""

import smtplib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import httpx2
import pytest
from standardwebhooks import Webhook

from hajiz.demo.outlets import DemoOutlets
from hajiz.demo.receivers import DemoMailServer, DemoWebhookReceiver

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def web() -> Iterator[httpx2.Client]:
    """Lend one client to all tests: making one takes longer than what it is asked here."""
    with httpx2.Client() as client:
        yield client


def test_nothing_listens_after_the_block(web: httpx2.Client) -> None:
    """All three servers close their ports and end their threads."""
    threads = threading.active_count()
    with DemoOutlets(NOW) as outlets, DemoMailServer() as mail, DemoWebhookReceiver() as hook:
        feed = outlets.outlets()[0].feed

    assert threading.active_count() == threads
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(mail.host, mail.port)
    for address in (feed, hook.url):
        with pytest.raises(httpx2.ConnectError):
            web.get(address)


def test_a_client_that_never_hangs_up_does_not_keep_the_mail_server() -> None:
    """The block ends although a client is still connected."""
    threads = threading.active_count()
    with DemoMailServer() as mail:
        client = smtplib.SMTP(mail.host, mail.port)

    client.close()
    assert threading.active_count() == threads


def test_mail_is_taken_and_parsed() -> None:
    """A message sent by SMTP is there, headers and all, as an EmailMessage."""
    message = EmailMessage()
    message["From"], message["To"] = "hajiz@demo.example", "desk@demo.example"
    message["Subject"] = "Hajiz: رتل جنوبي القامشلي"
    message.set_content("Kamışlı & Қ\n")

    with DemoMailServer() as mail, smtplib.SMTP(mail.host, mail.port) as client:
        client.send_message(message)

    (received,) = mail.messages
    assert received["Subject"] == "Hajiz: رتل جنوبي القامشلي"
    assert received.get_content().strip() == "Kamışlı & Қ"


def signed(secret: str, body: str, at: datetime) -> dict[str, str]:
    """Return the headers of a Standard Webhooks request."""
    return {
        "webhook-id": "dig_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("dig_1", at, body),
    }


def test_a_signed_webhook_is_accepted(web: httpx2.Client) -> None:
    """The right signature is taken with its id and payload."""
    body = '{"title": "قافلة"}'
    with DemoWebhookReceiver() as hook:
        headers = signed(hook.secret, body, datetime.now(UTC))
        answer = web.post(hook.url, content=body, headers=headers)

    assert answer.status_code == 204
    assert [(taken.id, taken.payload) for taken in hook.accepted] == [("dig_1", {"title": "قافلة"})]
    assert hook.rejected == []


@pytest.mark.parametrize(
    ("secret", "age", "sent"),
    [
        ("whsec_b3RoZXI=", timedelta(), "{}"),
        (None, timedelta(hours=1), "{}"),
        (None, timedelta(), '{"more": 1}'),
    ],
    ids=["another secret", "too old", "body changed"],
)
def test_a_webhook_that_cannot_be_verified_is_rejected(
    secret: str | None, age: timedelta, sent: str, web: httpx2.Client
) -> None:
    """A wrong secret, an old timestamp or a changed body is refused and noted."""
    with DemoWebhookReceiver() as hook:
        headers = signed(secret or hook.secret, "{}", datetime.now(UTC) - age)
        answer = web.post(hook.url, content=sent, headers=headers)

    assert answer.status_code == 400
    assert (len(hook.accepted), len(hook.rejected)) == (0, 1)


def test_an_unsigned_webhook_is_rejected(web: httpx2.Client) -> None:
    """A request without the three headers is refused."""
    with DemoWebhookReceiver() as hook:
        assert web.post(hook.url, content="{}").status_code == 400


def test_each_receiver_has_a_secret_of_its_own() -> None:
    """No secret is built in."""
    assert DemoWebhookReceiver().secret != DemoWebhookReceiver().secret
