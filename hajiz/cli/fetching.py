"""
Where a poll fetches: in this process, or in one beside it when there is enough to fetch.

Decides that before the configuration is read, so that both processes load what they need at the
same time. Must not load anything heavy itself.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crawler.launch import Beside, cores, dismiss, launch

FEWEST = 200  # outlets; for fewer a second process takes longer to begin than it saves
_PROCESSES = re.compile(rb"^[ \t]*processes[ \t]*=[ \t]*([12])\b", re.MULTILINE)


def is_worth_it(outlets: int, processes: int) -> bool:
    """Say whether so many *outlets* are fetched beside us; *processes* as in config.toml, or 0."""
    return processes != 1 and (processes > 1 or (outlets >= FEWEST and cores() > 1))


@contextmanager
def begun_ahead(config: Path, named: int) -> Iterator[Beside | None]:
    """
    Begin the process that will probably fetch what *config* lists, or the *named* outlets of it.

    It is ended with the block where nobody has used it. None where it is not worth it, as far as
    can be told from a look at the file: what it says exactly is known later.
    """
    outlets, processes = _guess(config)
    beside = None
    if is_worth_it(named or outlets, processes):
        with suppress(OSError):  # no room for another process: one does it as well
            beside = launch()
    try:
        yield beside
    finally:
        if beside is not None and beside.process.returncode is None:
            dismiss(beside)


def _guess(config: Path) -> tuple[int, int]:
    """Return how many outlets and processes *config* seems to name."""
    try:
        text = config.read_bytes()
    except OSError:  # is told later, in words
        return 0, 0
    processes = _PROCESSES.search(text)
    return text.count(b"[[outlets]]"), int(processes[1]) if processes else 0
