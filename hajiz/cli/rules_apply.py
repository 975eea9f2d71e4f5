"""`hajiz rules apply`: matches for the past, which nobody is told of."""

from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.archive import archive_of, known_rules, looking
from hajiz.cli.options import ConfigOption, JsonOption, load_config
from hajiz.cli.since import SinceOption, moment_since
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from hajiz.tuning.applying import Applied


def apply_rules(
    rule: Annotated[list[str] | None, typer.Argument(help="Only these rules.")] = None,
    since: SinceOption = "30d",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be added.")
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Apply the rules to the past: add the matches they would have had, and tell nobody.

    They are found by `items search`, and count in figures and pictures. No digest and no alert has
    them, now or later. Matches there are already stay as they are, also those of a rule that would
    not fire for them any more. Stopped on the way, it goes on where it was the next time.
    """
    from alerts.rules.matcher import compile_rules
    from hajiz.cli import show
    from hajiz.tuning.applying import apply
    from hajiz.tuning.backtest import Period

    loaded, now = load_config(config), utc_now()
    rules = compile_rules(loaded.rules, loaded.topics)
    names = known_rules(rule, rules.rules)
    period = Period(since=moment_since(since, now))
    with archive_of(loaded, now) as database, looking("applying", is_quiet=json) as tell:
        found = apply(database, rules, names, period, now, tell, is_dry=dry_run)
    if json:
        show.print_json({"since": period.since, "dry_run": dry_run, "rules": found})
    else:
        _print(found, is_dry=dry_run)


def _print(found: "tuple[Applied, ...]", *, is_dry: bool) -> None:
    from hajiz.cli import show

    columns = ("rule", "fires for", "had", "would add" if is_dry else "added", "outdated")
    rows = [
        (each.rule, each.fires, each.fires - each.added, each.added, each.outdated)
        for each in found
    ]
    show.print_table(columns, rows, empty="No rule yet.")
    if any(each.outdated for each in found):
        typer.echo("outdated: the rule would not fire for them any more; their matches stay")
    if any(each.added for each in found) and not is_dry:
        typer.echo("Nobody is told of what was added.")
