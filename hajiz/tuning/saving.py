"""
A change of config.toml on its way to the disk: what it does to pins, and the lines it changes.

Knows files and pins; which change it is was decided before. A change is written whole or not at
all, and a running daemon takes it over by itself.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from alerts.rules.matcher import RuleSet, compile_rules
from hajiz.config.document import parse_toml
from hajiz.config.read import Config, understand
from hajiz.config.replace import Change, changed, fingerprint, rewrite
from hajiz.tuning.pins import BrokenPin, broken
from model import ConfigError, HajizError
from storage.database import Database, Transaction

_AROUND = 3  # lines shown before and behind what changes


class PinError(HajizError):
    """A change breaks pins; *pins* are those, and nothing was written."""

    exit_code = 65

    def __init__(self, pins: tuple[BrokenPin, ...]) -> None:
        self.pins = pins
        rules = ", ".join(dict.fromkeys(each.pin.rule for each in pins))
        what = "a pin" if len(pins) == 1 else f"{len(pins)} pins"
        super().__init__(
            f"nothing was written: this breaks {what} of {rules}; change the rule so that it "
            "holds, take the pin away, or force the change"
        )


@dataclass(frozen=True)
class Draft:
    """config.toml as it would be after a change, and the pins that would break."""

    path: Path
    before: bytes
    after: bytes
    config: Config
    rules: RuleSet
    broken: tuple[BrokenPin, ...]  # that hold before the change

    @property
    def is_change(self) -> bool:
        """Whether anything would be written."""
        return self.before != self.after

    @property
    def shown(self) -> str:
        """Return the fingerprint of the file this is a change of."""
        return fingerprint(self.before)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Return the lines that go, "-…", and come, "+…", with some around them, " …"."""
        before, after = (_text(each).splitlines() for each in (self.before, self.after))
        found = difflib.unified_diff(before, after, n=_AROUND, lineterm="")
        return tuple(found)[2:]  # without the names of two files


def draft(
    tx: Transaction, path: Path, change: Change, environ: Mapping[str, str], rules: RuleSet
) -> Draft:
    """
    Work out what *change* makes of *path* and of the pins; write nothing.

    A pin that does not hold as the file is now is not broken by the change; *rules*, those in use,
    stand in for a file that cannot be used now.

    Raises:
        ConfigError: the file could not be used afterwards, or *change* is not possible.
        StorageError: the database failed.
    """
    config, before, after = changed(path, change, environ)
    new = compile_rules(config.rules, config.topics)
    found = broken(tx, new)
    if found:
        known = {each.pin for each in broken(tx, _rules_in(path, before, environ) or rules)}
        found = tuple(each for each in found if each.pin not in known)
    return Draft(path, before, after, config, new, found)


def save(
    database: Database,
    path: Path,
    change: Change,
    environ: Mapping[str, str],
    rules: RuleSet,
    shown: str | None = None,
    *,
    is_forced: bool = False,
) -> Draft:
    """
    Write *change* into *path*; return what was written.

    *rules* are those in use. *shown* is the fingerprint of the file somebody decided by (`Draft`).

    Raises:
        PinError: a pin would break, and it is not forced.
        ChangedError: the file is not the one that was shown.
        ConfigError: it cannot be written, and why.
        StorageError: the database failed.
    """
    with database.read() as tx:
        made = draft(tx, path, change, environ, rules)
    if shown is None or shown == made.shown:  # else it is another change than was shown
        if made.broken and not is_forced:
            raise PinError(made.broken)
        shown = made.shown
    rewrite(path, change, environ, shown)
    return made


def _rules_in(path: Path, content: bytes, environ: Mapping[str, str]) -> RuleSet | None:
    try:
        config = understand(parse_toml(path, content), environ)
    except ConfigError:
        return None
    return compile_rules(config.rules, config.topics)


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig")
