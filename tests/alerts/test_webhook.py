"""Signed posts to a real HTTP receiver, checked with the reference library."""

import socket
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from alerts.channels.webhook import MOST_READ, WebhookChannel, WebhookSettings, retry_after
from model import DeliveryError
from model.message import Closed, Paused, Postponed, SendResult, Sent
from tests.alerts.certificates import server_certificate
from tests.alerts.logs import everything_logged
from tests.alerts.loopback import LOOPBACK, drip, free_port, scripted
from tests.alerts.message_samples import MESSAGE
from tests.alerts.receiver import Receiver, listening

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEXT_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a receiver that takes everything."""
    with listening(Receiver()) as running:
        yield running


def channel(url: str, secret: str = SECRET, seconds: float = 5) -> WebhookChannel:
    """Return a channel that posts to *url*."""
    limit = timedelta(seconds=seconds)
    return WebhookChannel(WebhookSettings("desk-hook", url, secret, limit, LOOPBACK))


def send(url: str, secret: str = SECRET, seconds: float = 5) -> SendResult:
    """Post the message once."""
    return channel(url, secret, seconds).send(MESSAGE, "")


def test_a_post_is_verified_by_the_reference_library(receiver: Receiver) -> None:
    """Id, moment of the attempt and signature; the body is the message's document."""
    assert send(receiver.url) == Sent("204 No Content")

    ((headers, body),) = receiver.requests
    assert Webhook(SECRET).verify(body, headers)["id"] == MESSAGE.id
    assert headers["webhook-id"] == headers["x-event-id"] == MESSAGE.id
    assert headers["content-type"] == "application/json"
    assert body.decode() == MESSAGE.payload


def test_a_signature_of_another_secret_is_not_accepted(receiver: Receiver) -> None:
    """The check in the test above can fail."""
    send(receiver.url)

    ((headers, body),) = receiver.requests
    with pytest.raises(WebhookVerificationError):
        Webhook(NEXT_SECRET).verify(body, headers)


def test_fm_107_both_secrets_sign_while_one_replaces_the_other(receiver: Receiver) -> None:
    """Receivers may know either."""
    send(receiver.url, secret=f"{SECRET} {NEXT_SECRET}")

    ((headers, body),) = receiver.requests
    for secret in (SECRET, NEXT_SECRET):
        assert Webhook(secret).verify(body, headers)["id"] == MESSAGE.id


def test_fm_104_every_attempt_has_the_same_id_and_its_own_time(receiver: Receiver) -> None:
    """The id is the idempotency key; the time guards against replays."""
    moments = iter([NOW, NOW + timedelta(hours=1)])
    settings = WebhookSettings("desk-hook", receiver.url, SECRET, allow_networks=LOOPBACK)
    hook = WebhookChannel(settings, clock=lambda: next(moments))

    hook.send(MESSAGE, "")
    hook.send(MESSAGE, "")

    first, second = (headers for headers, _ in receiver.requests)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 3600


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_sent(receiver: Receiver, status: int) -> None:
    """Nothing else is."""
    receiver.status = status

    assert isinstance(send(receiver.url), Sent)


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504, 599])
def test_fm_101_failures_of_the_receiver_are_postponed(receiver: Receiver, status: int) -> None:
    """With the status and the receiver's host in words."""
    receiver.status = status

    result = send(receiver.url)

    assert isinstance(result, Postponed)
    assert result.reason.startswith(f"{receiver.url.removesuffix('/hook')} answered {status}")
    assert not result.is_suspect
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 422, 451])
def test_fm_103_a_receiver_that_calls_us_wrong_is_worth_a_look(
    receiver: Receiver, status: int
) -> None:
    """It is tried again, but people should hear of it."""
    receiver.status = status

    result = send(receiver.url)

    assert isinstance(result, Postponed)
    assert result.is_suspect


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_fm_103_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    """It is a failure, with the way out of it."""
    with listening(Receiver()) as target:
        receiver.status, receiver.headers = status, {"location": target.url}

        result = send(receiver.url)

    assert isinstance(result, Postponed)
    assert "redirects are not followed, give the final url" in result.reason
    assert target.requests == []


