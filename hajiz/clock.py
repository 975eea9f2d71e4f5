"""The one clock of the program; everything else is told what time it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

JUMP = 60.0  # seconds by which a clock that was set is off
SLEEP = 60.0  # seconds without us that are worth spreading the polls that fell into them

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Read the wall clock, in UTC."""
    return datetime.now(UTC)


def awake() -> float:
    """Read the clock that nobody sets and that stands still while the machine sleeps."""
    return time.monotonic()


def since_boot() -> float:
    """Read the clock that nobody sets and that goes on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)  # Linux has it
    return time.monotonic() if boot is None else time.clock_gettime(boot)


@dataclass(frozen=True, slots=True)
class Seen:
    """What happened between two looks at the clocks, in seconds."""

    jumped: float  # by how much the wall clock was set; negative: back
    slept: float  # how long the machine was asleep


class ClockWatch:
    """Compares the clocks at every look with the look before."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        boot: Callable[[], float] = since_boot,
        up: Callable[[], float] = awake,
    ) -> None:
        self._clocks = (wall, boot, up)
        self._last = self._read()

    def look(self) -> Seen:
        """Return what happened since the last look."""
        now = self._read()
        wall, boot, up = (new - old for new, old in zip(now, self._last, strict=True))
        self._last = now
        return Seen(jumped=wall - boot, slept=boot - up)

    def _read(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self._clocks)
