"""Which addresses the crawler can be led to, and which not: every connection of the process."""

import re
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.crawl import Crawler
from model import FailureKind, Fresh
from model.network import BlockedAddressError, Guard
from tests.crawler.conftest import LOOPBACK, ONE, Fetch, Loop, Site, http, task

STRICT = replace(LOOPBACK, allow_networks=())
SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "0177.0.0.1",
    "0177.1",
    "127.000.000.001",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "0.0.0.0",
    "0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fec0::1]",
    "[::]",
]
PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "3fff::1",
    "fc00::1",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
]
METADATA = [
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    "fd00:ec2::254",
    "fd20:ce::254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_open(address: str) -> None:
    """The internet is what Hajiz is for."""
    Guard().check(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    """Everything special-purpose is closed, in every way of writing IPv4 within IPv6."""
    with pytest.raises(BlockedAddressError, match="add it to allow_networks"):
        Guard().check(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_fm_006_a_network_can_be_allowed_on_purpose(address: str) -> None:
    """Who writes a network into config.toml means it."""
    Guard(EVERYTHING).check(address)


@pytest.mark.parametrize("address", METADATA)
def test_fm_006_metadata_addresses_cannot_be_allowed(address: str) -> None:
    """No news outlet lives where clouds keep their credentials, whatever is allowed."""
    with pytest.raises(BlockedAddressError, match="cloud metadata"):
        Guard(EVERYTHING).check(address)


@pytest.mark.parametrize("host", ["example.org", "", "127.1", "localhost"])
def test_what_is_no_address_is_refused(host: str) -> None:
    """A name that got this far would be resolved behind the guard's back."""
    with pytest.raises(BlockedAddressError, match="not an IP address"):
        Guard(EVERYTHING).check(host)


@pytest.mark.parametrize("host", SPELLINGS)
def test_fm_004_no_spelling_of_loopback_gets_through(fetch: Fetch, host: str) -> None:
    """However the address is written, nothing is asked."""
    with Site("0.0.0.0") as canary:
        canary.answers["/feed"] = http(ONE)
        outcome = fetch(task(canary.url(host=host)), settings=STRICT)

    refusals = {FailureKind.BLOCKED_PRIVATE}
    if host == "localhost.":  # not every resolver knows it with the dot
        refusals.add(FailureKind.DNS)
    assert outcome.kind in refusals
    assert canary.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_a_refusal_says_what_to_do(fetch: Fetch, host: str) -> None:
    """The message names the address reached and the setting that would allow it."""
    outcome = fetch(task(f"http://{host}:8/"), settings=STRICT)

    assert outcome.kind == FailureKind.BLOCKED_PRIVATE
    assert re.fullmatch(
        r"refused to connect to (127\.0\.0\.1|::1|::ffff:127\.0\.0\.1): a private address; if this "
        r"is meant, add it to allow_networks under \[fetch\] in config\.toml: "
        r"allow_networks = \[\"(127\.0\.0\.1/32|::1/128)\"\]",
        outcome.message,
    )


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_fm_001_a_redirect_to_a_private_address_is_refused(
    fetch: Fetch, scheme: str, name: str
) -> None:
    """The second hop is checked like the first; the canary behind it is never asked."""
    settings = replace(LOOPBACK, allow_networks=(ip_network("127.0.9.0/24"),))
    with Site("127.0.9.1") as outlet, Site("127.0.0.1") as canary:
        location = canary.url(host=name).replace("http:", f"{scheme}:")
        outlet.answers["/feed"] = http(b"", f"Location: {location}".encode(), status="302 Found")
        canary.answers["/feed"] = http(ONE)

        outcome = fetch(task(outlet.url()), settings=settings)

    assert outcome.kind == FailureKind.BLOCKED_PRIVATE
    assert len(outlet.asked) == 1
    assert canary.asked == []


def test_fm_002_a_redirect_to_cloud_metadata_is_refused(site: Site, fetch: Fetch) -> None:
    """Even where everything is allowed."""
    location = b"Location: http://169.254.169.254/latest/meta-data/"
    site.answers["/feed"] = http(b"", location, status="302 Found")

    outcome = fetch(task(site.url()), settings=replace(LOOPBACK, allow_networks=EVERYTHING))

    assert outcome.kind == FailureKind.BLOCKED_PRIVATE


@implementer(IHostnameResolver)
class RebindingResolver:
    """A name server that answers each look-up with the next list of addresses."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)

    def resolveHostName(  # noqa: N802  # Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: ARG002, N803
        portNumber: int = 0,  # noqa: N803
        *_: Any,
        **__: Any,
    ) -> Any:
        """Answer at once."""
        resolutionReceiver.resolutionBegan(None)
        for address in self._answers.pop(0):
            resolutionReceiver.addressResolved(IPv4Address("TCP", address, portNumber))
        resolutionReceiver.resolutionComplete()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_connection_itself_is_guarded(loop: Loop, scheme: str) -> None:
    """Even with a resolver that checks nothing, no connection to a private address is made."""

    async def main(url: str) -> Any:
        from twisted.internet import reactor

        unguarded = reactor.nameResolver
        async with Crawler(STRICT) as crawler:
            reactor.installNameResolver(unguarded)
            return await crawler.fetch(task(url))

    with Site() as canary:
        outcome = loop.run(main(canary.url(host="localhost").replace("http:", f"{scheme}:")))

    assert outcome.kind == FailureKind.BLOCKED_PRIVATE
    assert canary.asked == []


def _fetch_resolving(loop: Loop, resolver: RebindingResolver, *urls: str) -> list[Any]:
    async def main() -> list[Any]:
        from twisted.internet import reactor

        settings = replace(LOOPBACK, allow_networks=(ip_network("127.0.9.0/24"),))
        before = reactor.nameResolver
        reactor.installNameResolver(resolver)
        try:
            async with Crawler(settings) as crawler:
                return [await crawler.fetch(task(url)) for url in urls]
        finally:
            reactor.installNameResolver(before)

    return list(loop.run(main()))


def test_fm_005_a_name_that_changes_its_address_is_checked_each_time(loop: Loop) -> None:
    """A name good at the first look and private at the second is refused at the second."""
    with Site("127.0.9.1") as outlet, Site("127.0.0.1") as canary:
        canary.answers["/feed"] = outlet.answers["/feed"] = http(ONE)
        resolver = RebindingResolver(["127.0.9.1"], ["127.0.0.1"])
        urls = [outlet.url(host="news.test"), canary.url(host="news.test")]

        first, second = _fetch_resolving(loop, resolver, *urls)

    assert isinstance(first, Fresh)
    assert second.kind == FailureKind.BLOCKED_PRIVATE
    assert canary.asked == []


def test_fm_005_one_bad_address_spoils_the_answer(loop: Loop) -> None:
    """A name with a good and a private address is not asked at either."""
    with Site("127.0.9.1") as outlet:
        outlet.answers["/feed"] = http(ONE)
        resolver = RebindingResolver(["127.0.9.1", "127.0.0.1"])

        outcome = _fetch_resolving(loop, resolver, outlet.url(host="news.test"))[0]

    assert outcome.kind == FailureKind.BLOCKED_PRIVATE
    assert outlet.asked == []


def test_fm_007_proxies_of_the_environment_are_ignored(
    site: Site, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would do the connecting in our place, beyond the guard's sight."""
    site.answers["/feed"] = http(ONE)
    with Site("127.0.0.2") as canary:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, canary.url("/"))

        outcome = fetch(task(site.url()))

    assert isinstance(outcome, Fresh)
    assert canary.asked == []


def test_the_guard_goes_with_its_crawler(fetch: Fetch, site: Site) -> None:
    """A crawler that allows nothing leaves nothing behind for the next one."""
    site.answers["/feed"] = http(ONE)
    fetch(task(site.url()), settings=STRICT)

    assert isinstance(fetch(task(site.url())), Fresh)