def test_fm_103_a_receiver_that_is_gone_is_not_asked_again(receiver: Receiver) -> None:
    """410 means no more messages."""
    receiver.status = 410

    assert isinstance(send(receiver.url), Closed)


@pytest.mark.parametrize("status", [429, 503])
def test_fm_102_retry_after_is_passed_on(receiver: Receiver, status: int) -> None:
    """The receiver's wish holds for all that waits for it, and is nobody's fault."""
    receiver.status, receiver.headers = status, {"retry-after": "120"}

    result = send(receiver.url)

    assert isinstance(result, Paused)
    assert (result.retry_after, result.is_wish) == (timedelta(minutes=2), True)


@pytest.mark.parametrize("value", ["", "soon", "-1"])
def test_fm_102_too_many_without_a_time_is_a_breather(receiver: Receiver, value: str) -> None:
    """429 alone asks to wait as well."""
    receiver.status, receiver.headers = 429, {"retry-after": value}

    result = send(receiver.url)

    assert isinstance(result, Paused)
    assert (result.retry_after, result.is_wish) == (timedelta(minutes=5), True)


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("120", timedelta(minutes=2)),
        (" 120 ", timedelta(minutes=2)),
        ("Fri, 20 Nov 2026 05:00:00 GMT", timedelta(hours=1)),
        ("Fri, 20 Nov 2026 03:00:00 GMT", None),
        ("315360000", timedelta(days=7)),
        ("9" * 400, timedelta(days=7)),
        ("Fri, 20 Nov 2036 05:00:00 GMT", timedelta(days=7)),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1e9", None),
        ("١٢٠", None),
    ],
)
def test_fm_102_retry_after_is_read_or_ignored(value: str, pause: timedelta | None) -> None:
    """Seconds or a date, a week at most; garbage says nothing."""
    assert retry_after(value, NOW) == pause


def test_fm_101_nobody_listening_is_postponed() -> None:
    """With the reason the network gave."""
    port = free_port()

    result = send(f"http://127.0.0.1:{port}/hook")

    assert isinstance(result, Postponed)
    assert result.reason.startswith(f"cannot reach http://127.0.0.1:{port}: ")


def test_fm_101_an_unknown_host_is_postponed() -> None:
    """The name does not resolve."""
    result = send("https://no-such-host.invalid/hook")

    assert isinstance(result, Postponed)
    assert result.reason.startswith("cannot reach https://no-such-host.invalid: ")


def reset(connection: socket.socket) -> None:
    """Read the request, then break the connection off."""
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def garbage(connection: socket.socket) -> None:
    """Answer in another protocol."""
    connection.recv(65536)
    connection.sendall(b"220 mail.example ESMTP\r\n\r\n")


@pytest.mark.parametrize("script", [reset, garbage])
def test_fm_101_a_broken_exchange_is_postponed(script: object) -> None:
    """Reset, or an answer that is none."""
    with scripted(script) as port:  # type: ignore[arg-type]
        result = send(f"http://127.0.0.1:{port}/hook")

    assert isinstance(result, Postponed)
    assert f"http://127.0.0.1:{port}" in result.reason


def while_open(connection: socket.socket) -> None:
    """Read and say nothing until the other side leaves."""
    while connection.recv(65536):
        pass


def test_fm_101_silence_is_waited_for_no_longer_than_allowed() -> None:
    """The limit is for the whole exchange."""
    with scripted(while_open) as port:
        result = send(f"http://127.0.0.1:{port}/hook", seconds=0.3)

    assert result == Postponed(f"http://127.0.0.1:{port} did not answer within 0.3 s")


def test_fm_101_headers_that_drip_are_cut_off() -> None:
    """Every byte is in time, the whole is not."""
    with scripted(lambda connection: drip(connection, b"HTTP/1.1 200 OK\r\nX: ")) as port:
        result = send(f"http://127.0.0.1:{port}/hook", seconds=0.3)

    assert result == Postponed(f"http://127.0.0.1:{port} did not answer within 0.3 s")


