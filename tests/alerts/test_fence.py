"""The fence around apprise: which services are within it, and what gets no further than to it."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from apprise.manager_plugins import NotificationManager

from alerts.channels import fence
from alerts.channels.apprise import AppriseChannel, AppriseSettings
from alerts.channels.connect import sending_guard
from model import DeliveryError
from model.message import Paused
from tests.alerts.loopback import LOOPBACK
from tests.alerts.message_samples import MESSAGE
from tests.alerts.receiver import Receiver, listening

OUTSIDE = {
    "amqp", "aprs", "blink1", "dbus", "deltachat", "gio", "gnome", "growl", "irc", "macosx",
    "mailto", "mqtt", "nostr", "rsyslog", "smpp", "syslog", "windows", "xmpp",
}  # fmt: skip


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a receiver that takes everything."""
    with listening(Receiver(status=200, body=b"{}")) as running:
        yield running


def place(receiver: Receiver) -> str:
    """Return host and port of *receiver*."""
    return receiver.url.split("/")[2]


def test_every_service_is_known_to_be_within_or_without() -> None:
    """A new version of apprise with a new way to connect is noticed here."""
    manager = NotificationManager()
    schemes: dict[type, set[str]] = {}
    for scheme in manager.schemas():
        schemes.setdefault(manager[scheme], set()).add(scheme)
    outside = [names for service, names in schemes.items() if not fence.is_within(service)]

    assert {name for names in outside for name in names if name in OUTSIDE} == OUTSIDE
    assert len(outside) == len(OUTSIDE)
    assert len(schemes) - len(outside) > 150


@pytest.mark.parametrize(
    "url", ["mailto://a:b@mx.example/?to=c@example.org", "syslog://", "rsyslog://10.0.0.1"]
)
def test_a_service_outside_is_refused_at_once(url: str) -> None:
    """When the channel is made; for mail, the words name the kind there is."""
    with pytest.raises(DeliveryError, match="does not speak HTTP") as caught:
        AppriseChannel(AppriseSettings("chat", url))

    assert ('kind "email"' in str(caught.value)) is url.startswith("mailto")


@pytest.mark.parametrize("scheme", ["json", "ntfy", "xml", "form", "mmost", "gotify"])
def test_fm_008_a_private_service_pauses_its_channel(receiver: Receiver, scheme: str) -> None:
    """Whatever the service is; the words name the address and the line to write."""
    url = f"{scheme}://{place(receiver)}/{'A' * 26}"
    result = AppriseChannel(AppriseSettings("chat", url)).send(MESSAGE)

    assert isinstance(result, Paused)
    assert 'under [sending] in config.toml: allow_networks = ["127.0.0.1/32"]' in result.reason
    assert receiver.requests == []


def test_beyond_a_call_only_the_internet_is_open(receiver: Receiver) -> None:
    """What apprise does on its own, at its end or in a thread it made, has no allow-list."""
    with pytest.raises(requests.ConnectionError, match="refused to connect"):
        requests.post(receiver.url, timeout=2)
    assert receiver.requests == []


def test_two_channels_at_once_keep_their_own_rules(receiver: Receiver) -> None:
    """One may reach this machine, the other not, however their calls overlap."""
    together = threading.Barrier(2)
    refused: list[bool] = []

    def call(networks: tuple[object, ...]) -> None:
        with fence.watched(sending_guard(networks)) as watch:
            for _ in range(20):
                together.wait(5)
                with suppress(requests.ConnectionError):
                    requests.post(receiver.url, timeout=5)
                refused.append(watch.refusal is not None and not networks)

    threads = [threading.Thread(target=call, args=(each,)) for each in (LOOPBACK, ())]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(receiver.requests) == 20
    assert sum(refused) == 20


def test_fm_007_the_environment_is_not_heeded(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its proxies, nor what ~/.netrc knows of a host."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with listening(Receiver(status=200)) as canary:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, canary.url.removesuffix("/hook"))
        settings = AppriseSettings("chat", f"json://{place(receiver)}/", allow_networks=LOOPBACK)
        AppriseChannel(settings).send(MESSAGE)

    assert len(receiver.requests) == 1
    assert "authorization" not in receiver.requests[0][0]
    assert canary.requests == []
