"""`hajiz incidents merge` and `split`: people have the last word, and are shown it first."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.adding import is_at_terminal
from hajiz.cli.incidents_options import (
    NumberArgument,
    YesOption,
    listed,
    refuse,
    shown_of,
)
from hajiz.cli.labelling import ByOption, person
from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from hajiz.assembly import Assembly
    from hajiz.incidents.showing import Shown

ItemsOption = Annotated[
    str, typer.Option("--items", metavar="12,15", help="The items to take out of it.")
]


def merge_incidents(
    numbers: Annotated[list[int], typer.Argument(metavar="N", help="As `list` shows them.")],
    by: ByOption = None,
    yes: YesOption = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Say that incidents are one, for ever: no report that comes later parts them again.

    Shows them first, and asks.
    """
    from hajiz.assembly import assemble
    from hajiz.cli import show

    chosen = list(dict.fromkeys(numbers))
    if len(chosen) < 2:  # noqa: PLR2004 - one has nothing to be merged with
        wrong_use("name at least two incidents that are one: hajiz incidents merge 12 15")
    name = person(by)
    with assemble(load_config(config), utc_now()) as assembly:
        with assembly.database.read() as tx:
            found = shown_of(tx, chosen)
        _ask(assembly, found, "These become one incident:", is_sure=yes, as_json=json)
        new = _done(lambda: assembly.incidents.merge(assembly, chosen, name))
    if json:
        show.print_json({"incident": new, "merged": chosen, "by": name})
    else:
        typer.echo(f"incidents {listed(chosen)} are incident {new} now, says {name}")


def split_incident(
    number: NumberArgument,
    items: ItemsOption,
    by: ByOption = None,
    yes: YesOption = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Take items out of an incident, for ever; they stay together, in an incident of their own.

    Shows them first, and asks.
    """
    from hajiz.assembly import assemble
    from hajiz.cli import show

    chosen, name = _items(items), person(by)
    with assemble(load_config(config), utc_now()) as assembly:
        with assembly.database.read() as tx:
            (found,) = shown_of(tx, [number])
        _refuse_wrong_items(found, chosen)
        words = f"These leave incident {number} (items {listed(chosen)}):"
        _ask(assembly, [found], words, is_sure=yes, as_json=json, leaving=chosen)
        new = _done(lambda: assembly.incidents.split(assembly, number, chosen, name))
        rest = _rest(assembly, found, chosen)
    if json:
        show.print_json({"incident": new, "items": chosen, "rest": rest, "by": name})
    else:
        others = f"; the others are incident {listed(rest)}" if rest else ""
        typer.echo(f"items {listed(chosen)} are incident {new} now, says {name}{others}")


def _items(words: str) -> list[int]:
    try:
        return list(dict.fromkeys(int(each) for each in words.split(",")))
    except ValueError:
        wrong_use(f"--items {words!r}: write the numbers of items with commas between: 12,15")


def _refuse_wrong_items(found: "Shown", chosen: Sequence[int]) -> None:
    own = {each.key.item for each in found.reports}
    for item in chosen:
        if item not in own:
            refuse(
                f"item {item} is not of incident {found.id}; its items are {listed(sorted(own))}"
            )
    if own <= set(chosen):
        refuse(f"nothing would be left of incident {found.id}; leave at least one item in it")


def _ask(
    assembly: "Assembly",
    found: "Sequence[Shown]",
    words: str,
    *,
    is_sure: bool,
    as_json: bool,
    leaving: Sequence[int] = (),
) -> None:
    """Show what is about to be done, and ask where somebody is there and is not sure yet."""
    from hajiz.cli import show
    from hajiz.cli.incident_words import Telling

    if as_json:
        return
    telling = Telling(assembly, utc_now())
    show.console.print(words)
    for each in found:
        for line in [*telling.both(each), *_titles(each, leaving)]:
            show.console.print(line, markup=False)
    if not is_sure and is_at_terminal():
        typer.confirm("Do it?", default=True, abort=True)


def _titles(shown: "Shown", leaving: Sequence[int]) -> list[str]:
    from hajiz.cli.incidents_options import cut

    words = {each.key.item: each.stored.item.title or each.said for each in shown.reports}
    return [f"    {'-' if item in leaving else ' '} item {item}: {cut(said, 64)}"
            for item, said in words.items()] if leaving else []  # fmt: skip


def _rest(assembly: "Assembly", found: "Shown", chosen: Sequence[int]) -> list[int]:
    """Return the incidents of what is left: what held only by the items that went falls apart."""
    from storage import incidents

    left = {tuple(each.key) for each in found.reports if each.key.item not in chosen}
    with assembly.database.read() as tx:
        placed = incidents.of_items(tx, sorted({item for item, _ in left}))
    every = (each for some in placed.values() for each in some if each.key in left)
    return sorted({each.incident for each in every if each.incident is not None})


def _done(change: Callable[[], int]) -> int:
    """Make the *change*; end the command when the incidents changed meanwhile."""
    try:
        return change()
    except (KeyError, ValueError):
        refuse("the incidents became others meanwhile; look again: `hajiz incidents list`")
