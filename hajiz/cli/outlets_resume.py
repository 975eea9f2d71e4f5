"""`hajiz outlets resume`: look again at an outlet whose server said that it is gone."""

from typing import Annotated

import typer

from hajiz.cli.options import ConfigOption, load_config, wrong_use
from hajiz.clock import utc_now
from model import OutletId


def resume(
    outlet: Annotated[str, typer.Argument(help="The outlet's id, as `list` shows it.")],
    config: ConfigOption = None,
) -> None:
    """Look again at an outlet that is gone (410); at once, if the daemon runs."""
    from hajiz.assembly import assemble
    from hajiz.config.values import did_you_mean
    from hajiz.gone import ungone

    loaded = load_config(config)
    known = [each.id for each in loaded.outlets]
    if outlet not in known:
        hint = did_you_mean(outlet, known) or "; `hajiz outlets list` shows them all"
        wrong_use(f'there is no outlet "{outlet}"{hint}')
    now = utc_now()
    with assemble(loaded, now) as assembly, assembly.database.write() as tx:
        was_gone = ungone(tx, OutletId(outlet), now)
    typer.echo(f"{outlet} is looked at again" if was_gone else f"{outlet} is looked at anyway")
