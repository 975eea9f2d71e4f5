"""The progress bar of a poll: how many outlets are done, and what the last one brought."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from hajiz.collect import Collected
from hajiz.pages import ReadPage
from model import Failed, PageFailed, Unchanged

if TYPE_CHECKING:
    from rich.progress import Progress


class PollProgress:
    """Shows on standard error, and only on a terminal, how far a poll has come."""

    def __init__(self, outlets: int, *, quiet: bool) -> None:
        is_shown = sys.stderr.isatty() and not quiet
        self._progress = _progress(outlets) if is_shown else None

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def expect_pages(self, count: int) -> None:
        """Go on with *count* pages of articles."""
        if count and self._progress is not None:
            self._progress.add_task("", total=count, what="reading pages")

    def advance_page(self, read: ReadPage) -> None:
        """Count one page as done."""
        if self._progress is None:
            return
        words = "not read" if isinstance(read.outcome, PageFailed) else "read"
        about = f"{read.task.outlet}: {words}"
        self._progress.update(self._progress.task_ids[-1], advance=1, description=about)

    def advance(self, collected: Collected) -> None:
        """Count one outlet as done and show what it brought."""
        if self._progress is None:
            return
        words = {Failed: "failed", Unchanged: "unchanged"}.get(
            type(collected.outcome), f"{collected.new} new"
        )
        about = f"{collected.outlet}: {words}"
        self._progress.update(self._progress.task_ids[0], advance=1, description=about)


def _progress(outlets: int) -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    progress = Progress(
        TextColumn("{task.fields[what]}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True),
        transient=True,
    )
    progress.add_task("", total=outlets, what="polling")
    return progress
