"""`hajiz items`: what the outlets published."""

from typing import Annotated

import typer

from hajiz.cli.items_label import label_item
from hajiz.cli.items_search import as_json, index_items, search_items
from hajiz.cli.labelling import no_item
from hajiz.cli.options import ConfigOption, JsonOption, load_config
from hajiz.clock import utc_now

app = typer.Typer(help="Search and read what the outlets published.", no_args_is_help=True)
app.command("search")(search_items)
app.command("index")(index_items)
app.command("label")(label_item)


@app.command("show")
def show_item(
    item_id: Annotated[int, typer.Argument(metavar="ID")],
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what changed from version to version.")
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Show one item in full, with the words that fired a rule marked.

    An item whose text was changed, or completed by its page, has several versions; --diff shows
    what each took away [-like this-] and put in {+like this+}.
    """
    from hajiz.assembly import assemble
    from hajiz.cli import item_text, show
    from hajiz.cli.item_incidents import incident_lines, told_by
    from hajiz.dispatch.showing import matches_in
    from storage import items, labels, pins, revisions

    with assemble(load_config(config), utc_now()) as assembly, assembly.database.read() as tx:
        item = items.get(tx, item_id)
        said = list(labels.of_items(tx, [item_id])[item_id].values())
        pinned = [pin for pin in pins.every(tx) if pin.item_id == item_id]
        fired = matches_in(tx, [item] if item else []).get(item_id, ())
        versions = revisions.history(tx, item_id)
        told = told_by(tx, assembly, item_id)
    if item is None:
        no_item(item_id)
    if json:
        show.print_json(
            as_json(item, fired)
            | {"versions": versions, "labels": said, "pins": pinned, "incidents": told}
        )
    elif diff:
        item_text.print_changes(item, versions)
    else:
        item_text.print_item(item, fired, versions)
        item_text.print_judgement(said, pinned)
        for line in incident_lines(told):
            typer.echo(line)


@app.command()
def prune(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count what would be deleted.")
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Delete items older than config.toml wants them kept: `keep` in [storage] and of outlets.

    The daemon does so once a day. Items that ever fired a rule stay, unless `keep_matched` says
    otherwise; what was seen stays known, so that nothing is told again when it returns.
    """
    from hajiz import upkeep
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from storage import retention

    now = utc_now()
    with assemble(load_config(config), now) as assembly:
        with assembly.database.read() as tx:
            ages = upkeep.ages_of(tx, assembly.config, now)
            counts = retention.count_outdated(tx, ages)
        deleted = 0 if dry_run else upkeep.prune(assembly.database, assembly.config, now)
    if json:
        show.print_json({"outdated": counts, "deleted": deleted})
        return
    rows = sorted(counts.items())
    show.print_table(("outlet", "items"), rows, empty="No item is older than it is to be kept.")
    if rows and not dry_run:
        typer.echo(
            f"{deleted:,} items deleted; the file keeps its size, and its room is used again"
        )
