"""
Where a poll fetches: in this process, or in one beside it when there is enough to fetch.

Decides that before anything else is loaded, so that both processes load what they need at the
same time. Must not load anything heavy itself.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from crawler.launch import Beside, cores, dismiss, launch
from hajiz.cli.default_config import default_config

FEWEST = 200  # outlets; for fewer a second process takes longer to begin than it saves
_PROCESSES = re.compile(rb"^[ \t]*processes[ \t]*=[ \t]*([12])\b", re.MULTILINE)

_begun: list[Beside] = []


def is_worth_it(outlets: int, processes: int) -> bool:
    """Say whether so many *outlets* are fetched beside us; *processes* as in config.toml, or 0."""
    return processes != 1 and (processes > 1 or (outlets >= FEWEST and cores() > 1))


@contextmanager
def begun_ahead(arguments: Sequence[str]) -> Iterator[None]:
    """
    Begin the process that will probably fetch, if *arguments* of `hajiz` ask for a poll of much.

    It is ended with the block where nobody has used it. None is begun where it is not worth it, as
    far as can be told from a look at the file: what it says exactly is known later.
    """
    asked = _poll_of(arguments)
    if asked is not None and is_worth_it(*_guess(*asked)):
        with suppress(OSError):  # no room for another process: one does it as well
            _begun.append(launch())
    try:
        yield
    finally:
        while _begun:
            dismiss(_begun.pop())


def beside() -> Beside | None:
    """Return the process that was begun ahead, which is then the caller's to end."""
    return _begun.pop() if _begun else None


def _poll_of(arguments: Sequence[str]) -> tuple[Path, int] | None:
    """Return the configuration and how many outlets are named, if a poll is asked for."""
    config, words = default_config(), list[str]()
    left = iter(arguments)
    for argument in left:
        if argument in ("-c", "--config"):
            config = Path(next(left, ""))
        elif argument.startswith("--config="):
            config = Path(argument.removeprefix("--config="))
        elif not argument.startswith("-"):
            words.append(argument)
    return (config, len(words) - 1) if words[:1] == ["poll"] and "--help" not in arguments else None


def _guess(config: Path, named: int) -> tuple[int, int]:
    """Return how many outlets are polled, and how many processes *config* seems to want."""
    try:
        text = config.read_bytes()
    except OSError:  # is told later, in words
        return 0, 0
    processes = _PROCESSES.search(text)
    return named or text.count(b"[[outlets]]"), int(processes[1]) if processes else 0
