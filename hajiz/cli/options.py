"""Options every command shares, and what opens the program from them."""

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Never

import typer

from hajiz.cli.default_config import CONFIG_NAME, CONFIG_VARIABLE, default_config

if TYPE_CHECKING:
    from hajiz.config.read import Config

WRONG_USE = 64

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="PATH",
        help=f"The configuration to use [default: ${CONFIG_VARIABLE}, else ./{CONFIG_NAME}].",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for other programs to read.")]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, help="Show at most so many.")]

_remembered: list[Path] = []


def remember_config(path: Path | None) -> None:
    """Keep a `--config` given before the command's name for the command itself."""
    _remembered[:] = [path] if path else []


def config_path(option: Path | None) -> Path:
    """Choose the configuration: the command's own `--config`, the program's, environment, here."""
    if option or _remembered:
        return option or _remembered[0]
    return default_config()


def load_config(option: Path | None) -> "Config":
    """
    Load the chosen configuration.

    Raises:
        ConfigError: it cannot be used; every problem is listed.
    """
    from hajiz.config.read import load

    try:
        return load(config_path(option), os.environ)
    finally:
        gc.freeze()  # what is loaded stays: nobody need look through it again and again
        gc.enable()


def wrong_use(message: str) -> Never:
    """End the command for an argument that makes no sense, with the code for it."""
    typer.echo(f"hajiz: {message}", err=True)
    raise typer.Exit(WRONG_USE)
