"""What commands share that hold rules against the archive: opening it, and a bar meanwhile."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from hajiz.cli.options import wrong_use

if TYPE_CHECKING:
    from hajiz.config.read import Config
    from storage.database import Database

STEP = 100  # items: to draw each would take longer than to look at it


@contextmanager
def archive_of(config: "Config", now: datetime) -> "Iterator[Database]":
    """
    Open the database of *config*, which must be there already; end the command when it is not.

    Unlike `assemble` it learns nothing of the configuration's outlets and digests: the file may be
    a draft that never comes into use.
    """
    from storage import mark
    from storage.database import Database

    mark.refuse_loss(config.database)
    if not config.database.exists():
        wrong_use(f"there is no archive at {config.database} yet; `hajiz poll` begins one")
    database = Database.open(config.database, now)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def looking(doing: str, *, is_quiet: bool) -> "Iterator[Callable[[int, int], None] | None]":
    """Give what tells how many items were looked at, drawn only where somebody looks on."""
    if is_quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # loads much, and only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn(doing), BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("items")
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def tell(done: int, total: int) -> None:
            if done % STEP == 0 or done in {1, total}:
                progress.update(task, completed=done, total=total)

        yield tell


@contextmanager
def asking() -> Iterator[None]:
    """End the command for a query that cannot be read, and point at the mistake."""
    from alerts.rules.query.pointing import pointed
    from model import RuleError

    try:
        yield
    except RuleError as error:
        wrong_use("\n".join(filter(None, (error.reason, pointed(error)))))


def known_rules(named: Sequence[str] | None, known: Sequence[str]) -> list[str]:
    """Return the rules *named*, each once, or all; end the command for one nobody knows."""
    for name in named or ():
        if name not in known:
            wrong_use(f'no rule is called "{name}"; `hajiz rules list` has them all')
    return list(dict.fromkeys(named or known))
