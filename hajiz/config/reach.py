"""
Whether what config.toml names by its address may be connected to at all.

Told when the file is read, with the line to add, rather than at the first message. Names are not
looked up: where they lead is checked at each connection.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from hajiz.config.draft import Draft
from hajiz.config.places import Fault
from hajiz.config.schema import EmailTable, WebhookTable
from hajiz.config.values import quoted
from model.network import Guard, Network

_LOCALHOST = ("127.0.0.1", "::1")
THIS_MACHINE = frozenset({"localhost", *_LOCALHOST})


def unreachable(draft: Draft) -> Iterator[Fault]:
    """Yield every receiver at an address that [sending] does not allow, and such a proxy."""
    if draft.fetch.proxy:
        host = urlsplit(draft.fetch.proxy).hostname or ""
        yield from _fault(("fetch", "proxy"), host, draft.fetch.allow_networks, "fetch")
    networks = draft.sending.allow_networks
    for number, channel in draft.channels.items():
        if isinstance(channel, EmailTable):
            yield from _fault(("channels", number, "host"), channel.host, networks, "sending")
        elif isinstance(channel, WebhookTable):
            host = urlsplit(channel.url).hostname or ""
            yield from _fault(("channels", number, "url"), host, networks, "sending")


def _fault(
    at: tuple[str | int, ...], host: str, networks: list[Network], table: str
) -> Iterator[Fault]:
    literals = [host] if _is_address(host) else []
    addresses = [*_LOCALHOST] if host == "localhost" else literals
    guard = Guard(networks, table)
    if all(not guard.refusal(each) for each in addresses):
        return
    if "metadata" in guard.refusal(addresses[0]):
        yield Fault(at, "is where cloud machines keep their secrets; Hajiz never connects there")
        return
    lines = quoted(f"{each}/{ip_address(each).max_prefixlen}" for each in addresses)
    yield Fault(
        at,
        f'"{host}" is a private address, which Hajiz connects to only when told so; if this is '
        f"meant, write under [{table}]: allow_networks = [{lines}]",
    )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
