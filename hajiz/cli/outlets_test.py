"""`hajiz outlets test`: a close look at one address or outlet; nothing is written."""

import difflib
import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hajiz.cli.adding import on_the_web
from hajiz.cli.options import ConfigOption, JsonOption, config_path, wrong_use
from model import Failed, Outlet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.crawl import Crawler
    from hajiz.config.read import Config
    from hajiz.outlets.examine import Examined
    from hajiz.outlets.find import Findings
    from hajiz.outlets.flag import Flag
    from hajiz.outlets.permission import Permission

TEASERS = 0.5  # of the items with less text than that, the articles' pages are worth reading


def examine_outlet(
    what: Annotated[str, typer.Argument(metavar="URL|ID", help="An address, or an outlet's id.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Look closely at an outlet or an address, and write nothing.

    Says how the server answers, what the items are like, whether the pages of articles may be
    read and are worth it, and what your rules would flag. Exit code 69: it cannot be read.
    """
    from alerts.rules.matcher import compile_rules
    from hajiz.cli import show
    from hajiz.cli.outlets_add import nothing_found
    from hajiz.config.replace import load_to_edit
    from hajiz.outlets.flag import flags
    from hajiz.outlets.make import as_polled

    loaded = load_to_edit(config_path(config), os.environ)
    outlet = _outlet(what, loaded)

    async def look(crawler: "Crawler") -> "tuple[Findings, Permission]":
        return await _look(crawler, what, outlet, loaded)

    findings, robots = on_the_web(loaded, f"looking at {what}", look, is_quiet=json)
    if not findings.found:
        nothing_found(findings, what)
    examined = findings.found[0]
    if outlet is not None:
        examined = as_polled(examined, outlet)
    flagged = flags(examined.items, compile_rules(loaded.rules, loaded.topics))
    if json:
        show.print_json(_as_json(examined, flagged, robots))
        return
    for line in _in_words(examined, flagged, robots):
        typer.echo(line)


def _outlet(what: str, loaded: "Config") -> Outlet | None:
    """Return the outlet called *what*, or nothing if it is an address."""
    by_id = {str(outlet.id): outlet for outlet in loaded.outlets}
    if what in by_id or "." in what or ":" in what or "/" in what:
        return by_id.get(what)
    close = difflib.get_close_matches(what, by_id, 1)
    hint = f"did you mean {close[0]}?" if close else "`hajiz outlets list` shows them all"
    return wrong_use(f"no outlet has the id {what!r}, and it is no address; {hint}")


async def _look(
    crawler: "Crawler", what: str, outlet: Outlet | None, loaded: "Config"
) -> "tuple[Findings, Permission]":
    from crawler.discover import Candidate
    from hajiz.outlets.examine import examine
    from hajiz.outlets.find import Findings, Tried, find
    from hajiz.outlets.permission import permission

    if outlet is None:
        findings = await find(crawler, what, "", most=1)
    else:
        place = Candidate(outlet.kind, outlet.feed, outlet.name, listing=outlet.listing)
        found = await examine(crawler, place, outlet.language)
        findings = (
            Findings((), (Tried(outlet.feed, found.message),))
            if isinstance(found, Failed)
            else Findings((found,), ())
        )
    items = [item for each in findings.found for item in each.items]
    return findings, await permission(crawler, items, loaded.fetch.user_agent)


def _in_words(
    examined: "Examined", flagged: "tuple[Flag, ...]", robots: "Permission"
) -> "Iterator[str]":
    from hajiz.cli import looking

    yield f"name      {examined.heading.title or '–'}"
    yield from looking.what_is_there(examined, examined.language)
    yield f"server    HTTP {examined.status}; {_type(examined)}; {_validators(examined)}"
    for redirect in examined.redirects:
        yield f"          redirected ({redirect.status}) from {redirect.url}"
    yield f"text      {_text(examined, robots)}"
    yield f"robots    robots.txt {robots.words}"
    yield from looking.what_is_flagged(flagged, examined)


def _type(examined: "Examined") -> str:
    return examined.content_type or "no content type"


def _validators(examined: "Examined") -> str:
    given = [
        name
        for name, value in (
            ("ETag", examined.validators.etag),
            ("Last-Modified", examined.validators.last_modified),
        )
        if value is not None
    ]
    return " and ".join(given) or "no validators: every look costs the whole document"


def _text(examined: "Examined", robots: "Permission") -> str:
    from hajiz.outlets.examine import LONG_TEXT

    share = f"{examined.long_share:.0%} of the items have more than {LONG_TEXT} characters of text"
    if not _would_help(examined, robots):
        return share
    return f"{share}; full_text = true would give the rules more to read"


def _would_help(examined: "Examined", robots: "Permission") -> bool:
    return bool(examined.items) and examined.long_share < TEASERS and robots.is_given


def _as_json(
    examined: "Examined", flagged: "tuple[Flag, ...]", robots: "Permission"
) -> dict[str, Any]:
    from hajiz.cli import looking

    return looking.look_as_json(examined) | {
        "status": examined.status,
        "redirects": examined.redirects,
        "content_type": examined.content_type,
        "etag": examined.validators.etag is not None,
        "last_modified": examined.validators.last_modified is not None,
        "long_share": round(examined.long_share, 3),
        "full_text_would_help": _would_help(examined, robots),
        "robots": robots.words,
        "articles_may_be_read": robots.is_given,
        "flagged": looking.flags_as_json(flagged),
    }
