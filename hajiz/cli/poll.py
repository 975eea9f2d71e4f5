"""`hajiz poll`: one look at the outlets, now."""

import asyncio
import difflib
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.launch import Beside, collect_seldom
from hajiz.cli.fetching import beside, is_worth_it
from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use
from hajiz.cli.table import print_table
from hajiz.clock import utc_now
from model import Failed, FetchTask, Outlet, Unchanged

if TYPE_CHECKING:
    from crawler.asking import Asker
    from hajiz.assembly import Assembly
    from hajiz.collect import Collected
    from hajiz.config.read import Config
    from storage.database import Database

UNAVAILABLE = 69


def poll(
    outlets: Annotated[
        list[str] | None, typer.Argument(metavar="OUTLET", help="Ids; all when none is given.")
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Look at all outlets, or the named ones, now.

    What they publish is kept and matched; nothing is sent (see `hajiz digest --send`). The first
    look at an outlet is its baseline: kept and matched, but never reported as new.
    """
    from hajiz import log
    from hajiz.assembly import outlets_named

    log.set_up_libraries()
    loaded = load_config(config)
    collect_seldom()
    try:
        chosen = outlets_named(loaded, outlets or [])
    except KeyError as error:
        _unknown(str(error.args[0]), [outlet.id for outlet in loaded.outlets])
    collected = _look(loaded, chosen, quiet=json)
    _report(collected, as_json=json)
    if not json:
        _name_gone(chosen, collected)
    if collected and all(isinstance(each.outcome, Failed) for each in collected):
        raise typer.Exit(UNAVAILABLE)


def _look(config: "Config", chosen: Sequence[Outlet], *, quiet: bool) -> list["Collected"]:
    """Poll *chosen*, through the process beside us if there is one and they are worth it."""
    from hajiz.assembly import opened
    from hajiz.quarantine import tasks_of

    with opened(config, utc_now()) as database:
        tasks = tasks_of(database, chosen, utc_now())
        other = beside() if is_worth_it(len(tasks), config.fetch.processes) else None
        if other is not None:
            return asyncio.run(_poll_beside(config, database, other, tasks, quiet=quiet))
        from crawler import reactor
        from crawler.crawl import Crawler

        assembly = _assembled(config, database)

        async def look() -> list["Collected"]:
            async with Crawler(config.fetch) as crawler:
                return await _poll(assembly, crawler, tasks, quiet=quiet)

        return reactor.run(look)


async def _poll_beside(
    config: "Config",
    database: "Database",
    other: Beside,
    tasks: Sequence[FetchTask],
    *,
    quiet: bool,
) -> list["Collected"]:
    """Let *tasks* be fetched while we still load what keeps them, and compile the rules."""
    from crawler.courier import Courier

    async with Courier(config.fetch, beside=other) as crawler:
        await crawler.begin(tasks)
        assembly = await asyncio.to_thread(_assembled, config, database)
        return await _poll(assembly, crawler, tasks, quiet=quiet)


def _assembled(config: "Config", database: "Database") -> "Assembly":
    import_module("hajiz.collect")  # here, where it may take its time
    from hajiz.assembly import Assembly, compiled

    return Assembly(config, database, compiled(config))


async def _poll(
    assembly: "Assembly", crawler: "Asker", tasks: Sequence[FetchTask], *, quiet: bool
) -> list["Collected"]:
    from hajiz.cli.polling import PollProgress
    from hajiz.collect import Collection

    collection = Collection(assembly, crawler)
    with PollProgress(len(tasks), quiet=quiet) as progress:
        try:
            found = await collection.poll_all(tasks, progress.advance)
            progress.expect_pages(collection.pages.count_due())
            await collection.pages.read_due(progress.advance_page)
            return found
        finally:
            await collection.stop()


def _unknown(name: str, known: Sequence[str]) -> None:
    close = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {close[0]}?" if close else "`hajiz outlets list` shows them all"
    wrong_use(f"no outlet has the id {name!r}; {hint}")


def _name_gone(chosen: Sequence[Outlet], collected: Sequence["Collected"]) -> None:
    """Name what was not looked at, because its server says that it is gone."""
    looked_at = {each.outlet for each in collected}
    for outlet in chosen:
        if outlet.id not in looked_at:
            typer.echo(
                f"{outlet.id} is gone and was not looked at: hajiz outlets resume {outlet.id}"
            )


def _report(collected: Sequence["Collected"], *, as_json: bool) -> None:
    if as_json:
        from hajiz.cli import show

        show.print_json([_as_json(each) for each in collected])
        return
    print_table(
        ("outlet", "new", "match", ""),
        [(c.outlet, c.new or "", c.matched or "", in_words(c)) for c in collected],
        empty="No outlet to look at.",
    )
    failed = sum(isinstance(each.outcome, Failed) for each in collected)
    unchanged = sum(isinstance(each.outcome, Unchanged) for each in collected)
    typer.echo(
        f"\n{len(collected)} outlets: {len(collected) - failed} polled, {unchanged} unchanged, "
        f"{failed} failed; {sum(c.new for c in collected)} new items, "
        f"{sum(c.matched for c in collected)} match"
    )


def in_words(collected: "Collected") -> str:
    """Say what a poll came to, in a few words."""
    outcome = collected.outcome
    if isinstance(outcome, Failed):
        return f"failed: {outcome.message}"
    if isinstance(outcome, Unchanged):
        return "unchanged"
    words = "first look: kept, not reported as new" if collected.is_baseline else ""
    changed = f"{collected.changed} changed" if collected.changed else ""
    return "; ".join(part for part in (words, changed, outcome.note) if part)


def _as_json(collected: "Collected") -> dict[str, object]:
    outcome = collected.outcome
    failure = outcome if isinstance(outcome, Failed) else None
    return {
        "outlet": collected.outlet,
        "result": type(outcome).__name__.lower(),
        "reason": failure.message if failure else "",
        "kind": str(failure.kind) if failure else "",
        "new": collected.new,
        "matched": collected.matched,
        "changed": collected.changed,
        "first_look": collected.is_baseline,
        "note": getattr(outcome, "note", ""),
    }
