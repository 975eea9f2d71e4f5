"""`hajiz outlets propose`: how a page without a feed could be read, for a person to judge."""

import os
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Never

import typer

from hajiz.cli.adding import (
    UNAVAILABLE,
    DryRunOption,
    Ending,
    LanguageOption,
    check_new,
    checked,
    finish,
    is_at_terminal,
    on_the_web,
    refuse_known,
)
from hajiz.cli.options import ConfigOption, JsonOption, config_path, wrong_use
from model import Failed, Outlet

if TYPE_CHECKING:
    from hajiz.outlets.examine import Examined


def propose_listing(
    url: Annotated[str, typer.Argument(help="A page that lists articles.")],
    add: Annotated[
        int | None, typer.Option("--add", min=1, metavar="N", help="Add the outlet of this number.")
    ] = None,
    id: Annotated[str, typer.Option("--id", help="Your own short name for it.")] = "",
    name: Annotated[str, typer.Option(help="Its name; else what it calls itself.")] = "",
    language: LanguageOption = "",
    dry_run: DryRunOption = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Propose how to read a page that lists articles, where there is no feed.

    Each proposal shows the first items it finds, and the lines to copy into config.toml; --add
    writes one. Exit code 69: no list of articles was found.
    """
    from hajiz.config.replace import load_to_edit
    from hajiz.outlets.listing import propose_at
    from hajiz.outlets.make import Wishes, as_polled, outlet_of, remembered

    wishes = Wishes(checked("id", id), checked("name", name), checked("language", language))
    path = config_path(config)
    loaded = load_to_edit(path, os.environ)
    known = remembered(loaded)
    if add is not None:
        refuse_known(url, wishes.id, loaded, known)
    work = partial(propose_at, url=url, language=wishes.language)
    found = on_the_web(loaded, f"looking at {url}", work, is_quiet=json)
    if isinstance(found, Failed):
        _nothing(url, found.message)
    outlets = [outlet_of(each, wishes, loaded, known) for each in found]
    if add is None:
        _show(found, outlets, as_json=json)
        return
    if add > len(found):
        wrong_use(f"there are {len(found)} proposals; --add takes the number of one")
    outlet = outlets[add - 1]
    check_new(outlet, wishes.id, loaded, known)
    ending = Ending(dry_run, not json and is_at_terminal(), json)
    finish(path, loaded, outlet, as_polled(found[add - 1], outlet), ending)


def _nothing(url: str, reason: str) -> Never:
    typer.echo(f"hajiz: no list of articles was found at {url}: {reason}", err=True)
    raise typer.Exit(UNAVAILABLE)


def _show(found: "Sequence[Examined]", outlets: Sequence[Outlet], *, as_json: bool) -> None:
    from hajiz.cli import looking, show
    from hajiz.config.edit import written

    if as_json:
        pairs = zip(found, outlets, strict=True)
        show.print_json(
            [looking.look_as_json(each) | {"toml": written(outlet)} for each, outlet in pairs]
        )
        return
    for number, (each, outlet) in enumerate(zip(found, outlets, strict=True), 1):
        for line in _in_words(number, each, outlet):
            typer.echo(line)
    typer.echo("To take one: the same command with --add and its number.")


def _in_words(number: int, examined: "Examined", outlet: Outlet) -> Iterator[str]:
    from hajiz.cli import looking
    from hajiz.config.edit import written
    from hajiz.outlets.newest import NEWEST

    dated = sum(item.published_at is not None for item in examined.items)
    yield f"{number}. {len(examined.items)} articles, {dated} with a date:"
    for item in examined.items[:NEWEST]:
        yield f"   {looking.shown(item.published_at):16}  {looking.line_of(item)}"
        yield f"   {'':16}  {item.url}"
    yield f"\n{written(outlet)}"
