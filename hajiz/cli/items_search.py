"""`hajiz items search` and `hajiz items index`: the archive, asked in the language of the rules."""

import sys
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Never

import typer

from hajiz.cli.labelling import refuse_unknown
from hajiz.cli.numbers import count
from hajiz.cli.options import ConfigOption, JsonOption, LimitOption, load_config, wrong_use
from hajiz.cli.since import moment_since
from hajiz.clock import utc_now
from model import Match, StoredItem

if TYPE_CHECKING:
    from hajiz.config.read import Config
    from hajiz.tuning.search import Found, Results
    from storage.database import Transaction

PATIENCE = timedelta(minutes=10)  # whoever has enough of waiting presses Ctrl-C

_SINCE = "First seen since: 12h, 3d, 2w, or 2026-11-20."


def search_items(  # noqa: PLR0917 - typer's way of declaring options
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help='As in rules: convoy @qamishli, "title:(a OR b) NOT c". All must occur.'
        ),
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Only of this outlet.")] = None,
    language: Annotated[str | None, typer.Option(help="Only in this language: ar.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only what fired this rule.")] = None,
    label: Annotated[
        str | None, typer.Option(help="Only what is labelled so: relevant, noise or unsure.")
    ] = None,
    since: Annotated[str | None, typer.Option(help=_SINCE)] = None,
    until: Annotated[str | None, typer.Option(help="First seen before, written so.")] = None,
    limit: LimitOption = 20,
    before: Annotated[int | None, typer.Option(help="Go on below this number.")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Search all items and all their versions in the language of the rules, newest first.

    Words side by side must all occur; see docs/rules.md for what else may be asked. An item is
    found when a rule that asks so would have fired for it.
    """
    from hajiz.assembly import assemble
    from hajiz.cli.archive import asking
    from hajiz.dispatch.showing import matches_in
    from hajiz.tuning.search import Filters, search
    from storage import archive

    refuse_unknown("--label", label)
    now = utc_now()
    first, last = (moment_since(each, now) if each else None for each in (since, until))
    filters = Filters(outlet or "", language or "", first, last, rule or "", label or "")
    loaded, text = load_config(config), " ".join(query or [])
    with assemble(loaded, now) as assembly, asking(), assembly.database.read() as tx:
        _refuse_unknown_outlet(tx, loaded, filters.outlet)
        results = search(tx, text, loaded.topics, filters, before, limit, patience=PATIENCE)
        if not results.found:
            _refuse_unknown_rule(loaded, filters.rule)
        fired = matches_in(tx, [found.item for found in results.found])
        kept = 0 if results.found else archive.count(tx)
    if json:
        _print_json(results, fired)
    elif not results.found:
        typer.echo(_nothing(kept))
    else:
        _print(results, fired, has_query=bool(text.strip()))
    _say_what_is_left(results)


def _refuse_unknown_outlet(tx: "Transaction", config: "Config", name: str) -> None:
    """End the command for an outlet that never was: that nothing is found would mislead."""
    from storage import feeds

    known = {*(outlet.id for outlet in config.outlets), *feeds.states(tx)}
    if name and name not in known:
        _refuse("outlet", name, known)


def _refuse_unknown_rule(config: "Config", name: str) -> None:
    """End the command for a rule that is not there any more, and of which nothing is found."""
    known = {rule.name for rule in config.rules}
    if name and name not in known:
        _refuse("rule", name, known)


def _refuse(what: str, name: str, known: Collection[str]) -> Never:
    from hajiz.config.values import did_you_mean

    hint = did_you_mean(name, sorted(known)) or f"; `hajiz {what}s list` shows them all"
    wrong_use(f'there is no {what} "{name}"{hint}')


def index_items(
    anew: Annotated[bool, typer.Option("--anew", help="Empty the index first.")] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Bring the index of the archive up to date at once.

    The daemon does so in the background, and what is not in it yet is found all the same, only
    more slowly.
    """
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from hajiz.cli.archive import looking
    from hajiz.tuning import indexing

    with assemble(load_config(config), utc_now()) as assembly:
        if anew:
            indexing.empty(assembly.database)
        with looking("indexing", is_quiet=json) as tell:
            indexed = indexing.index_all(assembly.database, tell)
    if json:
        show.print_json({"indexed": indexed})
    else:
        typer.echo(f"{indexed:,} items put into the index; it is up to date")


def as_json(stored: StoredItem, fired: Sequence[Match]) -> dict[str, object]:
    """Shape an item for other programs."""
    item = stored.item
    return {
        "id": stored.id,
        "outlet": item.outlet,
        "title": item.title,
        "body": item.body,
        "url": item.url,
        "language": item.language,
        "author": item.author,
        "categories": item.categories,
        "published_at": item.published_at,
        "first_seen_at": stored.first_seen_at,
        "first_look": stored.is_baseline,
        "text_from": stored.source,
        "version": stored.revision,
        "page": stored.page,
        "page_note": stored.page_note,
        "matches": fired,
    }


def _print_json(results: "Results", fired: dict[int, tuple[Match, ...]]) -> None:
    from hajiz.cli import show

    show.print_json(
        [
            as_json(each.item, fired.get(each.item.id, ())) | {"hits": each.hits}
            for each in results.found
        ]
    )


def _print(results: "Results", fired: dict[int, tuple[Match, ...]], *, has_query: bool) -> None:
    if has_query and sys.stdout.isatty():
        _print_hits(results.found, fired)
        return
    from hajiz.cli import show

    rows = [
        (
            each.item.id,
            show.moment(each.item.first_seen_at),
            each.item.item.outlet,
            each.item.item.title,
            ", ".join(match.rule for match in fired.get(each.item.id, ())),
        )
        for each in results.found
    ]
    columns = ("id", "seen", "outlet", "title", "rules")
    show.print_table(columns, rows, empty="")


def _print_hits(found: "Sequence[Found]", fired: dict[int, tuple[Match, ...]]) -> None:
    from hajiz.cli.excerpts import print_found

    for each in found:
        print_found(each.item, each.hits, [match.rule for match in fired.get(each.item.id, ())])


def _nothing(kept: int) -> str:
    """Tell a word that nobody wrote from an archive that is empty."""
    if not kept:
        return "No item is kept yet: `hajiz run` looks at the outlets, `hajiz poll` does so once."
    return f"No item found; {count(kept, 'item is', 'items are')} kept."


def _say_what_is_left(results: "Results") -> None:
    if not results.is_complete:
        typer.echo(
            f"hajiz: stopped after {results.looked:,} items; go on with --before {results.next}",
            err=True,
        )
    elif results.next is not None and sys.stdout.isatty():
        typer.echo(f"There may be more: --before {results.next}", err=True)
