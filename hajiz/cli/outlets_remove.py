"""`hajiz outlets remove`: out of config.toml; what it published stays."""

import os
from typing import Annotated

import typer

from hajiz.cli.options import ConfigOption, config_path, load_config, wrong_use


def remove_outlet(
    id: Annotated[str, typer.Argument(metavar="ID", help="The outlet, as `list` shows it.")],
    config: ConfigOption = None,
) -> None:
    """
    Take an outlet out of config.toml; everything it published is kept, and can be searched.

    Added again, it goes on where it was: nothing it told before is reported as new.
    """
    from hajiz.config.edit import without_outlet, written
    from hajiz.config.replace import rewrite
    from hajiz.config.values import did_you_mean

    loaded = load_config(config)
    ids = [str(outlet.id) for outlet in loaded.outlets]
    if id not in ids:
        hint = did_you_mean(id, ids) or "; `hajiz outlets list` shows them all"
        wrong_use(f'there is no outlet "{id}"{hint}')
    path = config_path(config)
    rewrite(path, lambda text: without_outlet(path, text, id), os.environ)
    typer.echo(f'"{id}" is no longer in {path} and will not be polled; what it published is kept.')
    typer.echo("To have it back, put these lines there again, with the same id:\n")
    typer.echo(written(next(outlet for outlet in loaded.outlets if outlet.id == id)), nl=False)
