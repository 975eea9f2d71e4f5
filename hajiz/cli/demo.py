"""`hajiz demo`: see it work, without internet."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.numbers import count

if TYPE_CHECKING:
    from hajiz.collect import Collected
    from hajiz.demo.play import Played


def demo(
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="FOLDER", help="Where to leave the results."),
    ] = None,
    page: Annotated[
        bool, typer.Option("--page", help="Show the page on it afterwards, until Ctrl-C.")
    ] = False,
) -> None:
    """
    Run a morning of a small invented world through the real program, in under a minute.

    Eight invented outlets in five languages report; alerts and a digest go out to a local mail
    server, a local webhook receiver and a folder. Needs no internet and leaves nothing running.
    """
    from hajiz import log
    from hajiz.demo.play import play

    log.set_up("text")
    folder = into or Path(tempfile.mkdtemp(prefix="hajiz-demo-"))
    _make(folder)
    typer.echo("Eight invented outlets open. Yesterday, the news of this morning, and noon:\n")
    played = play(folder, _tell_poll)
    _tell(played, has_page=page)
    if page:
        from hajiz.demo.page import show_page

        show_page(played.config, typer.echo)


def _make(folder: Path) -> None:
    from hajiz.cli.options import wrong_use

    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        wrong_use(f"{folder} cannot be a folder for the results: {error.strerror}")
    if not is_empty:
        wrong_use(f"{folder} is not empty; choose a new folder, so that nothing is overwritten")


def _tell_poll(collected: "Collected") -> None:
    from hajiz.cli.poll import in_words

    matches = count(collected.matched, "match", "matches")
    new = f"{collected.new} new, {matches}" if collected.new else ""
    words = " – ".join(part for part in (new, in_words(collected)) if part)
    typer.echo(f"  {collected.outlet:<18} {words}")


def _tell(played: "Played", *, has_page: bool) -> None:
    from hajiz.cli.digest import in_words

    typer.echo("\nTold at once:\n")
    for subject in played.subjects:
        typer.echo(f"  {subject}")
    typer.echo(f"\nThe digest:\n\n{played.text}\n")
    for attempt in played.attempts:
        typer.echo(f"  {in_words(attempt)}")
    typer.echo(
        f"\nThe mail server took {count(played.mails, 'message')}, "
        f"the webhook receiver verified {played.webhooks}.\n\n"
        f"database   {played.database}"
    )
    for file in played.files:
        typer.echo(f"digest     {file}")
    hajiz = _program()
    typer.echo(
        f"config     {played.config}\n\n"
        f"Look around:   {hajiz} --config {played.config} incidents list\n"
        f"               {hajiz} --config {played.config} items search convoy"
    )
    if not has_page:
        typer.echo(f"               {hajiz} demo --page")


def _program() -> str:
    """Return how this program was called, for lines that newcomers copy."""
    called = Path(sys.argv[0])
    return sys.argv[0] if called.name == "hajiz" else f"{sys.executable} -m hajiz"
