"""`hajiz rules backtest`: what a rule would have fired for, counted, with samples."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.archive import archive_of, asking, known_rules, looking
from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use
from hajiz.cli.since import SinceOption, moment_since
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from alerts.rules.matcher import RuleSet
    from alerts.tuning.figures import Counted
    from alerts.tuning.quality import Quality
    from hajiz.config.read import Config
    from hajiz.tuning.backtest import Backtest, Period

SAMPLES = 5
SHOWN = 8  # lines of each table
DAYS = 30  # as many as there is room for
WIDTH = 30  # characters of a bar
LONGEST = 34  # characters of a name beside it
QUERY = "query"  # the name of a rule that is only asked for


def backtest_rule(
    rule: Annotated[str | None, typer.Argument(help="A rule of config.toml.")] = None,
    query: Annotated[
        str | None, typer.Option("--query", "-q", help="Try this query instead of a rule.")
    ] = None,
    since: SinceOption = "30d",
    until: Annotated[str | None, typer.Option(help="First seen before, written so.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="So many samples.")] = SAMPLES,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Hold a rule, or a query you think of, against the archive.

    Says how many items it would have fired for, by day, outlet, language and term, shows the newest
    and estimates from labels how much of it is noise. Nothing is kept, and nobody is told.
    """
    from hajiz.tuning.backtest import Period, backtest

    loaded, now = load_config(config), utc_now()
    rules = _rules(loaded, rule, query)
    period = Period(moment_since(since, now), moment_since(until, now) if until else None)
    zone = now.astimezone().tzinfo or UTC
    with (
        archive_of(loaded, now) as database,
        looking("looking", is_quiet=json) as tell,
        database.read() as tx,
    ):
        found = backtest(tx, rules, period, zone, limit, tell)
    if json:
        from hajiz.cli import show  # loads much

        show.print_json({"rule": rule, "query": query, **_as_json(found, period)})
        return
    for line in _lines(found, query or rule or "", period, is_rule=rule is not None):
        typer.echo(line)
    _print_samples(found)


def _rules(config: "Config", rule: str | None, query: str | None) -> "RuleSet":
    from alerts.rules.matcher import compile_rules
    from alerts.rules.rule import Rule

    if (rule is None) == (query is None):
        wrong_use("name one rule, or write a query behind --query")
    if query is not None:
        with asking():
            return compile_rules([Rule(QUERY, query=query)], config.topics)
    known_rules([rule or ""], [each.name for each in config.rules])
    return compile_rules([each for each in config.rules if each.name == rule], config.topics)


def _lines(found: "Backtest", what: str, period: "Period", *, is_rule: bool) -> Iterator[str]:
    figures = found.figures
    from hajiz.cli import show  # loads much

    until = show.moment(period.until) if period.until else "now"
    yield f"{what}: {figures.items:,} items from {show.moment(period.since)} to {until}"
    if is_rule:
        yield _noise(found.quality)
    if not figures.items:
        return
    yield from _days(figures.days)
    tables = (("outlet", figures.outlets), ("language", figures.languages), ("term", figures.terms))
    for name, counted in tables:
        yield from _bars(name, counted)


def _noise(quality: "Quality") -> str:
    precision = quality.precision
    if precision is None:
        return "noise: no labels yet; `hajiz items label` says what is noise"
    low, high = (1 - each for each in precision.interval)
    share = f"{quality.noise:,} of {precision.whole:,} labelled"
    return f"noise: about {1 - precision.value:.0%} ({share}; likely {high:.0%} to {low:.0%})"


def _days(days: "Sequence[tuple[date, int]]") -> Iterator[str]:
    from alerts.digests.view.bars import blocks

    shown = days[-DAYS:]
    counts = [count for _, count in shown]
    stretch = f"{shown[0][0]:%d %b} to {shown[-1][0]:%d %b}"
    yield f"\nper day  {blocks(counts)}  {stretch}, at most {max(counts):,}"


def _bars(name: str, counted: "Counted") -> Iterator[str]:
    shown = counted[:SHOWN]
    width = min(LONGEST, max(len(each) for each, _ in shown))
    most = shown[0][1]
    yield f"\nper {name}"
    for each, count in shown:
        label = each if len(each) <= LONGEST else f"{each[: LONGEST - 1]}…"
        yield f"  {label:<{width}}  {'█' * max(1, round(count * WIDTH / most))} {count:,}"
    if len(counted) > SHOWN:
        yield f"  and {len(counted) - SHOWN:,} more; --json has all"


def _print_samples(found: "Backtest") -> None:
    from hajiz.cli.excerpts import print_found

    if found.samples:
        typer.echo("\nthe newest")
    for each in found.samples:
        print_found(each.item, each.match.hits)


def _as_json(found: "Backtest", period: "Period") -> dict[str, object]:
    figures, precision = found.figures, found.quality.precision
    return {
        "since": period.since,
        "until": period.until,
        "items": figures.items,
        "days": {day.isoformat(): count for day, count in figures.days},
        "outlets": dict(figures.outlets),
        "languages": dict(figures.languages),
        "terms": dict(figures.terms),
        "labelled": precision.whole if precision else 0,
        "noise": None if precision is None else 1 - precision.value,
        "samples": [{"item": each.item, "hits": each.match.hits} for each in found.samples],
    }
