"""`hajiz run`: the daemon."""

from typing import Annotated, Literal

import typer

from hajiz.cli.options import ConfigOption, load_config


def run(
    config: ConfigOption = None,
    log_format: Annotated[
        Literal["text", "json"] | None,
        typer.Option(
            "--log-format",
            help="How to write the log [default: $HAJIZ_LOG, else text on a terminal].",
        ),
    ] = None,
    init: Annotated[
        bool, typer.Option("--init", help="Begin anew where the database has disappeared.")
    ] = False,
) -> None:
    """
    Watch the outlets until stopped (Ctrl-C or SIGTERM).

    Polls every outlet at its interval, keeps what it publishes, and sends each digest at its
    time; a digest missed while the machine was off is sent at the start.
    """
    from hajiz import daemon, log
    from storage.mark import begin_anew

    log.set_up(log_format)
    loaded = load_config(config)
    if init:
        begin_anew(loaded.database)
    daemon.run(loaded)
