"""`hajiz backup` and `hajiz restore`: a copy of everything, and the way back."""

from pathlib import Path
from typing import Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config
from hajiz.clock import utc_now

FOLDER = "backups"


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help=f"Where to [default: {FOLDER}/hajiz-DATE.db beside the database]."),
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Copy the database, also while the daemon runs; copying the file by hand is not safe."""
    from hajiz.cli import show
    from storage.backup import back_up

    database = load_config(config).database
    now = utc_now()
    target = file or database.parent / FOLDER / f"hajiz-{now:%Y%m%dT%H%M%SZ}.db"
    made = back_up(database, target)
    if json:
        show.print_json({"file": made, "bytes": made.stat().st_size})
    else:
        typer.echo(f"copied to {made} ({made.stat().st_size:,} bytes)")


def restore(
    file: Annotated[Path, typer.Argument(help="A copy that `hajiz backup` made.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Put a copy in the place of the database. What is there is kept beside it.

    What may have been told since the copy was made waits until you send or drop it:
    `hajiz deliveries release`.
    """
    from hajiz.cli import show
    from storage.backup import restore as put_back

    database = load_config(config).database
    if file.is_file() and not yes:
        typer.confirm(f"Put {file} in the place of {database}?", abort=True)
    old, held = put_back(file, database, utc_now())
    if json:
        show.print_json({"database": database, "old": old, "under_review": held})
        return
    typer.echo(f"{file} is in place" + (f"; what was there is kept as {old}" if old else ""))
    typer.echo(
        f"{held} messages, and what the next look at each outlet brings, wait for your decision: "
        "`hajiz deliveries list --state review`, then `hajiz deliveries release` or "
        "`release --drop`"
    )
