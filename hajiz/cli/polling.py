"""The progress bar of a poll: how many outlets are done, and what the last one brought."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from hajiz.collect import Collected
from hajiz.pages import ReadPage
from model import Failed, PageFailed, Unchanged

if TYPE_CHECKING:
    from hajiz.cli.progress import Counting


class PollProgress:
    """Shows on standard error, and only on a terminal, how far a poll has come."""

    def __init__(self, outlets: int, *, quiet: bool) -> None:
        self._is_shown = sys.stderr.isatty() and not quiet
        self._outlets = outlets
        self._counting: Counting | None = None

    def __enter__(self) -> Self:
        self._begin("polling", self._outlets)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._counting is not None:
            self._counting.__exit__(kind, error, trace)

    def expect_pages(self, count: int) -> None:
        """Go on with *count* pages of articles."""
        if count:
            self.__exit__(None, None, None)
            self._begin("reading pages", count)

    def advance_page(self, read: ReadPage) -> None:
        """Count one page as done."""
        words = "not read" if isinstance(read.outcome, PageFailed) else "read"
        self._advance(f"{read.task.outlet}: {words}")

    def advance(self, collected: Collected) -> None:
        """Count one outlet as done and show what it brought."""
        words = {Failed: "failed", Unchanged: "unchanged"}.get(
            type(collected.outcome), f"{collected.new} new"
        )
        self._advance(f"{collected.outlet}: {words}")

    def _begin(self, doing: str, total: int) -> None:
        if self._is_shown:
            from hajiz.cli.progress import Counting  # loads much, and only a terminal needs it

            self._counting = Counting(doing, total, is_quiet=False).__enter__()

    def _advance(self, words: str) -> None:
        if self._counting is not None:
            self._counting.advance(words)
