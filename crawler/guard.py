"""
Keeps Hajiz from being sent to addresses that are not the public internet (SSRF).

Decides on the address a connection is about to be made to, whatever name, spelling, redirect or
DNS answer led there. Knows nothing of HTTP; covers every connection Twisted makes in the process.
"""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from twisted.internet.interfaces import (
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.settings import Network

Address = IPv4Address | IPv6Address

# IANA special-purpose registries (RFC 6890 and updates). `ipaddress.is_global` is not enough: it
# takes multicast, 6to4 and some reserved addresses for global ones.
_DENIED_V4 = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_GLOBAL_V6 = ip_network("2000::/3")  # all that is handed out so far
_DENIED_V6 = tuple(
    ip_network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")  # Teredo, docs, 6to4
)
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address is behind it

# What a cloud tells its machines about themselves, credentials included: never a news outlet.
_METADATA = tuple(
    ip_network(network)
    for network in (
        "169.254.0.0/16",
        "100.100.100.200/32",
        "168.63.129.16/32",
        "fd00:ec2::254/128",
        "fd20:ce::254/128",
    )
)


class BlockedAddressError(Exception):
    """A connection was refused because of the address; the message is for people."""


class Guard:
    """The rule: which addresses may be connected to, given the networks the user allows."""

    def __init__(self, allow_networks: tuple[Network, ...] = ()) -> None:
        self._allowed = allow_networks
        self._refusals: dict[str, BlockedAddressError] = {}  # by host, from the resolver

    def check(self, host: str) -> None:
        """
        Return if *host*, an IP address, may be connected to.

        Raises:
            BlockedAddressError: it may not, or is not an IP address.
        """
        try:
            address = _plain(ip_address(host))
        except ValueError as error:
            message = f"refused to connect to {host}: not an IP address"
            raise BlockedAddressError(message) from error
        if _within(address, _METADATA):
            message = f"refused to connect to {host}: an address of cloud metadata services"
            raise BlockedAddressError(message)
        if not _is_public(address) and not _within(address, self._allowed):
            message = (
                f"refused to connect to {host}: a private address; if this is meant, add it to "
                "allow_networks under [fetch] in config.toml"
            )
            raise BlockedAddressError(message)

    def refuse(self, host: str, error: BlockedAddressError) -> None:
        """Remember that the name *host* leads to an address that `check` refused."""
        self._refusals.setdefault(_ascii(host), error)

    def refusal(self, host: str) -> BlockedAddressError | None:
        """Return, once, why *host* was refused at its last look-up, or None."""
        return self._refusals.pop(_ascii(host), None)


def install(reactor: Any, guard: Guard) -> Callable[[], None]:
    """
    Put *guard* in front of every connection and name look-up of *reactor*; return the undoing.

    The wrapped `connectTCP` is the lock: all endpoints, http and https, end in it with a resolved
    address. The resolver is the second one: one bad address in an answer refuses all of it.
    """
    connect_tcp, resolver = reactor.connectTCP, reactor.nameResolver

    def guarded_connect_tcp(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        guard.check(host)
        return connect_tcp(host, port, *args, **kwargs)

    reactor.connectTCP = guarded_connect_tcp
    reactor.installNameResolver(_GuardedResolver(resolver, guard))

    def undo() -> None:
        reactor.connectTCP = connect_tcp
        reactor.installNameResolver(resolver)

    return undo


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def _plain(address: Address) -> Address:
    """Return the IPv4 address within an IPv6 one that is only another way of writing it."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not _within(address, _DENIED_V4)
    return address in _GLOBAL_V6 and not _within(address, _DENIED_V6)


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


@implementer(IHostnameResolver)
class _GuardedResolver:
    """Resolves as *resolver* does, but gives nothing away when one of the addresses is refused."""

    def __init__(self, resolver: Any, guard: Guard) -> None:
        self._resolver = resolver
        self._guard = guard

    def resolveHostName(  # noqa: N802  # Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        *args: Any,
        **kwargs: Any,
    ) -> IHostResolution:
        receiver = _GuardedReceiver(resolutionReceiver, hostName, self._guard)
        resolution: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, *args, **kwargs
        )
        return resolution


@implementer(IResolutionReceiver)
class _GuardedReceiver:
    def __init__(self, receiver: Any, host: str, guard: Guard) -> None:
        self._receiver = receiver
        self._host = host
        self._guard = guard
        self._addresses: list[Any] = []
        self._refusal: BlockedAddressError | None = None
        guard.refusal(host)  # forget an earlier one

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        try:
            self._guard.check(address.host)
        except BlockedAddressError as error:
            self._refusal = error
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._refusal is not None:
            self._guard.refuse(self._host, self._refusal)
            self._addresses.clear()
        for address in self._addresses:
            self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()
