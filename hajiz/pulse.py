"""
Whether the daemon's loops turn, and what they have done since it started.

In memory only, and pure but for the clock it is given: nothing here survives a restart.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

LONGEST = timedelta(seconds=60)  # that a loop may take for one turn


@dataclass
class Pulse:
    """Beats once for every turn that ended, well or not; a turn that hangs does not beat."""

    timer: Callable[[], float] = time.monotonic
    ended: dict[str, float] = field(default_factory=dict)  # by name, on *timer*
    succeeded: dict[str, float] = field(default_factory=dict)
    polls: Counter[str] = field(default_factory=Counter)  # by result, since the start
    pages: Counter[str] = field(default_factory=Counter)
    new_items: int = 0

    def expect(self, *names: str) -> None:
        """Count on those to turn, from now on; of others it does not matter."""
        for name in names:
            self.ended[name] = self.timer()

    def beat(self, name: str, *, is_well: bool) -> None:
        """Note that a turn has ended, and how."""
        now = self.timer()
        if name in self.ended:
            self.ended[name] = now
        if is_well:
            self.succeeded[name] = now

    def stuck(self, longest: timedelta = LONGEST) -> dict[str, float]:
        """Return what has not turned for longer than *longest*, and for how many seconds."""
        now = self.timer()
        return {
            name: now - then
            for name, then in self.ended.items()
            if now - then > longest.total_seconds()
        }

    def ages(self) -> dict[str, float]:
        """Return how many seconds ago each last turned well."""
        now = self.timer()
        return {name: now - then for name, then in self.succeeded.items()}
