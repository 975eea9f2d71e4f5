"""
What can be asked of whoever fetches, wherever it runs.

Knows nothing of how: `crawl` does it in this process, `courier` in one beside it.
"""

from typing import TYPE_CHECKING, Protocol

from model import Failed, FetchTask, Outcome, OutletKind

if TYPE_CHECKING:  # what it brings takes long to load
    from crawler.answer import Looked


class Asker(Protocol):
    """Fetches politely and safely; what goes wrong on the way is an outcome too."""

    async def fetch(self, task: FetchTask) -> Outcome:
        """Look at one feed and say what it brought."""
        ...

    async def look(self, url: str, kind: OutletKind = "feed") -> "Looked | Failed":
        """Fetch what stands at *url*, as outlets of *kind* are asked for; judge nothing."""
        ...

    async def look_at(self, task: FetchTask) -> "Looked | Failed":
        """Fetch what stands at the address of *task*, with its validators; judge nothing."""
        ...
