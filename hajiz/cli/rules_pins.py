"""`hajiz rules pin`, `unpin` and `pins`: items a rule must fire for, or must not."""

from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.archive import known_rules
from hajiz.cli.labelling import (
    BAD_DATA,
    ByOption,
    ItemArgument,
    RuleOption,
    item_of,
    person,
    rules_meant,
)
from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from model import Item, Pin


def pin_item(
    item_id: ItemArgument,
    must: Annotated[
        bool | None,
        typer.Option("--must/--must-not", help="The rule must fire for it, or must not."),
    ] = None,
    rule: RuleOption = None,
    by: ByOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Promise that a rule fires for an item, or that it does not, however it is changed.

    Changes that break a pin are refused unless they are forced. An item that is pinned is never
    deleted for its age.
    """
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from hajiz.tuning.pins import broken
    from model import Pin
    from storage import pins

    if must is None:
        wrong_use("say --must or --must-not")
    name, now = person(by), utc_now()
    with assemble(load_config(config), now) as assembly, assembly.database.write() as tx:
        item_of(tx, item_id)
        meant = rules_meant(tx, item_id, rule, assembly.rule_set.rules, ())
        made = [Pin(item_id, each, must, name, now) for each in meant]
        for pin in made:
            pins.put(tx, pin)
        failing = [each.pin.rule for each in broken(tx, assembly.rule_set) if each.pin in made]
    if json:
        show.print_json([{"pin": pin, "holds": pin.rule not in failing} for pin in made])
        return
    for pin in made:
        now_it = "" if pin.rule not in failing else "; now it does not hold"
        typer.echo(f"item {item_id}, {pin.rule}: {_promise(pin)}{now_it}")


def unpin_item(
    item_id: ItemArgument,
    rule: Annotated[
        str | None, typer.Option("--rule", "-r", help="For this rule [default: all].")
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Take the pins of an item away."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from storage import pins

    with assemble(load_config(config), utc_now()) as assembly, assembly.database.write() as tx:
        gone = [pin for pin in pins.every(tx, rule) if pin.item_id == item_id]
        for pin in gone:
            pins.remove(tx, pin.item_id, pin.rule)
    if not gone:
        which = f" for {rule}" if rule else ""
        typer.echo(f"hajiz: item {item_id} has no pin{which}; see `hajiz rules pins`", err=True)
        raise typer.Exit(BAD_DATA)
    if json:
        show.print_json({"item": item_id, "unpinned": [pin.rule for pin in gone]})
        return
    typer.echo(f"item {item_id} is no longer pinned for {', '.join(pin.rule for pin in gone)}")


def list_pins(
    rule: Annotated[str | None, typer.Argument(help="Only of this rule.")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    List the pins, and whether the rules as they are keep them.

    The exit code is 65 when one of those listed is broken.
    """
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from hajiz.tuning.pins import broken
    from storage import items, pins

    with assemble(load_config(config), utc_now()) as assembly, assembly.database.read() as tx:
        found = pins.every(tx, rule)
        if rule and not found:
            known_rules([rule], assembly.rule_set.rules)
        failing = {(each.pin.item_id, each.pin.rule) for each in broken(tx, assembly.rule_set)}
        numbers = [pin.item_id for pin in found]
        about = {stored.id: stored.item for stored in items.get_many(tx, numbers)}
    listed = [(pin, about[pin.item_id], (pin.item_id, pin.rule) not in failing) for pin in found]
    if json:
        show.print_json([_as_json(*each) for each in listed])
    else:
        _print(listed)
    if not all(holds for _, _, holds in listed):
        raise typer.Exit(BAD_DATA)


def _print(listed: "list[tuple[Pin, Item, bool]]") -> None:
    from hajiz.cli import show

    rows = [
        (pin.item_id, pin.rule, _promise(pin), "yes" if holds else "NO", pin.pinned_by, item.title)
        for pin, item, holds in listed
    ]
    columns = ("item", "rule", "pin", "holds", "by", "title")
    empty = "No pin. Pin an item that a rule must never miss: hajiz rules pin ITEM --must"
    show.print_table(columns, rows, empty=empty)


def _as_json(pin: "Pin", item: "Item", holds: bool) -> dict[str, object]:
    return {
        "item": pin.item_id,
        "title": item.title,
        "outlet": item.outlet,
        "rule": pin.rule,
        "must": pin.must,
        "holds": holds,
        "by": pin.pinned_by,
        "at": pin.pinned_at,
    }


def _promise(pin: "Pin") -> str:
    return "must fire" if pin.must else "must not fire"
