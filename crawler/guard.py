"""
Keeps Hajiz from being sent to addresses that are not the public internet (SSRF).

Puts the rule of `model.network` in front of every connection Twisted makes in the process; knows
nothing of HTTP, and has no rule of its own.
"""

from collections.abc import Callable
from socket import inet_aton, inet_ntoa
from typing import Any

from twisted.internet.interfaces import (
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer  # type: ignore[import-untyped]

from model.network import BlockedAddressError, Guard, Network


class FetchGuard(Guard):
    """The rule for all that Hajiz asks, and which names it refused of late."""

    def __init__(self, allow_networks: tuple[Network, ...] = ()) -> None:
        super().__init__(allow_networks, "fetch")
        self._refusals: dict[str, BlockedAddressError] = {}  # by host, from the resolver

    def check_spelling(self, host: str) -> None:
        """
        Return unless *host* is a refused address in any of its spellings, or this machine.

        For a host that is not connected to from here: the proxy's guard may be weaker.

        Raises:
            BlockedAddressError: it may not be connected to.
        """
        name = _ascii(host).rstrip(".")
        if name == "localhost" or name.endswith(".localhost"):  # RFC 6761 §6.3
            name = "127.0.0.1"
        if ":" in name:
            self.check(name)
            return
        try:
            address = inet_ntoa(inet_aton(name))
        except OSError:  # a name
            return
        self.check(address)

    def refuse(self, host: str, error: BlockedAddressError) -> None:
        """Remember that the name *host* leads to an address that `check` refused."""
        self._refusals.setdefault(_ascii(host), error)

    def refused(self, host: str) -> BlockedAddressError | None:
        """Return, once, why *host* was refused at its last look-up, or None."""
        return self._refusals.pop(_ascii(host), None)


def install(reactor: Any, guard: FetchGuard) -> Callable[[], None]:
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


@implementer(IHostnameResolver)
class _GuardedResolver:
    """Resolves as *resolver* does, but gives nothing away when one of the addresses is refused."""

    def __init__(self, resolver: Any, guard: FetchGuard) -> None:
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
    def __init__(self, receiver: Any, host: str, guard: FetchGuard) -> None:
        self._receiver = receiver
        self._host = host
        self._guard = guard
        self._addresses: list[Any] = []
        self._refusal: BlockedAddressError | None = None
        guard.refused(host)  # forget an earlier one

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