def test_fm_105_a_body_without_end_is_left_and_counts_as_sent() -> None:
    """The status has decided; a large answer is not read."""
    sent: list[int] = []

    def flood(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n")
        while sum(sent) < 1 << 30:
            sent.append(connection.send(b"x" * MOST_READ))

    with scripted(flood) as port:
        result = send(f"http://127.0.0.1:{port}/hook")

    assert isinstance(result, Sent)
    assert sum(sent) < 32 * 1024 * 1024  # what the sockets' buffers hold


def test_fm_105_a_body_that_drips_counts_as_sent() -> None:
    """It was accepted: sending it again would be a duplicate."""
    start = b"HTTP/1.1 202 Accepted\r\ncontent-length: 999999\r\n\r\n"
    with scripted(lambda connection: drip(connection, start)) as port:
        result = send(f"http://127.0.0.1:{port}/hook", seconds=0.3)

    assert result == Sent("202 Accepted")


def test_fm_105_a_body_cut_short_counts_as_sent() -> None:
    """As above."""

    def cut(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nshort")

    with scripted(cut) as port:
        result = send(f"http://127.0.0.1:{port}/hook")

    assert result == Sent("200 OK")


def test_fm_101_an_untrusted_certificate_is_postponed(tmp_path: Path) -> None:
    """The reason is named; nothing was posted."""
    context, _ = server_certificate(tmp_path)
    with listening(Receiver(), tls=context) as receiver:
        result = send(receiver.url)

    assert isinstance(result, Postponed)
    assert "was not accepted: self-signed certificate" in result.reason
    assert receiver.requests == []


def test_fm_007_a_proxy_from_the_environment_is_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What we post goes to the receiver alone."""
    with listening(Receiver()) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        result = send(receiver.url)

    assert isinstance(result, Sent)
    assert proxy.requests == []


def test_fm_107_no_secret_is_seen_anywhere(
    receiver: Receiver, capfd: pytest.CaptureFixture[str]
) -> None:
    """Reasons, reprs, logs and tracebacks: not the signing secret, nor the address it may be in."""
    place = receiver.url.removesuffix("/hook").replace("://", "://user:t0ken@")
    url = f"{place}/T0KEN/x?key=t0ken"
    said = [repr(WebhookSettings("desk-hook", url, SECRET)), repr(channel(url))]
    with everything_logged() as log:
        for status in (200, 302, 400, 410, 429, 500):
            receiver.status = status
            said.append(repr(send(url)))
        said.append(repr(send(url.replace("127.0.0.1", "no-such-host.invalid"))))
        said.append(repr(send(f"http://127.0.0.1:{free_port()}/T0KEN")))
        for wrong in (url.replace("http:", "ftp:"), url.replace("127.0.0.1", "[t0ken")):
            with pytest.raises(DeliveryError) as raised:
                channel(wrong)
            said.append("".join(traceback.format_exception(raised.value)))
    said += [*capfd.readouterr(), log.getvalue()]

    assert len(receiver.requests) == 6
    assert not [each for each in said if "t0ken" in each.lower() or SECRET in each]


def test_text_outside_ascii_is_signed_as_it_is_sent(receiver: Receiver) -> None:
    """UTF-8, and a surrogate that slipped in does not stop it."""
    message = replace(MESSAGE, payload='{"title":"رتل \ud800"}')

    assert isinstance(channel(receiver.url).send(message, ""), Sent)

    ((headers, body),) = receiver.requests
    assert Webhook(SECRET).verify(body, headers) == {"title": "رتل ?"}


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("ftp://receiver.example/x", SECRET, "its url is not an http(s) address"),
        ("https://", SECRET, "its url is not an http(s) address"),
        ("http://[::1", SECRET, "its url is not an http(s) address"),
        ("https://receiver.example:x/", SECRET, "its url is not an http(s) address"),
        ("https://receiver.example/", "", "its secret is not of the form whsec_<base64>"),
        ("https://receiver.example/", "whsec_", "its secret is not of the form whsec_<base64>"),
        ("https://receiver.example/", "whsec_a", "its secret is not of the form whsec_<base64>"),
    ],
)
def test_a_channel_that_cannot_work_is_not_built(url: str, secret: str, words: str) -> None:
    """The channel is named, and what is wrong, without the value that may be a secret."""
    with pytest.raises(DeliveryError) as raised:
        channel(url, secret)

    assert str(raised.value) == f'channel "desk-hook": {words}'
    assert raised.value.__context__ is None  # nothing a traceback could show
