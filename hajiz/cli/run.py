"""`hajiz run`: the daemon."""

from typing import Annotated, Literal

import typer

from hajiz.cli.options import ConfigOption, load_config


def run(
    config: ConfigOption = None,
    log_format: Annotated[
        Literal["text", "json"], typer.Option("--log-format", help="How to write the log.")
    ] = "text",
) -> None:
    """
    Watch the outlets until stopped (Ctrl-C or SIGTERM).

    Polls every outlet at its interval, keeps what it publishes, and sends each digest at its
    time; a digest missed while the machine was off is sent at the start.
    """
    from hajiz import daemon, log

    log.set_up(log_format)
    daemon.run(load_config(config))
