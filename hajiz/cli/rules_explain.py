"""`hajiz rules explain`: why an item fired a rule, or what was missing."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use
from hajiz.clock import utc_now
from model import Item, ItemKey

if TYPE_CHECKING:
    from alerts.rules.explained import Explained
    from hajiz.config.read import Config


def explain_rules(
    what: Annotated[
        str,
        typer.Argument(
            metavar="ITEM",
            help="An item's number, its link, a file with a text, or - for standard input.",
        ),
    ],
    rule: Annotated[
        list[str] | None, typer.Option("--rule", "-r", help="Only this rule; may be repeated.")
    ] = None,
    language: Annotated[
        str, typer.Option(help="The language of a text from a file or standard input.")
    ] = "und",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Show why rules fire for an item, or what was missing.

    Prints the text with its hits marked, each rule as a tree with true or false at every part,
    and for a rule that did not fire what came nearest.
    """
    from alerts.rules.explain import explain
    from alerts.rules.matcher import compile_rules
    from hajiz.cli import show

    loaded = load_config(config)
    rule_set = compile_rules(loaded.rules, loaded.topics)
    names = rule or list(rule_set.rules)
    if unknown := set(names) - set(rule_set.rules):
        wrong_use(f"no rule is called {min(unknown)!r}; there are {', '.join(rule_set.rules)}")
    item = _item(what, language, loaded)
    explained = [explain(item, rule_set, name) for name in names]
    if json:
        show.print_json(explained)
    else:
        _print(item, explained)


def _print(item: Item, explained: Sequence["Explained"]) -> None:
    from alerts.rules.explained import lines
    from hajiz.cli import show

    hits = [hit for each in explained for hit in each.hits]
    show.console.print(show.highlighted(item.title, [h for h in hits if h.field == "title"]))
    show.console.print(show.highlighted(item.body, [h for h in hits if h.field == "body"]))
    for each in explained:
        show.console.print()
        for line in lines(each):
            show.console.print(line, markup=False)


def _item(what: str, language: str, config: "Config") -> Item:
    if what == "-":
        return _text(sys.stdin.read(), language)
    if what.isdecimal() or what.startswith(("http://", "https://")):
        return _stored(what, config)
    try:
        return _text(Path(what).read_text("utf-8-sig"), language)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not saved as UTF-8"
        wrong_use(f"{what} is no item's number, no link, and no file that can be read: {why}")


def _text(text: str, language: str) -> Item:
    """Take the first line for the title, as articles are pasted."""
    title, _, body = text.strip().partition("\n")
    return Item("", ItemKey(b""), title.strip(), body.strip(), "", language)


def _stored(what: str, config: "Config") -> Item:
    from hajiz.assembly import assemble
    from storage import items

    with assemble(config, utc_now()) as assembly, assembly.database.read() as tx:
        found = items.get(tx, int(what)) if what.isdecimal() else items.at_link(tx, what)
    if found is None:
        named = f"the number {what}" if what.isdecimal() else f"the link {what}"
        wrong_use(f"no item has {named}; try `hajiz items search`, or save its text to a file")
    return found.item
