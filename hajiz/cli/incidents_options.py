"""What the commands about incidents share: options, the incidents meant, and how they end."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Never

import typer

from hajiz.cli.options import wrong_use
from hajiz.cli.since import moment_of

if TYPE_CHECKING:
    from hajiz.assembly import Assembly
    from hajiz.incidents.finding import Wanted
    from hajiz.incidents.names import Names
    from hajiz.incidents.showing import Shown
    from storage.database import Transaction

BAD_DATA = 65  # EX_DATAERR

NumberArgument = Annotated[int, typer.Argument(metavar="N", help="As `list` shows it.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", help="With a report since: 12h, 7d, 2w, or 2026-11-20.")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", help="With a report before, written so.")
]
PlaceOption = Annotated[
    str | None, typer.Option("--place", help='At or in this place: qamishli, "Tal Tamr", القامشلي.')
]
KindOption = Annotated[str | None, typer.Option("--kind", help="Of this kind: convoy, airstrike.")]
DeniedOption = Annotated[bool, typer.Option("--denied", help="Only what somebody denies.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]


def wanted(
    since: str | None,
    until: str | None,
    place: str | None,
    kind: str | None,
    is_denied: bool,
    now: datetime,
) -> "Wanted":
    """Return which incidents the options mean; end the command where one makes no sense."""
    from hajiz.incidents.finding import Wanted

    return Wanted(
        since=moment_of("--since", since, now) if since else None,
        until=moment_of("--until", until, now) if until else None,
        places=_places(place) if place is not None else frozenset(),
        kind=_kind(kind) if kind is not None else "",
        is_denied=is_denied,
    )


def shown_of(tx: "Transaction", numbers: Sequence[int]) -> "list[Shown]":
    """Return the incidents of those numbers, each once, or end the command."""
    from hajiz.incidents.finding import numbered

    try:
        return list(numbered(tx, list(dict.fromkeys(numbers))))
    except KeyError as error:
        no_incident(error.args[0])


def names_of(assembly: "Assembly") -> "Names":
    """Return how origins and outlets are called."""
    from hajiz.incidents.names import Names
    from hajiz.incidents.reading import origins_of

    return Names(origins_of(assembly.config), assembly.outlets)


def no_incident(number: int) -> Never:
    """End the command for a number that no incident has."""
    refuse(
        f"no incident has the number {number}: numbers change when incidents are merged or split; "
        "`hajiz incidents list` shows those there are"
    )


def refuse(message: str) -> Never:
    """End the command for what cannot be done with what there is."""
    typer.echo(f"hajiz: {message}", err=True)
    raise typer.Exit(BAD_DATA)


def cut(text: str, width: int) -> str:
    """Return *text* on one line of at most *width* characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1].rstrip()}…"


def listed(words: Iterable[object]) -> str:
    """Write *words* with commas between."""
    return ", ".join(map(str, words))


def _places(name: str) -> frozenset[str]:
    from alerts.rules.lexicon.places import places
    from hajiz.config.values import did_you_mean
    from hajiz.incidents.finding import places_named

    found = places_named(name)
    if not found:
        known = (*places(), *(each.name for each in places().values()))
        hint = did_you_mean(name, known) or "; write its name, or its id as in `hajiz rules terms`"
        wrong_use(f'--place: the gazetteer has no place "{name}"{hint}')
    return found


def _kind(name: str) -> str:
    from alerts.incidents.lexicon import KINDS
    from hajiz.config.values import did_you_mean, quoted

    if name not in KINDS:
        hint = did_you_mean(name, KINDS) or f"; there are {quoted(KINDS)}"
        wrong_use(f'--kind: there is no kind "{name}"{hint}')
    return name
