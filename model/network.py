"""
Which addresses Hajiz may connect to: the one rule for all that it asks and all that it sends.

Decides on an IP address a connection is about to be made to, whatever name, spelling, redirect
or DNS answer led there. Pure: opens and resolves nothing; who connects asks here first.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def _networks(*written: str) -> tuple[Network, ...]:
    return tuple(map(ip_network, written))


# IANA special-purpose registries (RFC 6890 and updates). `ipaddress.is_global` is not enough: it
# takes multicast, 6to4 and some reserved addresses for global ones.
_DENIED_V4 = _networks(
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
_GLOBAL_V6 = ip_network("2000::/3")  # all that is handed out so far
_DENIED_V6 = _networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")  # Teredo, docs, 6to4
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address is behind it

# What a cloud tells its machines about themselves, credentials included: no outlet, no receiver.
METADATA = _networks(
    "169.254.0.0/16",
    "100.100.100.200/32",
    "168.63.129.16/32",
    "192.0.0.192/32",
    "fd00:ec2::/32",
    "fd00:42::42/128",
    "fd20:ce::254/128",
    "fe80::a9fe:a9fe/128",
)


class BlockedAddressError(OSError):
    """A connection was refused because of the address; the message is for people."""


class Guard:
    """
    The rule: which addresses may be connected to, given the networks the user allows.

    *table* is the table of config.toml whose `allow_networks` would let more in.
    """

    def __init__(self, allow_networks: Iterable[Network] = (), table: str = "fetch") -> None:
        self._allowed = tuple(allow_networks)
        self._table = table

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
        if _within(address, METADATA):
            message = f"refused to connect to {host}: an address of cloud metadata services"
            raise BlockedAddressError(message)
        if not _is_public(address) and not _within(address, self._allowed):
            raise BlockedAddressError(
                f"refused to connect to {host}: a private address; if this is meant, add it to "
                f"allow_networks under [{self._table}] in config.toml: "
                f'allow_networks = ["{address}/{address.max_prefixlen}"]'
            )

    def refusal(self, host: str) -> str:
        """Return why *host* may not be connected to, in words; "" where it may."""
        try:
            self.check(host)
        except BlockedAddressError as error:
            return str(error)
        return ""


def is_metadata(network: Network) -> bool:
    """Say whether *network* lies as a whole where no allow-list opens anything."""
    return any(
        network.version == each.version and network.subnet_of(each)  # type: ignore[arg-type]
        for each in METADATA
    )


def _plain(address: Address) -> Address:
    """Return the IPv4 address within an IPv6 one that is only another way of writing it."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return IPv6Address(int(address))  # without the name of an interface


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not _within(address, _DENIED_V4)
    return address in _GLOBAL_V6 and not _within(address, _DENIED_V6)


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
