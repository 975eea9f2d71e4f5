"""What the commands about labels and pins share: the item, the rules and the person meant."""

import getpass
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Annotated, Never

import typer

from hajiz.cli.options import wrong_use

if TYPE_CHECKING:
    from model import StoredItem
    from storage.database import Transaction

BAD_DATA = 65
VERDICTS = ("relevant", "noise", "unsure")
LONGEST_NAME = 100  # characters

ItemArgument = Annotated[int, typer.Argument(metavar="ITEM", help="The number of an item.")]
RuleOption = Annotated[
    str | None, typer.Option("--rule", "-r", help="For this rule [default: all that fired].")
]
ByOption = Annotated[str | None, typer.Option("--by", help="Who says so [default: you].")]


def item_of(tx: "Transaction", item_id: int) -> "StoredItem":
    """Return the item of that number, or end the command."""
    from storage import items

    found = items.get(tx, item_id)
    if found is None:
        no_item(item_id)
    return found


def refuse_unknown(option: str, verdict: str | None) -> None:
    """End the command for a *verdict* that does not exist."""
    if verdict not in {None, *VERDICTS}:
        wrong_use(f"{option} {verdict!r}: it is one of {', '.join(VERDICTS)}")


def no_item(item_id: int) -> Never:
    """End the command for a number that no item has."""
    typer.echo(f"hajiz: no item has the number {item_id}; try `hajiz items search`", err=True)
    raise typer.Exit(BAD_DATA)


def rules_meant(
    tx: "Transaction", item_id: int, rule: str | None, known: Sequence[str], also: Collection[str]
) -> list[str]:
    """
    Return the one *rule* that is named, else those that fired for the item, else end the command.

    A rule that is named must be one of the *known* ones or of those *also* meant.
    """
    from storage import matches

    fired = list(
        dict.fromkeys(each.match.rule for each in matches.of_items(tx, [item_id])[item_id])
    )
    if rule is None and not fired:
        wrong_use(f"no rule fired for item {item_id}; name the one you mean: --rule {_one(known)}")
    if rule is not None and rule not in {*known, *fired, *also}:
        wrong_use(f'no rule is called "{rule}"; `hajiz rules list` has them all')
    return fired if rule is None else [rule]


def person(by: str | None) -> str:
    """Return who speaks: as was said, else by the name of the login."""
    if by is None:
        return _login()
    name = " ".join(by.split())
    if not 0 < len(name) <= LONGEST_NAME:
        wrong_use(f"--by: write a name of at most {LONGEST_NAME} characters")
    return name


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may have no such user
        return "somebody"


def _one(known: Sequence[str]) -> str:
    return known[0] if known else "NAME"
