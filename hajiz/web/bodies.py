"""What a request brings along, read once and within bounds."""

import asyncio

from fastapi import Request
from starlette.types import Message, Receive

LARGEST = 2 * 1024 * 1024  # bytes
PATIENCE = 30.0  # seconds for all of it to arrive


class TooLargeError(Exception):
    """A request brings more than any form of ours holds."""


async def body_of(request: Request) -> bytes:
    """
    Read all that *request* brings.

    Raises:
        TooLargeError: it is more than 2 MiB, or says that it is.
        TimeoutError: it comes too slowly.
    """
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > LARGEST:
        raise TooLargeError
    found = bytearray()
    async with asyncio.timeout(PATIENCE):
        async for part in request.stream():
            found += part
            if len(found) > LARGEST:
                raise TooLargeError
    return bytes(found)


def again(body: bytes, receive: Receive) -> Receive:
    """Return what gives *body* once more, and then what *receive* does."""
    parts = [body]

    async def receive_again() -> Message:
        if parts:
            return {"type": "http.request", "body": parts.pop(), "more_body": False}
        return await receive()

    return receive_again
