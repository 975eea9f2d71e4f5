"""`hajiz outlets import` and `hajiz outlets export`: outlets from and for other feed readers."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hajiz.cli.adding import BAD_DATA, UNAVAILABLE, DryRunOption, checked, on_the_web, write
from hajiz.cli.numbers import count
from hajiz.cli.options import ConfigOption, JsonOption, config_path, load_config, wrong_use
from hajiz.clock import utc_now
from model import Failed, Outlet

if TYPE_CHECKING:
    from crawler.crawl import Crawler
    from hajiz.cli.progress import Counting
    from hajiz.config.opml import Subscription
    from hajiz.config.read import Config
    from hajiz.outlets.gather import Gathered

Format = Literal["opml", "toml", "json"]
NAMED = 10  # outlets named whose language is missing
SHOWN = 50  # outlets shown that are added


@dataclass(frozen=True, slots=True)
class _Checked:
    alive: tuple[Outlet, ...]
    dead: Mapping[str, str]  # address: why


def import_outlets(
    file: Annotated[Path, typer.Argument(help="An OPML file, as feed readers export it.")],
    language: Annotated[
        str,
        typer.Option("--language", "-l", metavar="XX", help="Of outlets that do not say theirs."),
    ] = "",
    dry_run: DryRunOption = False,
    check: Annotated[
        bool, typer.Option("--check", help="Read every feed first; leave out those that are dead.")
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Add the outlets of an OPML file to config.toml; those that are there already are left out.

    Exit code 65: the file cannot be used; 69: with --check, not one feed could be read.
    """
    from hajiz.config.replace import load_to_edit
    from hajiz.outlets.gather import NOT_SAID, gather, under_groups, with_ids
    from hajiz.outlets.make import remembered

    language = checked("language", language)
    path = config_path(config)
    loaded = load_to_edit(path, os.environ)
    gathered = gather(_subscriptions(file), loaded, language)
    result = _read_all(gathered.outlets, loaded, is_quiet=json) if check else None
    usable = result.alive if result else gathered.outlets
    _ask_for_language([each for each in usable if each.language == NOT_SAID], is_read=check)
    outlets = with_ids(usable, loaded, remembered(loaded))
    if outlets and not dry_run:
        write(path, list(outlets), under_groups(outlets, gathered.groups))
    dead = result.dead if result else {}
    done = "would be added" if dry_run or not outlets else f"added to {path}"
    _report(outlets, gathered, dead, done, as_json=json)
    if dead and not outlets:
        raise typer.Exit(UNAVAILABLE)


def export_outlets(
    file: Annotated[Path | None, typer.Argument(help="Where to [default: print it].")] = None,
    format: Annotated[
        Format | None, typer.Option(help="Else by the file's ending, else opml.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file.")] = False,
    config: ConfigOption = None,
) -> None:
    """Write the outlets as OPML, for feed readers, or as TOML or JSON."""
    path = config_path(config)
    outlets = load_config(config).outlets
    text = _written(outlets, format or _format_of(file))
    if file is None:
        typer.echo(text, nl=False)
        return
    if file.exists() and (not force or file.resolve() == path.resolve()):
        wrong_use(f"{file} is there already; choose another name, or --force")
    try:
        file.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        wrong_use(f"{file} cannot be written: {error.strerror or error}")
    typer.echo(f"{len(outlets)} outlets written to {file}")


def _subscriptions(file: Path) -> "tuple[Subscription, ...]":
    from hajiz.config.opml import LARGEST, OpmlError, read_opml

    try:
        with file.open("rb") as opened:
            return read_opml(opened.read(LARGEST + 1))
    except OSError as error:
        wrong_use(f"{file} cannot be read: {error.strerror or error}")
    except OpmlError as error:
        typer.echo(f"hajiz: {file} {error}", err=True)
        raise typer.Exit(BAD_DATA) from None


