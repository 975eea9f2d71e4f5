"""`hajiz incidents read`: read and group what waits, or everything again."""

from typing import Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config
from hajiz.clock import utc_now


def read_incidents(
    again: Annotated[
        bool, typer.Option("--again", help="Read all items again that ever fired a rule.")
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Read now what waits to be read, and put it into incidents; the daemon does so by itself.

    What was read before a topic or an origin came into config.toml is not read again by itself:
    --again does. What people merged and split stays so.
    """
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from hajiz.cli.archive import looking
    from storage import accounts

    with assemble(load_config(config), utc_now()) as assembly:
        if again:
            with assembly.database.write() as tx:
                accounts.read_anew(tx)
        with assembly.database.read() as tx:
            total = accounts.count_waiting(tx)
        with looking("reading", is_quiet=json) as tell:
            hear = None if tell is None else lambda done: tell(done, max(done, total))
            count = assembly.incidents.catch_up(assembly, tell=hear)
        with assembly.database.read() as tx:
            waiting = accounts.count_waiting(tx)
    if json:
        show.print_json({"read": count, "waiting": waiting})
    else:
        typer.echo(f"{count:,} items read" + (f"; {waiting:,} wait still" if waiting else ""))
