"""A browser without a screen: keeps cookies, sends what forms hold, says where it comes from."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import httpx2
from starlette.types import ASGIApp

from hajiz.assembly import Assembly
from hajiz.config.plans import WebPlan
from hajiz.web.app import application
from hajiz.web.site import Site
from tests.hajiz.desk import START

HERE = "http://127.0.0.1:8099"
KEY = b"k" * 32


def site_of(assembly: Assembly) -> Site:
    """Return what the page works with, on a clock that stands still."""
    return Site(lambda: assembly, lambda: START, KEY)


def with_plan(assembly: Assembly, plan: WebPlan) -> Assembly:
    """Return the assembly with another plan of the page."""
    return replace(assembly, config=replace(assembly.config, web=plan))


@asynccontextmanager
async def logged_in(
    asked: Assembly | ASGIApp, password: str, name: str = "Anna"
) -> AsyncIterator["Visitor"]:
    """Open a browser in which somebody has logged in."""
    async with Visitor(asked) as visitor:
        answer = await visitor.send("/login", at="/login", name=name, password=password)
        assert answer.status_code == 303, answer.text
        yield visitor


class Visitor:
    """Asks the page, by default from this machine; to be used in `async with`."""

    def __init__(
        self,
        asked: Assembly | ASGIApp,
        base: str = HERE,
        address: str = "127.0.0.1",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        app = application(site_of(asked)) if isinstance(asked, Assembly) else asked
        transport = httpx2.ASGITransport(app=app, client=(address, 50000))
        self._base = base
        self.client = httpx2.AsyncClient(transport=transport, base_url=base, headers=headers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.client.aclose()

    async def get(self, path: str, **params: Any) -> httpx2.Response:
        """Look at a page."""
        return await self.client.get(path, params=params or None)

    async def token(self, path: str = "/") -> str:
        """Return what the forms of a page are signed with."""
        answer = await self.client.get(path)
        found = re.search(r'name="csrf(?:-token)?" (?:content|value)="([0-9a-f]+)"', answer.text)
        assert found, answer.text
        return found[1]

    async def send(self, path: str, at: str = "/", **fields: str) -> httpx2.Response:
        """Send a form of the page *at*; redirects are not followed."""
        fields = {"csrf": await self.token(at), **fields}
        return await self.client.post(path, data=fields, headers={"Origin": self._base})

    async def ask(self, method: str, path: str, json: Any = None, at: str = "/") -> httpx2.Response:
        """Ask as a script of the page *at* does."""
        headers = {"Origin": self._base, "X-CSRF-Token": await self.token(at)}
        return await self.client.request(method, path, json=json, headers=headers)
