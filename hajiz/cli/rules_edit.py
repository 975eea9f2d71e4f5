"""`hajiz rules set`, `add` and `remove`: change rules, and see first what that changes."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.adding import is_at_terminal
from hajiz.cli.options import ConfigOption, JsonOption, config_path, load_config, wrong_use
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from hajiz.assembly import Assembly
    from hajiz.tuning.preview import Preview
    from hajiz.tuning.rule_edits import RuleEdit
    from hajiz.tuning.saving import Draft

DAYS = 30

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The rule's name.")]
QueryOption = Annotated[
    str, typer.Option("--query", "-q", metavar="Q", help="What it asks for; see docs/rules.md.")
]
OnUpdateOption = Annotated[
    bool | None,
    typer.Option("--on-update/--no-on-update", help="Fire again for what a changed text brings."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write it although a pin breaks.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Write it without asking.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show all, write nothing.")]


def set_rule(
    name: NameArgument,
    query: QueryOption,
    on_update: OnUpdateOption = None,
    force: ForceOption = False,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Let a rule ask for something else, once you have seen what that changes.

    Shows what it gains and loses among the items of the last 30 days, whether its pins hold, and
    the lines of config.toml that change; then asks, in a terminal. A change that breaks a pin is
    refused.
    """
    from hajiz.tuning.rule_edits import RuleEdit

    _edit(RuleEdit("set", name, query, on_update), config, _Way(force, yes, dry_run, json))


def add_rule(
    name: NameArgument,
    query: QueryOption,
    on_update: OnUpdateOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Add a rule, once you have seen what it would have fired for in the last 30 days.

    It fires for what comes in from now on; `hajiz rules apply` writes matches for the past.
    """
    from hajiz.tuning.rule_edits import RuleEdit

    _edit(RuleEdit("add", name, query, on_update), config, _Way(False, yes, dry_run, json))


def remove_rule(
    name: NameArgument,
    force: ForceOption = False,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Take a rule out of config.toml; its matches and labels are kept.

    A digest or alert that names it must let go of it first.
    """
    from hajiz.tuning.rule_edits import RuleEdit

    _edit(RuleEdit("remove", name), config, _Way(force, yes, dry_run, json))


class _Way:
    """How a command goes about it."""

    def __init__(self, is_forced: bool, is_sure: bool, is_dry: bool, as_json: bool) -> None:
        self.is_forced, self.is_dry, self.as_json = is_forced, is_dry, as_json
        self.is_asking = not is_sure and not as_json and not is_dry and is_at_terminal()


def _edit(edit: "RuleEdit", config: ConfigOption, way: _Way) -> None:
    from hajiz.assembly import assemble

    loaded = load_config(config)
    _refuse_wrong_name(edit, [rule.name for rule in loaded.rules])
    with assemble(loaded, utc_now()) as assembly:
        _show_and_write(assembly, edit, config, way)


def _show_and_write(
    assembly: "Assembly", edit: "RuleEdit", config: ConfigOption, way: _Way
) -> None:
    from hajiz.cli import show
    from hajiz.tuning.saving import PinError, draft, save

    path = config_path(config)
    change = edit.change(path)
    with assembly.database.read() as tx:
        made = draft(tx, path, change, os.environ, assembly.rule_set)
    found = _preview(assembly, edit, is_quiet=way.as_json)
    if not way.as_json:
        for line in (*_warned(assembly, edit), *_said(edit, found, made)):
            show.console.print(line, markup=False)
    if made.broken and not way.is_forced:
        _tell_json(way, edit, found, made, is_written=False)
        raise PinError(made.broken)
    if way.is_asking and made.is_change:
        typer.confirm(f"Write this to {path}?", default=True, abort=True)
    is_written = made.is_change and not way.is_dry
    if is_written:
        save(
            assembly.database, path, change, os.environ, assembly.rule_set, made.shown,
            is_forced=way.is_forced,
        )  # fmt: skip
    _tell_json(way, edit, found, made, is_written=is_written)
    if not way.as_json:
        typer.echo(_ending(made, is_written=is_written))


def _refuse_wrong_name(edit: "RuleEdit", names: list[str]) -> None:
    from hajiz.config.values import did_you_mean, slug

    if edit.kind != "add" and edit.name not in names:
        hint = did_you_mean(edit.name, names) or "; `hajiz rules list` shows them all"
        wrong_use(f'there is no rule "{edit.name}"{hint}')
    if edit.kind == "add" and edit.name in names:
        wrong_use(f'there is a rule "{edit.name}" already; `hajiz rules set` changes it')
    try:
        slug(edit.name)
    except ValueError as error:
        wrong_use(f"a rule's name {error}")


def _preview(assembly: "Assembly", edit: "RuleEdit", *, is_quiet: bool) -> "Preview":
    from rich.console import Console

    from hajiz.tuning.backtest import Period
    from hajiz.tuning.preview import preview

    rules, topics = assembly.config.rules, assembly.config.topics
    period = Period(since=utc_now() - timedelta(days=DAYS))
    console = Console(stderr=True, quiet=is_quiet)
    with console.status(f"looking through {DAYS} days"), assembly.database.read() as tx:
        return preview(tx, edit.before(rules), edit.after(rules), topics, period, patience=None)


def _warned(assembly: "Assembly", edit: "RuleEdit") -> Iterator[str]:
    from hajiz.strays import strays_of

    rule = edit.after(assembly.config.rules)
    if rule is not None:
        yield from (f"warning: {words}" for words in strays_of(rule, assembly.config.outlets))


def _said(edit: "RuleEdit", found: "Preview", made: "Draft") -> Iterator[str]:
    from hajiz.tuning.words import of_change, of_pins

    yield from of_change(edit.name, found)
    yield from of_pins(made.broken)
    yield ""
    yield from made.lines
    yield ""


def _tell_json(
    way: _Way, edit: "RuleEdit", found: "Preview", made: "Draft", *, is_written: bool
) -> None:
    from hajiz.cli import show
    from hajiz.tuning.words import as_json

    if way.as_json:
        about = {"rule": edit.name, "path": made.path.absolute(), "written": is_written}
        lines = {"broken_pins": made.broken, "lines": made.lines}
        show.print_json(about | as_json(found) | lines)


def _ending(made: "Draft", *, is_written: bool) -> str:
    if is_written:
        return f"written to {made.path}; a running daemon takes it over within seconds"
    if not made.is_change:
        return f"{made.path} says so already; nothing was written"
    return f"nothing was written; without --dry-run this goes into {made.path}"
