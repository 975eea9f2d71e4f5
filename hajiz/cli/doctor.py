"""`hajiz doctor`: looks at everything Hajiz stands on."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, config_path, load_config
from hajiz.clock import utc_now
from model import ConfigError, HajizError

if TYPE_CHECKING:
    from hajiz.config.read import Config
    from hajiz.doctor.finding import Line

BROKEN = 69  # EX_UNAVAILABLE


def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Read all of the database; takes a while.")
    ] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask an outlet's server, and try the guard.")
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Look at everything Hajiz stands on, and say what is not as it should be.

    Ends with code 69 when something is broken, so that Hajiz cannot do its work.
    """
    from hajiz.cli import show

    lines = list(_examined(config, is_deep=deep, is_online=online))
    if json:
        show.print_json(lines)
    else:
        for line in lines:
            typer.echo(f"{line.verdict:9} {line.about}: {line.words}")
            if line.remedy and line.remedy != line.words:
                typer.echo(f"{'':9} → {line.remedy}")
    if any(line.verdict == "broken" for line in lines):
        raise typer.Exit(BROKEN)


def _examined(option: Path | None, *, is_deep: bool, is_online: bool) -> Iterator["Line"]:
    from hajiz.config.read import database_of
    from hajiz.doctor.files import files
    from hajiz.doctor.finding import judged
    from hajiz.doctor.machine import machine

    path = config_path(option)
    database = database_of(path)
    yield from machine(database.parent)
    try:
        loaded = load_config(option)
    except ConfigError as error:
        remedy = "see `hajiz check-config`"
        yield judged("configuration", str(error).splitlines()[0], remedy, is_broken=True)
        return
    yield from files(loaded.path, loaded.database)
    yield from _running(loaded, is_deep=is_deep)
    if is_online:
        from hajiz.doctor.online import online

        yield from online(loaded, utc_now)


def _running(loaded: "Config", *, is_deep: bool) -> Iterator["Line"]:
    from hajiz.assembly import assemble
    from hajiz.doctor.finding import judged
    from hajiz.doctor.kept import kept
    from hajiz.doctor.planned import planned
    from storage.mark import is_lost

    yield from planned(loaded)
    if not loaded.database.exists() and not is_lost(loaded.database):
        yield judged("database", "made at the first start")
        return
    try:
        with assemble(loaded, utc_now()) as assembly:
            yield from kept(assembly, utc_now(), is_deep=is_deep)
    except HajizError as error:
        yield judged("database", str(error), "it says above what to do", is_broken=True)
