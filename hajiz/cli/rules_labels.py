"""`hajiz rules labels`: what was said of the rules' items, as a list or as a label file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.archive import known_rules
from hajiz.cli.labelling import refuse_unknown
from hajiz.cli.options import WRONG_USE, ConfigOption, JsonOption, load_config
from hajiz.cli.since import moment_since
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from model import Label
    from storage.database import Transaction

STDOUT = Path("-")


def list_labels(
    rule: Annotated[str | None, typer.Argument(help="Only of this rule.")] = None,
    verdict: Annotated[
        str | None, typer.Option(help="Only these: relevant, noise or unsure.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Said since: 12h, 3d, 2w, or 2026-11-20.")
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write texts and labels for `rules eval`; - prints."),
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List what people said of the rules' items, the last one first."""
    from hajiz.assembly import assemble

    refuse_unknown("--verdict", verdict)
    with assemble(load_config(config), utc_now()) as assembly, assembly.database.read() as tx:
        found = _chosen(tx, rule, verdict, since)
        if rule and not found:
            known_rules([rule], assembly.rule_set.rules)
        if export is not None:
            _export(tx, found, export)
        else:
            _show(tx, found, as_json=json)


def _export(tx: "Transaction", found: "list[Label]", export: Path) -> None:
    from hajiz.labels import written
    from hajiz.tuning.labels import judged

    texts = judged(tx, found)
    _write(export, written(texts), len(texts))


def _show(tx: "Transaction", found: "list[Label]", *, as_json: bool) -> None:
    from hajiz.cli import show
    from storage import items

    numbers = [label.item_id for label in found]
    titles = {stored.id: stored.item.title for stored in items.get_many(tx, numbers)}
    if as_json:
        show.print_json([_as_json(label, titles[label.item_id]) for label in found])
        return
    rows = [
        (each.item_id, each.rule, each.verdict, each.said_by, show.moment(each.said_at),
         titles[each.item_id])
        for each in found
    ]  # fmt: skip
    columns = ("item", "rule", "label", "by", "said", "title")
    empty = "No label. Say what you think of an item: hajiz items label ITEM relevant"
    show.print_table(columns, rows, empty=empty)


def _chosen(
    tx: "Transaction", rule: str | None, verdict: str | None, since: str | None
) -> "list[Label]":
    from storage import labels

    after = moment_since(since, utc_now()) if since else None
    found = labels.every(tx, after) if rule is None else labels.of_rule(tx, rule, after)
    return [label for label in found if verdict in {None, label.verdict}]


def _as_json(label: "Label", title: str) -> dict[str, object]:
    return {
        "item": label.item_id,
        "title": title,
        "rule": label.rule,
        "verdict": label.verdict,
        "by": label.said_by,
        "at": label.said_at,
        "via": label.via,
        "version": label.version,
    }


def _write(path: Path, content: str, count: int) -> None:
    if path == STDOUT:
        typer.echo(content, nl=False)
        return
    try:
        path.write_text(content, "utf-8")
    except OSError as error:
        typer.echo(f"hajiz: {path} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(WRONG_USE) from error
    typer.echo(f"{count} judged texts written to {path}; try `hajiz rules eval {path}`")
