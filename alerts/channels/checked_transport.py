"""
HTTP to a receiver at an address that was checked.

Knows httpx2's interface for transports; what is sent, and what an answer means, is the channel's.
"""

import asyncio
import ssl
from functools import cache

import httpx2

from alerts.channels.connect import checked
from model.network import Guard

_PORTS = {"http": 80, "https": 443}


class CheckedTransport(httpx2.AsyncBaseTransport):
    """
    Resolves the host of each request once, checks it, and has that very address connected to.

    What the receiver sees stays as it was: the Host header, and the name its certificate is
    checked against. No proxy is used, nothing is read from the environment.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._transport = httpx2.AsyncHTTPTransport(verify=_authorities(), trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """
        Send *request* to the first of the host's addresses that can be connected to.

        Raises:
            BlockedAddressError: one of the addresses is refused; nothing was sent.
            OSError: the host cannot be resolved.
            httpx2.HTTPError: it did not work.
        """
        url = request.url
        if url.scheme not in _PORTS or not url.host:
            raise httpx2.UnsupportedProtocol("not an http(s) address", request=request)
        host = url.raw_host.decode("ascii")
        port = url.port or _PORTS[url.scheme]
        addresses = await asyncio.to_thread(checked, host, port, self._guard)
        request.extensions = {**request.extensions, "sni_hostname": host}
        failure: httpx2.ConnectError | None = None
        for found in addresses:
            request.url = url.copy_with(host=found.host)
            try:
                return await self._transport.handle_async_request(request)
            except httpx2.ConnectError as error:
                failure = error
        raise failure or httpx2.ConnectError(f"{host} has no address", request=request)

    async def aclose(self) -> None:
        """Close what is still open."""
        await self._transport.aclose()


@cache
def _authorities() -> ssl.SSLContext:
    """Load the authorities whose certificates count: 50 ms, so once and not for each message."""
    return httpx2.create_ssl_context(trust_env=False)
