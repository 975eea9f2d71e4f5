"""What goes wrong on the way, in plain words."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from model import FailureKind, Fresh
from tests.crawler.conftest import (
    ONE,
    Fetch,
    Site,
    http,
    task,
)

UNPROVEN = "self-signed, expired, or from an unknown authority"


def test_a_host_that_does_not_resolve_is_named(fetch: Fetch) -> None:
    """The message says which name is wrong."""
    outcome = fetch(task("http://no-such-host.invalid/feed"))

    assert (outcome.kind, outcome.message) == (
        FailureKind.DNS,
        "cannot resolve host no-such-host.invalid",
    )


def test_a_refused_connection_is_an_outcome(fetch: Fetch) -> None:
    """Nobody listening is said in so many words."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    outcome = fetch(task(f"http://127.0.0.1:{port}/"))

    assert (outcome.kind, outcome.message) == (
        FailureKind.CONNECT,
        "connection refused by 127.0.0.1",
    )


def test_a_closed_connection_is_an_outcome(site: Site, fetch: Fetch) -> None:
    """A server that hangs up says nothing about the feed."""
    site.answers["/feed"] = b""

    outcome = fetch(task(site.url()))

    assert outcome.kind == FailureKind.CONNECT
    assert outcome.message == "127.0.0.1 closed the connection without an answer"


def test_an_answer_that_is_not_http_is_an_outcome(site: Site, fetch: Fetch) -> None:
    """Another protocol on the port is recognised as such."""
    site.answers["/feed"] = b"SSH-2.0-OpenSSH_9.9\r\n"

    assert fetch(task(site.url())).kind == FailureKind.HTTP


def test_fm_012_a_self_signed_certificate_is_refused(fetch: Fetch, tmp_path: Path) -> None:
    """Nothing is read from a server that cannot prove who it is."""
    with Site(tls=_tls(tmp_path / "server.pem")) as site:
        site.answers["/feed"] = http(ONE)
        outcome = fetch(task(site.url(host="localhost")))

    assert outcome.kind == FailureKind.TLS
    assert outcome.message == f"certificate not accepted: {UNPROVEN}"
    assert site.asked == []


@pytest.mark.parametrize(
    ("certified", "days", "message"),
    [
        ("other.example", 1, "certificate not accepted: it is not for the host localhost"),
        ("localhost", -1, f"certificate not accepted: {UNPROVEN}"),
    ],
)
def test_fm_012_a_trusted_certificate_must_fit(
    fetch: Fetch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    certified: str,
    days: int,
    message: str,
) -> None:
    """Wrong host or wrong time: the reason is in the message."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    with Site(tls=_tls(tmp_path / "server.pem", certified, days)) as site:
        site.answers["/feed"] = http(ONE)
        outcome = fetch(task(site.url(host="localhost")))

    assert (outcome.kind, outcome.message) == (FailureKind.TLS, message)
    assert site.asked == []


def test_a_feed_is_read_over_tls(
    fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a certificate that is trusted, and for this host."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    with Site(tls=_tls(tmp_path / "server.pem")) as site:
        site.answers["/feed"] = http(ONE)
        outcome = fetch(task(site.url(host="localhost")))

    assert isinstance(outcome, Fresh)


def test_a_plain_server_on_a_tls_port_is_an_outcome(site: Site, fetch: Fetch) -> None:
    """Somebody who does not speak TLS is told apart from a bad certificate."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"

        async def plain() -> None:
            connection, _ = await asyncio.to_thread(listener.accept)
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        outcome = fetch(task(url), beside=plain)

    assert outcome.kind == FailureKind.TLS
    assert outcome.message.startswith("no secure connection: ")


def _tls(path: Path, host: str = "localhost", days: int = 1) -> ssl.SSLContext:
    """Return a server's context with a certificate of its own making, kept at *path*."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
