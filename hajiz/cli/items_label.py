"""`hajiz items label`: what a person thinks of an item."""

from enum import StrEnum
from typing import Annotated

import typer

from hajiz.cli.labelling import ByOption, ItemArgument, RuleOption, item_of, person, rules_meant
from hajiz.cli.options import ConfigOption, JsonOption, load_config
from hajiz.clock import utc_now
from model import Verdict


class Word(StrEnum):
    """What can be said of an item; "none" takes back what was said."""

    RELEVANT = "relevant"
    NOISE = "noise"
    UNSURE = "unsure"
    NONE = "none"


SAID: dict[Word, Verdict | None] = {
    Word.RELEVANT: "relevant",
    Word.NOISE: "noise",
    Word.UNSURE: "unsure",
    Word.NONE: None,
}


def label_item(
    item_id: ItemArgument,
    verdict: Annotated[Word, typer.Argument(help="none takes back what was said.")],
    rule: RuleOption = None,
    by: ByOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Say whether a rule is right about an item: relevant, noise or unsure.

    Without --rule it is said of every rule that fired for the item. With it also of one that did
    not fire: "relevant" is then a miss of that rule. The last one who says something wins.
    """
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from storage import labels

    said = SAID[verdict]
    name, now = person(by), utc_now()
    with assemble(load_config(config), now) as assembly, assembly.database.write() as tx:
        item_of(tx, item_id)
        labelled = labels.of_items(tx, [item_id])[item_id]
        known = assembly.rule_set.rules
        if said is None and rule is None and labelled:
            meant = list(labelled)
        else:
            meant = rules_meant(tx, item_id, rule, known, labelled)
        for each in meant:
            labels.say(tx, item_id, each, said, name, "cli", now)
        after = labels.of_items(tx, [item_id])[item_id]
    if json:
        show.print_json({"item": item_id, "labels": list(after.values())})
        return
    for each in meant:
        typer.echo(f"item {item_id}, {each}: {said or 'no label any more'}")
