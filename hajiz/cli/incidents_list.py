"""`hajiz incidents list` and `show`: what happened, who says so, and in which words."""

from itertools import islice
from typing import TYPE_CHECKING

from hajiz.cli.incidents_options import (
    DeniedOption,
    KindOption,
    NumberArgument,
    PlaceOption,
    SinceOption,
    UntilOption,
    names_of,
    shown_of,
    wanted,
)
from hajiz.cli.options import ConfigOption, JsonOption, LimitOption, load_config
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from hajiz.cli.incident_words import Telling
    from hajiz.incidents.export.shape import Plain
    from hajiz.incidents.showing import Shown


def list_incidents(
    since: SinceOption = None,
    until: UntilOption = None,
    place: PlaceOption = None,
    kind: KindOption = None,
    denied: DeniedOption = False,
    limit: LimitOption = 20,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    List incidents, that of the latest report first.

    Origins are counted, not outlets: five outlets that quote one agency are one origin.
    """
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from hajiz.cli.incident_words import COLUMNS, Telling
    from hajiz.incidents.export.gathering import shapes
    from hajiz.incidents.finding import find

    now = utc_now()
    asked = wanted(since, until, place, kind, denied, now)
    with assemble(load_config(config), now) as assembly, assembly.database.read() as tx:
        found = list(islice(find(tx, asked), limit))
        if json:
            show.print_json(list(shapes(tx, found, names_of(assembly))))
            return
        telling = Telling(assembly, now)
    show.print_table(COLUMNS, telling.rows(found), empty="No incident.")


def show_incident(
    number: NumberArgument, config: ConfigOption = None, json: JsonOption = False
) -> None:
    """Show one incident: who says what of it, in which words, and how it spread."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from hajiz.cli.incident_words import Telling
    from hajiz.incidents.export.gathering import shapes

    now = utc_now()
    with assemble(load_config(config), now) as assembly, assembly.database.read() as tx:
        (found,) = shown_of(tx, [number])
        (plain,) = shapes(tx, [found], names_of(assembly))
    if json:
        show.print_json(plain)
    else:
        _print(found, plain, Telling(assembly, now))


def _print(found: "Shown", plain: "Plain", telling: "Telling") -> None:
    from hajiz.cli import incident_words, show
    from hajiz.cli.incident_words import local

    show.console.print(f"{found.id}  {telling.heading(found)}", style="bold", markup=False)
    lines = [
        telling.origins(found),
        f"first report {local(plain['first_report_at'])}, last {local(plain['last_report_at'])}",
        *incident_words.evidence_lines(plain),
    ]
    for title, part in (
        ("Figures", [f"  {figures}"] if (figures := telling.figures(found)) else []),
        ("Spread", list(incident_words.spread_lines(plain))),
        ("Reports", list(incident_words.report_lines(plain))),
        ("What people said", list(incident_words.people_lines(plain))),
    ):
        lines += [f"\n{title}", *part] if part else []
    for line in lines:
        show.console.print(line, markup=False)
