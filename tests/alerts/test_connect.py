"""Connections to receivers: real sockets on loopback, allowed or not."""

import socket
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from alerts.channels.connect import checked, open_socket, sending_guard
from alerts.channels.email import EmailChannel
from alerts.channels.webhook import WebhookChannel, WebhookSettings
from model.message import Paused, Sent
from model.network import BlockedAddressError
from tests.alerts import mail_server as mail
from tests.alerts.certificates import server_certificate
from tests.alerts.loopback import LOOPBACK, free_port
from tests.alerts.message_samples import MESSAGE
from tests.alerts.receiver import Receiver, listening

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def _answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Let every name lead to *answers*: the resolver is the world's, not ours."""

    def getaddrinfo(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        stream = socket.SOCK_STREAM
        return [(socket.AF_INET, stream, 6, "", (answer, port)) for answer in answers]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_one_bad_address_refuses_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it stands in the answer."""
    for answers in (("127.0.0.1", "10.0.0.1"), ("10.0.0.1", "127.0.0.1")):
        _answering(monkeypatch, *answers)
        with pytest.raises(BlockedAddressError, match=r"10\.0\.0\.1"):
            checked("mx.test", 25, sending_guard(LOOPBACK))


def test_the_next_address_is_tried_when_one_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """As everywhere else."""
    with socket.create_server(("127.0.0.2", 0)) as listener:
        _answering(monkeypatch, "127.0.0.1", "127.0.0.2")
        port = listener.getsockname()[1]
        with open_socket("mx.test", port, sending_guard(LOOPBACK), 2) as connection:
            assert connection.getpeername()[0] == "127.0.0.2"


def test_a_dead_receiver_is_an_ordinary_failure() -> None:
    """Not one of the guard's."""
    with pytest.raises(ConnectionRefusedError):
        open_socket("127.0.0.1", free_port(), sending_guard(LOOPBACK), 2)
    with pytest.raises(OSError, match="no name"):
        open_socket("a" * 70 + ".test", 25, sending_guard(()), 2)


def test_fm_008_a_private_webhook_pauses_its_channel() -> None:
    """Nothing is sent, nothing counts towards giving up, and the words say what to write."""
    with listening(Receiver()) as receiver:
        made = WebhookChannel(WebhookSettings("hook", receiver.url, SECRET))
        result = made.send(MESSAGE)

    assert isinstance(result, Paused)
    assert result.reason.endswith(
        "refused to connect to 127.0.0.1: a private address; if this is meant, add it to "
        'allow_networks under [sending] in config.toml: allow_networks = ["127.0.0.1/32"]'
    )
    assert receiver.requests == []


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_fm_008_a_private_mail_server_pauses_its_channel(security: str) -> None:
    """However it is spoken to."""
    with mail.mail_server(mail.Sink()) as port:
        settings = mail.settings(port, security=security, allow_networks=())
        result = EmailChannel(settings).send(mail.MESSAGE, mail.DESK_MAIL)

    assert isinstance(result, Paused)
    assert "allow_networks under [sending]" in result.reason


def test_a_webhook_with_tls_is_known_by_its_name(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is connected to by address; certificate and Host header are for the name all the same."""
    import httpx2

    from alerts.channels import checked_transport

    context, trusted = server_certificate(tmp_path)
    with listening(Receiver(), tls=context) as receiver:
        authorities = httpx2.create_ssl_context(trust_env=False)
        authorities.load_verify_locations(trusted)
        monkeypatch.setattr(checked_transport, "_authorities", lambda: authorities)
        url = receiver.url.replace("127.0.0.1", "localhost")
        networks = (*LOOPBACK, ip_network("::1"))
        settings = WebhookSettings("hook", url, SECRET, timedelta(seconds=5), networks)

        assert WebhookChannel(settings).send(MESSAGE) == Sent("204 No Content")

    assert receiver.requests[0][0]["host"] == url.split("/")[2]
