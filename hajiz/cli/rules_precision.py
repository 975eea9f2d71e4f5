"""`hajiz rules precision`: how right rules were, week by week, by what people labelled."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.archive import archive_of, known_rules
from hajiz.cli.options import ConfigOption, JsonOption, load_config
from hajiz.cli.since import SinceOption, moment_since
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from alerts.tuning.precision import Week

WIDTH = 20  # characters of a bar


def show_precision(
    rule: Annotated[list[str] | None, typer.Argument(help="Only these rules.")] = None,
    since: SinceOption = "26w",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Show how often rules were right, week by week, by what people labelled.

    A week's figure is the share of the relevant among the labelled items first seen in it.
    """
    from alerts.tuning.precision import by_week
    from hajiz.cli import show
    from storage import labels

    loaded, now = load_config(config), utc_now()
    names = known_rules(rule, [each.name for each in loaded.rules])
    start = moment_since(since, now)
    with archive_of(loaded, now) as database, database.read() as tx:
        counted = labels.weekly(tx, start)
    weeks = {name: by_week(counted.get(name, {})) for name in names}
    if json:
        show.print_json({name: _as_json(own) for name, own in weeks.items()})
        return
    for line in _lines(weeks):
        show.console.print(line, markup=False)


def _lines(weeks: "Mapping[str, Sequence[Week]]") -> Iterator[str]:
    labelled = {name: own for name, own in weeks.items() if own}
    for number, (name, own) in enumerate(labelled.items()):
        yield f"{name}" if not number else f"\n{name}"
        yield from map(_week, own)
    if silent := [name for name in weeks if name not in labelled]:
        yield f"{chr(10) if labelled else ''}nothing labelled: {', '.join(silent)}"


def _week(week: "Week") -> str:
    from hajiz.cli.quality import share, sure

    precision = week.quality.precision
    bar = "█" * round(precision.value * WIDTH) if precision else ""
    about = f"{sure(precision)}, of {precision.whole}" if precision else ""
    return f"  {week.starts:%d %b %Y}  {share(precision):<4}  {bar:<{WIDTH}}  {about}".rstrip()


def _as_json(weeks: "Sequence[Week]") -> list[dict[str, object]]:
    from hajiz.cli.quality import as_json

    return [
        {
            "week": week.starts.isoformat(),
            "precision": as_json(week.quality.precision),
            "recall": as_json(week.quality.recall),
        }
        for week in weeks
    ]
