"""`hajiz items`: what the outlets published."""

import re
from datetime import datetime, timedelta
from typing import Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, LimitOption, load_config, wrong_use
from hajiz.clock import utc_now
from model import Match, StoredItem

BAD_DATA = 65
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

app = typer.Typer(help="Search and read what the outlets published.", no_args_is_help=True)


@app.command()
def search(
    words: Annotated[list[str] | None, typer.Argument(help="All must occur.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only of this outlet.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only what fired this rule.")] = None,
    since: Annotated[
        str | None, typer.Option(help="First seen since: 12h, 3d, 2w, or 2026-11-20.")
    ] = None,
    limit: LimitOption = 20,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Search the items by words of their title or text, newest first."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from storage import items, matches

    loaded = load_config(config)
    after = _since(since, utc_now()) if since else None
    with assemble(loaded, utc_now()) as assembly, assembly.database.read() as tx:
        found = items.search(tx, " ".join(words or []), outlet, rule, after, limit)
        fired = matches.of_items(tx, [item.id for item in found])
    if json:
        show.print_json([_as_json(item, fired.get(item.id, ())) for item in found])
        return
    show.print_table(
        ("id", "seen", "outlet", "title", "rules"),
        [
            (
                item.id,
                show.moment(item.first_seen_at),
                item.item.outlet,
                item.item.title,
                ", ".join(match.rule for match in fired.get(item.id, ())),
            )
            for item in found
        ],
        empty="No item found.",
    )


@app.command("show")
def show_item(
    item_id: Annotated[int, typer.Argument(metavar="ID")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show one item in full, with the words that fired a rule marked."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from storage import items, matches

    with assemble(load_config(config), utc_now()) as assembly, assembly.database.read() as tx:
        item = items.get(tx, item_id)
        fired = matches.of_items(tx, [item_id]).get(item_id, ())
    if item is None:
        typer.echo(f"hajiz: no item has the number {item_id}; try `hajiz items search`", err=True)
        raise typer.Exit(BAD_DATA)
    if json:
        show.print_json(_as_json(item, fired))
        return
    _print_item(item, fired)


def _print_item(stored: StoredItem, fired: tuple[Match, ...]) -> None:
    from hajiz.cli import show

    item = stored.item
    hits = [hit for match in fired for hit in match.hits]
    title = [hit for hit in hits if hit.field == "title"]
    body = [hit for hit in hits if hit.field == "body"]
    show.console.print(show.highlighted(item.title, title), style="bold")
    show.console.print(f"{item.outlet} · {item.language} · {item.url or 'no link'}")
    show.console.print(
        f"published {show.moment(item.published_at)} · seen {show.moment(stored.first_seen_at)}"
        + (" · already there at the first look" if stored.is_baseline else "")
    )
    show.console.print()
    show.console.print(show.highlighted(item.body, body))
    for match in fired:
        words = dict.fromkeys(f"«{hit.surface}» ({hit.term})" for hit in match.hits)
        show.console.print(f"\n{match.rule}: {', '.join(words)}")
    if not fired:
        show.console.print("\nNo rule fired.")


def _as_json(stored: StoredItem, fired: tuple[Match, ...]) -> dict[str, object]:
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
        "matches": fired,
    }


def _since(text: str, now: datetime) -> datetime:
    span = re.fullmatch(r"(\d{1,5})([mhdw])", text)
    if span:
        return now - timedelta(**{UNITS[span[2]]: int(span[1])})
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        wrong_use(f"--since {text!r}: write a span like 12h, 3d, 2w, or a date like 2026-11-20")
