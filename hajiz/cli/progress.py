"""A bar that counts what is done, on standard error and only where somebody looks."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


class Counting:
    """Shows how many of a known number are done, and what the last one came to."""

    def __init__(self, doing: str, total: int, *, is_quiet: bool) -> None:
        self._progress = Progress(
            TextColumn(doing),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
            disable=is_quiet,
        )
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def advance(self, words: str) -> None:
        """Count one more as done and say what it came to."""
        self._progress.update(self._task, advance=1, description=words)
