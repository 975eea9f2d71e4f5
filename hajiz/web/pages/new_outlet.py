"""
The page that adds an outlet: an address is looked at, what is found is shown, one is chosen.

Does what `hajiz outlets add` does. One look at a time: it asks servers elsewhere, by the guard that
all asking goes through.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from hajiz.assembly import Assembly
from hajiz.config.edit import with_outlets
from hajiz.config.replace import fingerprint, rewrite
from hajiz.outlets.examine import Examined
from hajiz.outlets.find import Findings, find
from hajiz.outlets.flag import Flag, flags
from hajiz.outlets.make import Wishes, as_polled, outlet_of
from hajiz.outlets.newest import newest
from hajiz.outlets.refusal import why_not
from hajiz.web.rendering import page
from hajiz.web.site import Site
from model import ConfigError, Item, Outlet, OutletId
from storage import feeds

MOST = 6  # places that are looked at
LONGEST = 2000  # characters of an address
PATIENCE = 60.0  # seconds for one look
_SEE_OTHER, _REFUSED, _BUSY = 303, 422, 503

Text = Annotated[str, Form()]


class New(BaseModel):
    """The outlet that was chosen; whether it is one, config.toml's own checks tell."""

    id: str = ""
    name: str = ""
    language: str = ""
    feed: str = ""
    kind: Literal["feed", "sitemap", "telegram"] = "feed"
    homepage: str = ""
    full_text: str = ""
    shown: str = ""  # the state of config.toml that the choice was made by

    @property
    def outlet(self) -> Outlet:
        """What it would be in config.toml."""
        return Outlet(
            id=OutletId(self.id),
            name=self.name,
            feed=self.feed,
            language=self.language,
            homepage=self.homepage,
            kind=self.kind,
            full_text=bool(self.full_text),
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One place an outlet could be read from, and what it would bring."""

    outlet: Outlet
    count: int
    newest: list[Item]
    flagged: tuple[Flag, ...]
    note: str
    refusal: str  # why it cannot be added; "" when it can


def routes(site: Site) -> APIRouter:
    """Return what answers at /new-outlet."""
    router, busy = APIRouter(), asyncio.Lock()

    @router.get("/new-outlet")
    def ask(request: Request) -> HTMLResponse:
        return _form(request, site)

    @router.post("/new-outlet")
    async def look(request: Request, url: Text = "") -> HTMLResponse:
        url = url.strip()[:LONGEST]
        if busy.locked():
            words = "An address is being looked at just now; try again in a moment."
            return _form(request, site, url, words, _BUSY)
        async with busy:
            return await _looked(request, site, url)

    @router.post("/new-outlet/add")
    def add(request: Request, new: Annotated[New, Form()]) -> Response:
        try:
            _write(site, new.outlet, new.shown)
        except (ConfigError, ValueError) as error:
            return _form(request, site, new.feed, str(error), _REFUSED)
        return RedirectResponse(f"/outlets?added={new.id}", _SEE_OTHER)

    return router


async def _looked(request: Request, site: Site, url: str) -> HTMLResponse:
    assembly = site.assembly
    known = await run_in_threadpool(_known, assembly)
    refusal = why_not(url, "", assembly.config.outlets, known) if url else "Say an address."
    if site.crawler is None:
        refusal = "Only a running daemon looks; use `hajiz outlets add` instead."
    if refusal or site.crawler is None:
        return _form(request, site, url, refusal, _REFUSED)
    try:
        async with asyncio.timeout(PATIENCE):
            findings = await find(site.crawler, url, "", MOST)
    except TimeoutError:
        return _form(request, site, url, "It took longer than a minute.", _REFUSED)
    return await run_in_threadpool(_shown, request, site, url, findings)


def _shown(request: Request, site: Site, url: str, findings: Findings) -> HTMLResponse:
    assembly = site.assembly
    known = _known(assembly)
    choices = [_choice(each, assembly, known) for each in findings.found]
    return page(
        request,
        site,
        "new_outlet.html",
        url=url,
        wrong="",
        choices=choices,
        tried=findings.tried,
        more=findings.more,
        shown=fingerprint(site.config_path.read_bytes()),
    )


def _choice(examined: Examined, assembly: Assembly, known: Mapping[str, str]) -> Choice:
    outlet = outlet_of(examined, Wishes(), assembly.config, known)
    polled = as_polled(examined, outlet)
    return Choice(
        outlet=outlet,
        count=len(polled.items),
        newest=newest(polled.items),
        flagged=flags(polled.items, assembly.rule_set),
        note=examined.note,
        refusal=why_not(outlet.feed, "", assembly.config.outlets, known),
    )


def _form(
    request: Request, site: Site, url: str = "", wrong: str = "", status: int = 200
) -> HTMLResponse:
    return page(
        request,
        site,
        "new_outlet.html",
        status,
        url=url,
        wrong=wrong,
        choices=[],
        tried=(),
        more=(),
        shown="",
    )


def _known(assembly: Assembly) -> dict[str, str]:
    with assembly.database.read() as tx:
        return {str(name): state.url for name, state in feeds.states(tx).items()}


def _write(site: Site, outlet: Outlet, shown: str) -> None:
    """
    Add *outlet* to config.toml, if that is still as it was shown.

    Raises:
        ConfigError: nothing was written, and why.
        ValueError: it is there already.
    """
    assembly, path = site.assembly, site.config_path
    if words := why_not(outlet.feed, outlet.id, assembly.config.outlets, _known(assembly)):
        raise ValueError(words)
    rewrite(path, lambda text: with_outlets(path, text, [outlet], {}), os.environ, shown or None)
