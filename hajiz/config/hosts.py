"""
Servers, ports and networks of config.toml, from the way people write them.

As `values` does, every function returns the value or raises a `ValueError` that tells what to
write instead. Looks no name up.
"""

import re
from ipaddress import ip_address, ip_network

from hajiz.config.values import text
from model.network import Network, is_metadata

_METADATA = (ip_address("169.254.169.254"), ip_address("fd00:ec2::254"))


def listen(value: object) -> str:
    """Accept "address:port" of this machine, or nothing."""
    if value == "":
        return ""
    name, colon, number = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    if not colon or not number.isdecimal() or not 0 < int(number) < 2**16:
        raise ValueError('must be an address and a port, such as "127.0.0.1:8099"')
    if name != "localhost" and not _is_ip_address(name.strip("[]")):
        raise ValueError(
            f'"{name}" is no IP address; write 127.0.0.1 for this machine alone, or 0.0.0.0 for '
            "all of its addresses"
        )
    return f"{name}:{number}"


def is_shut(listening: str) -> bool:
    """Say whether only this machine can reach what listens there."""
    name = listening.rpartition(":")[0].strip("[]")
    return name in {"", "localhost"} or ip_address(name).is_loopback


def host(value: object) -> str:
    """Accept the name or the IP address of a server."""
    name = text(value)
    if re.fullmatch(r"[\w.-]+", name) or _is_ip_address(name):
        return name
    raise ValueError("must be the name of a server alone, such as smtp.example.org")


def _is_ip_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def port(value: object) -> int:
    """Accept the number of a TCP port."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**16:
        raise ValueError("must be a whole number from 1 to 65535, without quotes, such as 587")
    return value


def proxy(value: object) -> str:
    """Accept an HTTP proxy by its IP address, "http://IP:PORT", or nothing."""
    if value == "":
        return ""
    found = text(value).rstrip("/")
    if found.startswith("socks"):
        raise ValueError(
            "must be an HTTP proxy, Hajiz does not speak SOCKS; for Tor, write the line "
            '"HTTPTunnelPort 9080" into torrc and here "http://127.0.0.1:9080"'
        )
    name, colon, number = found.removeprefix("http://").rpartition(":")
    is_written_so = found.startswith("http://") and colon and number.isdecimal()
    if not is_written_so or not 0 < int(number) < 2**16 or not _is_ip_address(name.strip("[]")):
        raise ValueError('must be its IP address and port, such as "http://127.0.0.1:8118"')
    return found


def proxies(value: object) -> Network:
    """Accept the network of web servers that pass requests on, or the address of one."""
    try:
        return ip_network(text(value))
    except ValueError:
        raise ValueError(
            'must be an address or a network, such as "127.0.0.1" or "10.0.0.0/24"'
        ) from None


def network(value: object) -> Network:
    """Accept a network in CIDR notation that does not open a cloud machine's metadata address."""
    name = text(value)
    try:
        found = ip_network(name, strict=False)
    except ValueError:
        raise ValueError(
            f'"{name}" is no network; write it as "192.168.1.0/24" or "192.168.1.5/32"'
        ) from None
    if ip_address(name.partition("/")[0]) != found.network_address:
        raise ValueError(f'"{name}" has bits set beyond its length; did you mean "{found}"?')
    if is_metadata(found):
        raise ValueError(
            f'"{name}" is where cloud machines keep their secrets; Hajiz never connects there'
        )
    if any(each in found for each in _METADATA):
        raise ValueError(
            f'"{name}" is too wide: it would open the address where cloud machines keep their '
            "secrets; list only the networks that are meant"
        )
    return found
