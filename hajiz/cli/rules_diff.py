"""`hajiz rules diff`: what a change of the rules gains and loses on what is in the archive."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.archive import archive_of, known_rules, looking
from hajiz.cli.default_config import default_config
from hajiz.cli.options import ConfigOption, JsonOption, config_path, load_config
from hajiz.cli.since import SinceOption, moment_since
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from hajiz.cli.rules_diff_shown import Shown
    from hajiz.config.read import Config
    from storage.database import Transaction

WORSE = 65
MATCHES = "what has matched"

AgainstOption = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="Compare with the rules of this file, not with the matches."),
]


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is compared: the rules of *after* with those of *before*, or with the matches."""

    before: "Config | None"
    after: "Config"
    archive: "Config"

    @property
    def names(self) -> tuple[str, str]:
        """How both are called."""
        return _called(self.before.path) if self.before else MATCHES, _called(self.after.path)


def diff_rules(
    rule: Annotated[list[str] | None, typer.Argument(help="Only these rules.")] = None,
    since: SinceOption = "30d",
    against: AgainstOption = None,
    samples: Annotated[int, typer.Option(min=0, help="Items shown of each kind.")] = 3,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Show what a change of the rules gains and loses, and what of that people have labelled.

    After an edit of config.toml: what it changes compared with what has matched so far. With
    --config NEW.toml: what NEW.toml would change compared with the config.toml that is in use, if
    both name one database. With --against OLD.toml: compared with OLD.toml.

    Labelled items are marked with "!" where the change gets them wrong. The exit code is 65 when
    one that is labelled relevant is lost or a pin does not hold, else 0.
    """
    sides, now = _sides(config, against), utc_now()
    with (
        archive_of(sides.archive, now) as database,
        looking("comparing", is_quiet=json) as tell,
        database.read() as tx,
    ):
        shown = _compared(tx, sides, rule, moment_since(since, now), samples, tell)
    shown.print_json() if json else shown.print()
    if shown.found.lost_relevant or shown.broken:
        raise typer.Exit(WORSE)


def _compared(
    tx: "Transaction",
    sides: _Sides,
    rule: list[str] | None,
    since: datetime,
    samples: int,
    tell: Callable[[int, int], None] | None,
) -> "Shown":
    from alerts.rules.matcher import compile_rules
    from hajiz.cli.rules_diff_shown import Shown
    from hajiz.tuning.backtest import Period
    from hajiz.tuning.diff import diff, diff_with_matches
    from hajiz.tuning.pins import broken
    from storage import archive, pins

    new = compile_rules(sides.after.rules, sides.after.topics)
    old = compile_rules(sides.before.rules, sides.before.topics) if sides.before else None
    only = known_rules(rule, list(dict.fromkeys((*new.rules, *(old.rules if old else ())))))
    chosen, period = only if rule else None, Period(since=since)
    if old is None:
        found = diff_with_matches(tx, new, period, tell, chosen)
    else:
        found = diff(tx, old, new, period, tell, chosen)
    items = archive.count(tx, since)
    pinned = [pin for pin in pins.every(tx) if not rule or pin.rule in only]
    failing = [each for each in broken(tx, new) if each.pin in pinned]
    return Shown(*sides.names, items, found, len(pinned), failing, samples)


def _sides(option: Path | None, against: Path | None) -> _Sides:
    from hajiz.config.read import load

    after = load_config(option)
    if against is not None:
        return _Sides(load(against, os.environ), after, after)
    used = _in_use(after, config_path(option))
    return _Sides(used, after, used or after)


def _called(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _in_use(draft: "Config", path: Path) -> "Config | None":
    """Return the configuration that is used by default, where *draft* is one for its archive."""
    from hajiz.config.read import load
    from model import ConfigError

    used = default_config()
    if not used.exists() or used.samefile(path):
        return None
    try:
        loaded = load(used, os.environ)
    except ConfigError:
        return None  # whatever lies in this folder, it is not in use
    return loaded if loaded.database.resolve() == draft.database.resolve() else None
