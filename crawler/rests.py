"""
Hosts that asked to be left alone, for as long as this process lives.

What waits in line for such a host is not sent there. The schedule of the host's feeds, which
outlives the process, is the program's business.
"""

from collections.abc import Callable
from datetime import timedelta

from model import Failed, FailureKind, OutletId

MANY = 1_000  # hosts; of more, those that rest no more are forgotten


class Rests:
    """Until when each host rests, on a clock that nobody sets; *timer* counts its seconds."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._until: dict[str, float] = {}

    def note(self, step: object) -> None:
        """Remember the wish in *step*, if it is a refusal with one (RFC 9110 §10.2.3)."""
        if not isinstance(step, Failed) or step.kind is FailureKind.RESTING:
            return
        if step.host and step.retry_after is not None:
            until = self._timer() + step.retry_after.total_seconds()
            self._until[step.host] = max(until, self._until.get(step.host, until))
            self._forget()

    def refusal(self, outlet: OutletId, host: str) -> Failed | None:
        """Return why *host* is not asked for *outlet* now, or None if it may be."""
        left = self._until.get(host, 0.0) - self._timer()
        if left <= 0:
            self._until.pop(host, None)
            return None
        message = f"{host.rpartition(':')[0]} asked to be left alone"
        wish = timedelta(seconds=left)
        return Failed(outlet, FailureKind.RESTING, message, retry_after=wish, host=host)

    def _forget(self) -> None:
        """Let hosts go that nobody asked again, such as those that redirects led to."""
        if len(self._until) > MANY:
            now = self._timer()
            self._until = {host: until for host, until in self._until.items() if until > now}
