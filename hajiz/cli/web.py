"""`hajiz web`: where the page is, its password, and which programs may use it."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import TypeVar

    from storage.database import Transaction

    T = TypeVar("T")

BAD_DATA = 65
LONGEST_NAME = 40

app = typer.Typer(help="The page: where it is, and who may use it.", no_args_is_help=True)
token_app = typer.Typer(help="Programs that may use the API.", no_args_is_help=True)
app.add_typer(token_app, name="token")

Name = Annotated[str, typer.Argument(help="What the program is called; labels carry it.")]


@app.command("where")
def where(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Say where the page is, and who can see it."""
    from hajiz.cli import show
    from hajiz.web.where import address_of, whereabouts

    plan = load_config(config).web
    if json:
        known = {"listen": plan.listen, "address": address_of(plan), "public_url": plan.public_url}
        show.print_json(known | {"has_password": bool(plan.password)})
    else:
        typer.echo(whereabouts(plan))


@app.command("hash")
def hash_password() -> None:
    """
    Hash a password, to keep the hash in place of it: both work in [web] password.

    Asks twice on a terminal; else reads one line, as from a password manager.
    """
    from hajiz.web.passwords import Hash, page_password

    try:
        password = page_password(_asked())
    except ValueError as error:
        typer.echo(f"hajiz: the password {error}", err=True)
        raise typer.Exit(BAD_DATA) from None
    typer.echo(str(Hash.of(password)))


@app.command("log-out")
def log_out(config: ConfigOption = None) -> None:
    """Log everybody out of the page; those who know the password can log in again."""
    from storage import sessions

    count = _change(config, lambda tx, _: sessions.end_all(tx))
    typer.echo(f"{count} logged out")


@token_app.command("add")
def add(name: Name, config: ConfigOption = None) -> None:
    """Make a token for a program and print it: this once, only a hash of it is kept."""
    from hajiz.web.sessions import new_token
    from storage import tokens

    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        wrong_use(f"the name must have 1 to {LONGEST_NAME} printable characters")
    token, hashed = new_token()
    if not _change(config, lambda tx, now: tokens.add(tx, name, hashed, now)):
        wrong_use(f'there is a token for "{name}" already; remove it first: {_removal(name)}')
    typer.echo(token)
    typer.echo(f'Keep it: it is not shown again. Header: "Authorization: Bearer {token}"', err=True)


@token_app.command("list")
def list_tokens(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the programs that have a token."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from storage import tokens

    with assemble(load_config(config), utc_now()) as assembly, assembly.database.read() as tx:
        found = tokens.every(tx)
    if json:
        show.print_json(found)
        return
    show.print_table(
        ("program", "since", "last used"),
        [(each.name, show.moment(each.made_at), show.moment(each.used_at)) for each in found],
        empty="No program has a token; make one with `hajiz web token add NAME`.",
    )


@token_app.command("remove")
def remove(name: Name, config: ConfigOption = None) -> None:
    """Let a program in no more."""
    from storage import tokens

    if not _change(config, lambda tx, _: tokens.remove(tx, name)):
        wrong_use(f'there is no token for "{name}"; `hajiz web token list` shows them all')
    typer.echo(f"{name} has no token any more")


def _asked() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _removal(name: str) -> str:
    from shlex import quote

    return f"hajiz web token remove {quote(name)}"


def _change(config: "ConfigOption", change: "Callable[[Transaction, datetime], T]") -> "T":
    from hajiz.assembly import assemble

    now = utc_now()
    with assemble(load_config(config), now) as assembly, assembly.database.write() as tx:
        return change(tx, now)
