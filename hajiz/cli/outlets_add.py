"""`hajiz outlets add`: from any address to an outlet in config.toml."""

import os
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
from hajiz.cli.options import WRONG_USE, ConfigOption, JsonOption, config_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hajiz.outlets.examine import Examined
    from hajiz.outlets.find import Findings

MOST = 6  # feeds looked at before you are asked which


def add_outlet(  # noqa: PLR0917 - typer's way of declaring options
    url: Annotated[str, typer.Argument(help="A website, a feed, or a Telegram channel.")],
    id: Annotated[str, typer.Option("--id", help="Your own short name for it.")] = "",
    name: Annotated[str, typer.Option(help="Its name; else what it calls itself.")] = "",
    language: LanguageOption = "",
    full_text: Annotated[
        bool, typer.Option("--full-text", help="Read the page of each new item too.")
    ] = False,
    dry_run: DryRunOption = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; take the first.")] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Look at an address, show what your rules would flag there, and add it to config.toml.

    A website's feeds are found; where it has none, its news sitemap. Nothing is written unless
    the file can be used afterwards. Exit code 69: there is nothing to read; 65: it is there
    already.
    """
    from hajiz.config.replace import load_to_edit
    from hajiz.outlets.find import find
    from hajiz.outlets.make import Wishes, as_polled, outlet_of, remembered

    wishes = Wishes(
        checked("id", id), checked("name", name), checked("language", language), full_text
    )
    path = config_path(config)
    loaded = load_to_edit(path, os.environ)
    known = remembered(loaded)
    refuse_known(url, wishes.id, loaded, known)
    is_asking = not yes and not json and is_at_terminal()
    work = partial(find, address=url, language=wishes.language, most=1 if yes else MOST)
    findings = on_the_web(loaded, f"looking at {url}", work, is_quiet=json)
    examined = _chosen(findings, url, takes_first=yes, is_asking=is_asking)
    outlet = outlet_of(examined, wishes, loaded, known)
    check_new(outlet, wishes.id, loaded, known)
    finish(path, loaded, outlet, as_polled(examined, outlet), Ending(dry_run, is_asking, json))


def nothing_found(findings: "Findings", url: str) -> Never:
    """End the command: say what was tried in vain and what can be done."""
    from hajiz.cli.looking import what_was_tried

    typer.echo(f"hajiz: nothing that can be read was found at {url}. Tried:", err=True)
    for line in what_was_tried(findings):
        typer.echo(line, err=True)
    typer.echo(
        "If it lists its articles on a page, `hajiz outlets propose URL-OF-THE-PAGE` proposes how "
        "to read them; or name its feed's address itself, or its Telegram channel.",
        err=True,
    )
    raise typer.Exit(UNAVAILABLE)


def _chosen(findings: "Findings", url: str, *, takes_first: bool, is_asking: bool) -> "Examined":
    """Return the one place to read from: the only one, the first, or the one that is asked for."""
    if not findings.found:
        nothing_found(findings, url)
    if takes_first or len(findings.found) + len(findings.more) == 1:
        return findings.found[0]
    typer.echo(f"{url} has several feeds:", err=not is_asking)
    for line in _choices(findings):
        typer.echo(line, err=not is_asking)
    if not is_asking:
        typer.echo("hajiz: name one of them, or take the first with --yes", err=True)
        raise typer.Exit(WRONG_USE)
    number = 0
    while not 1 <= number <= len(findings.found):
        number = typer.prompt("Which one?", default=1, type=int)
    return findings.found[number - 1]


def _choices(findings: "Findings") -> "Iterator[str]":
    from hajiz.cli.looking import shown

    for number, each in enumerate(findings.found, 1):
        title = each.heading.title or each.place.title or each.place.url
        yield f"  {number}. {title}: {len(each.items)} items, the newest {shown(each.newest_at)}"
        yield f"     {each.place.url}"
    for candidate in findings.more:
        yield f"  –  {candidate.title or 'not looked at'}: {candidate.url}"
