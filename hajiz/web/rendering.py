"""
Pages from templates: the only file that knows jinja2 here. Everything is escaped, always.

What an outlet wrote is shown by the macros of macros.html, which say its language and direction.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from alerts.channels.entries import direction
from hajiz.web import forgery, visitor
from hajiz.web.site import Site
from model import Hit

NEAR = timedelta(days=180)
FOLDER = Path(__file__).parent
_MOMENT = Markup('<time datetime="{}" title="{}">{} <span class="zone">{}</span></time>')
NAVIGATION = (
    ("/", "Today"),
    ("/incidents", "Incidents"),
    ("/search", "Search"),
    ("/rules", "Rules"),
    ("/outlets", "Outlets"),
    ("/deliveries", "Deliveries"),
    ("/places", "Places"),
)


def page(
    request: Request, site: Site, template: str, status: int = 200, **context: Any
) -> HTMLResponse:
    """
    Answer with *template*, which has *context*, the visitor, and what forms need.

    Times are shown in the zone of the site. Outlets' texts in *context* are escaped like all else.
    """
    asker = visitor.of(request.scope)
    proof = forgery.token(site.key, asker.proof) if asker.proof else ""
    shared = {
        "visitor": asker,
        "path": request.url.path,
        "navigation": NAVIGATION,
        "csrf_token": proof,
        "csrf_field": lambda: _field(proof),
        "zone": site.zone,
        "now": site.clock(),
        "has_password": bool(site.plan.password),
    }
    return HTMLResponse(render(template, **shared, **context), status)


def render(template: str, **context: Any) -> str:
    """Return *template* with *context*; a name that it has not is a mistake and raises."""
    return _environment().get_template(template).render(**context)


def static(name: str) -> str:
    """Return the address of a static file, which changes whenever the file does."""
    return f"/static/{name}?{_fingerprint(name)}"


def marked(text: str, hits: Iterable[Hit] = ()) -> Markup:
    """Escape *text*, with its *hits* marked; of hits within each other the first stands."""
    shown, end = Markup(), 0
    for hit in sorted(hits, key=lambda each: each.start):
        if hit.start >= end:
            shown += Markup.escape(text[end : hit.start])
            shown += Markup("<mark>{}</mark>").format(text[hit.start : hit.end])
            end = hit.end
    return shown + Markup.escape(text[end:])


def moment(
    at: datetime | None, zone: ZoneInfo, now: datetime | None = None, *, is_short: bool = False
) -> Markup:
    """
    Write a moment on the clock of *zone*, with its zone; machines read it in UTC.

    The year is left out of what is near *now*.
    """
    if at is None:
        return Markup("–")
    local = at.astimezone(zone)
    year = "" if now is not None and abs(now - at) < NEAR else " %Y"
    written = f"{local:%H:%M}" if is_short else local.strftime(f"%a %d %b{year} %H:%M")
    exact = f"{local:%Y-%m-%d %H:%M:%S} {zone.key}"
    return _MOMENT.format(at.isoformat(), exact, written, _short(zone, local))


def _short(zone: ZoneInfo, local: datetime) -> str:
    """Name a zone as digests do: by its city."""
    return zone.key.rpartition("/")[2].replace("_", " ") or str(local.tzname())


def _field(proof: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(forgery.FIELD, proof)


@cache
def _fingerprint(name: str) -> str:
    return sha256((FOLDER / "static" / name).read_bytes()).hexdigest()[:12]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static=static)
    environment.filters.update(direction=direction, marked=marked, moment=moment)
    return environment
