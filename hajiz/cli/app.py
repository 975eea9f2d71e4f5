"""
The command `hajiz` and its exit codes.

Exit codes follow sysexits.h: 0 done, 64 wrong use, 65 bad data, 69 unavailable, 70 our own fault,
74 input/output, 75 try again later, 78 configuration. Every command says what happened in words;
a traceback is a bug of ours.
"""

import sys
from typing import Annotated

import typer

from hajiz import __version__
from hajiz.cli import (
    backup,
    channels,
    check_config,
    deliveries,
    demo,
    digest,
    doctor,
    incidents,
    items,
    options,
    outlets,
    poll,
    rules,
    run,
    status,
    web,
)
from model import HajizError

WRONG_USE = 64  # EX_USAGE
TYPER_WRONG_USE = 2
INTERRUPTED = 130

app = typer.Typer(
    name="hajiz",
    help="Hajiz watches news outlets, flags what your rules ask for, and sends digests.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run")(run.run)
app.command("poll")(poll.poll)
app.command("digest")(digest.digest)
app.add_typer(rules.app, name="rules")
app.add_typer(items.app, name="items")
app.add_typer(incidents.app, name="incidents")
app.add_typer(outlets.app, name="outlets")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(channels.app, name="channels")
app.add_typer(web.app, name="web")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("status")(status.status)
app.command("doctor")(doctor.doctor)
app.command("check-config")(check_config.check_config)
app.command("demo")(demo.demo)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"hajiz {__version__}")
        raise typer.Exit


@app.callback()
def hajiz(
    config: options.ConfigOption = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Hajiz watches news outlets, flags what your rules ask for, and sends digests."""
    options.remember_config(config)


def main() -> int:
    """Run the command line; return its exit code. Errors are printed, never raised."""
    try:
        app()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        return WRONG_USE if code == TYPER_WRONG_USE else code
    except HajizError as error:
        return _say(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `hajiz … | head` is no error
        sys.stderr.close()
        return 0
    return 0


def _say(error: HajizError) -> int:
    lines = str(error).splitlines() or [type(error).__name__]
    for line in lines:
        print(f"hajiz: {line}", file=sys.stderr)  # noqa: T201 - this is the command line
    return error.exit_code
