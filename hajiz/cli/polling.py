"""The progress bar of a poll: how many outlets are done, and what the last one brought."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from hajiz.collect import Collected
from hajiz.pages import ReadPage
from model import Failed, PageFailed, Unchanged


class PollProgress:
    """Shows on standard error, and only on a terminal, how far a poll has come."""

    def __init__(self, outlets: int, *, quiet: bool) -> None:
        self._progress = Progress(
            TextColumn("{task.fields[what]}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            transient=True,
            disable=quiet,
        )
        self._task = self._progress.add_task("", total=outlets, what="polling")

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

    def expect_pages(self, count: int) -> None:
        """Go on with *count* pages of articles."""
        if count:
            self._task = self._progress.add_task("", total=count, what="reading pages")

    def advance_page(self, read: ReadPage) -> None:
        """Count one page as done."""
        words = "not read" if isinstance(read.outcome, PageFailed) else "read"
        self._progress.update(self._task, advance=1, description=f"{read.task.outlet}: {words}")

    def advance(self, collected: Collected) -> None:
        """Count one outlet as done and show what it brought."""
        words = {Failed: "failed", Unchanged: "unchanged"}.get(
            type(collected.outcome), f"{collected.new} new"
        )
        self._progress.update(self._task, advance=1, description=f"{collected.outlet}: {words}")