def _read_all(outlets: Sequence[Outlet], loaded: "Config", *, is_quiet: bool) -> _Checked:
    """Read every outlet once, side by side; find out the language of those that do not say it."""
    import asyncio

    from hajiz.cli.progress import Counting

    async def main(crawler: "Crawler") -> list[Outlet | Failed]:
        return await asyncio.gather(*(_read(crawler, each, counting) for each in outlets))

    with Counting("reading", len(outlets), is_quiet=is_quiet) as counting:
        read = on_the_web(loaded, "", main, is_quiet=True)
    dead = {o.feed: r.message for o, r in zip(outlets, read, strict=True) if isinstance(r, Failed)}
    return _Checked(tuple(each for each in read if isinstance(each, Outlet)), dead)


async def _read(crawler: "Crawler", outlet: Outlet, counting: "Counting") -> Outlet | Failed:
    from crawler.discover import Candidate
    from hajiz.outlets.examine import examine
    from hajiz.outlets.gather import NOT_SAID
    from hajiz.outlets.name import name_of

    said = "" if outlet.language == NOT_SAID else outlet.language
    place = Candidate(outlet.kind, outlet.feed, listing=outlet.listing)
    examined = await examine(crawler, place, said)
    is_dead = isinstance(examined, Failed)
    counting.advance(f"{outlet.name}: {'cannot be read' if is_dead else 'fine'}")
    if isinstance(examined, Failed):
        return examined
    title = examined.heading.title
    name = title if title and outlet.name == name_of(outlet.feed) else outlet.name
    return replace(outlet, name=name, language=examined.language or NOT_SAID)


def _ask_for_language(outlets: Sequence[Outlet], *, is_read: bool) -> None:
    """End the command if the language of some is not known: rules would miss what they say."""
    if not outlets:
        return
    way_out = "" if is_read else ", or find it out with --check"
    names = ", ".join(outlet.name for outlet in outlets[:NAMED])
    wrong_use(
        f"the language of {count(len(outlets), 'outlet')} is not known ({names}); "
        f"say it with --language XX{way_out}. Nothing was written"
    )


def _report(
    outlets: Sequence[Outlet],
    gathered: "Gathered",
    dead: Mapping[str, str],
    done: str,
    *,
    as_json: bool,
) -> None:
    from hajiz.cli import show
    from hajiz.config.edit import table_of

    if as_json:
        show.print_json(
            {
                "outlets": [table_of(outlet) for outlet in outlets],
                "written": not done.startswith("would"),
                "known": gathered.known,
                "repeated": gathered.repeated,
                "unusable": gathered.unusable,
                "dead": dead,
            }
        )
        return
    for outlet in outlets[:SHOWN]:
        typer.echo(f"  {outlet.id} ({outlet.language}): {outlet.name}, {outlet.feed}")
    if len(outlets) > SHOWN:
        typer.echo(f"  and {len(outlets) - SHOWN} more")
    typer.echo(f"{len(outlets)} outlets {done}")
    for line in _left_out(gathered, dead):
        typer.echo(line)


def _left_out(gathered: "Gathered", dead: Mapping[str, str]) -> Iterator[str]:
    if gathered.known:
        yield f"{len(gathered.known)} left out: in config.toml already"
    if gathered.repeated:
        yield f"{len(gathered.repeated)} left out: more than once in the file"
    if dead:
        yield f"{len(dead)} left out: cannot be read"
        yield from (f"  {url}: {reason}" for url, reason in dead.items())
    if gathered.unusable:
        yield f"{len(gathered.unusable)} left out: cannot be used as they are written"
        yield from (f"  {each.name} ({each.url}): {each.reason}" for each in gathered.unusable)


def _format_of(file: Path | None) -> Format:
    ending = file.suffix.lower() if file else ""
    return {".toml": "toml", ".json": "json"}.get(ending, "opml")  # type: ignore[return-value]


def _written(outlets: Sequence[Outlet], format: Format) -> str:
    import json

    from hajiz.config.edit import table_of, written
    from hajiz.config.opml import write_opml

    if format == "toml":
        return "\n".join(map(written, outlets))
    if format == "json":
        return json.dumps([table_of(o) for o in outlets], ensure_ascii=False, indent=2) + "\n"
    return write_opml(outlets, utc_now())
