"""What the commands that add outlets have in common: refuse, show, ask, write."""

import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Never, TypeVar

import typer

from hajiz.cli.options import wrong_use
from model import Outlet

if TYPE_CHECKING:
    from crawler.crawl import Crawler
    from hajiz.config.read import Config
    from hajiz.outlets.examine import Examined

T = TypeVar("T")
BAD_DATA = 65  # EX_DATAERR: it is there already
UNAVAILABLE = 69  # EX_UNAVAILABLE: nothing can be read there

LanguageOption = Annotated[
    str,
    typer.Option("--language", "-l", metavar="XX", help="Such as ar; else it is found out."),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show all, write nothing.")]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command that adds ends: whether it only shows, asks first, speaks JSON."""

    is_dry: bool
    is_asking: bool
    as_json: bool


def is_at_terminal() -> bool:
    """Say whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def checked(key: str, value: str) -> str:
    """Return *value* of the option --*key* as config.toml would take it; "" stays ""."""
    from hajiz.config import values

    accept = {"id": values.slug, "language": values.language, "name": values.text}[key]
    try:
        return accept(value) if value else ""
    except ValueError as error:
        wrong_use(f"--{key}: {error}")


def on_the_web(
    loaded: "Config", doing: str, work: "Callable[[Crawler], Awaitable[T]]", *, is_quiet: bool
) -> T:
    """Run *work* with a crawler of its own; show that something happens, where somebody looks."""
    from rich.console import Console

    from crawler import reactor
    from crawler.crawl import Crawler
    from hajiz import log

    log.set_up()

    async def main() -> T:
        async with Crawler(loaded.fetch) as crawler:
            return await work(crawler)

    console = Console(stderr=True, quiet=is_quiet)
    with console.status(doing):
        return reactor.run(main)


def refuse_known(url: str, wished_id: str, loaded: "Config", known: Mapping[str, str]) -> None:
    """End the command if this address, or an outlet of that id, is there already."""
    from hajiz.outlets.refusal import why_not

    if words := why_not(url, wished_id, loaded.outlets, known):
        refuse(words)


def refuse(message: str) -> Never:
    """End the command because of what is there already."""
    typer.echo(f"hajiz: {message}", err=True)
    raise typer.Exit(BAD_DATA)


def check_new(outlet: Outlet, wished_id: str, loaded: "Config", known: Mapping[str, str]) -> None:
    """End the command if *outlet* is there already, or its language is not known."""
    refuse_known(outlet.feed, wished_id, loaded, known)
    if not outlet.language:
        wrong_use("its language cannot be told; say it, for example with --language ar")


def finish(
    path: Path, loaded: "Config", outlet: Outlet, examined: "Examined", ending: Ending
) -> None:
    """Show what *outlet* brings and what the rules would flag, then write it, if it is wished."""
    from alerts.rules.matcher import compile_rules
    from hajiz.cli import looking, show
    from hajiz.config.edit import written
    from hajiz.outlets.flag import flags

    flagged = flags(examined.items, compile_rules(loaded.rules, loaded.topics))
    if not ending.as_json:
        typer.echo(f"name      {outlet.name}")
        for line in looking.what_is_there(examined, outlet.language):
            typer.echo(line)
        for line in looking.what_is_flagged(flagged, examined):
            typer.echo(line)
        typer.echo(f"\n{written(outlet)}")
    if ending.is_asking and not ending.is_dry:
        typer.confirm(f"Add this to {path}?", default=True, abort=True)
    at = None if ending.is_dry else write(path, [outlet], {})
    if ending.as_json:
        about = {"outlet": outlet, "toml": written(outlet), "written": at is not None}
        look = looking.look_as_json(examined) | {"flagged": looking.flags_as_json(flagged)}
        show.print_json(about | {"path": path.absolute(), "line": at} | look)
    else:
        typer.echo(_said(path, outlet, at))


def write(path: Path, outlets: list[Outlet], groups: Mapping[str, str]) -> int:
    """
    Write *outlets* into *path*; return the line the first of them stands on.

    Raises:
        ConfigError: nothing was written, and why.
    """
    from hajiz.config.document import read_toml
    from hajiz.config.edit import with_outlets
    from hajiz.config.places import Places
    from hajiz.config.replace import rewrite

    config = rewrite(path, lambda text: with_outlets(path, text, outlets, groups), os.environ)
    first = len(config.outlets) - len(outlets)
    lines = Places(read_toml(path).text).lines(("outlets", first))
    return lines[0] + 1 if lines else 1


def _said(path: Path, outlet: Outlet, line: int | None) -> str:
    if line is None:
        return f"nothing was written; without --dry-run this goes into {path}"
    return (
        f'added "{outlet.id}" to {path}, line {line}; a running daemon takes it over within '
        "seconds.\nIts first look is a baseline: kept and matched, but not reported as new."
    )
