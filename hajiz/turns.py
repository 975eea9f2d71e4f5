"""
Wakes what the daemon does, again and again; the only module that knows APScheduler.

Its clock decides nothing: a turn that comes late is made once, never twice, and one that is still
under way is not begun again.
"""

from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from hajiz.clock import utc_now
from hajiz.failpoint import stall
from hajiz.log import log
from hajiz.pulse import Pulse
from model import HajizError

TICK = timedelta(seconds=5)  # how late a digest may start
POLL_TICK = timedelta(seconds=1)  # how late a poll may; those due within it begin together

Turn = Callable[[], Coroutine[None, None, object]]


def scheduler_of(turns: Mapping[str, Turn], pulse: Pulse) -> AsyncIOScheduler:
    """Repeat each of *turns*, first at once; *pulse* beats for each that ends."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for name, turn in turns.items():
        scheduler.add_job(
            _guarded(name, turn, pulse),
            "interval",
            seconds=(POLL_TICK if name == "collect" else TICK).total_seconds(),
            next_run_time=utc_now(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    return scheduler


def _guarded(name: str, turn: Turn, pulse: Pulse) -> Turn:
    """Let nothing that goes wrong in one turn end the daemon: it is said, and tried again."""

    async def guarded() -> None:
        is_well = False
        try:
            await stall(name)
            await turn()
            is_well = True
        except HajizError as error:
            log.error("turn failed, next try in a moment", reason=str(error))
        except Exception:
            log.exception("turn failed unexpectedly, next try in a moment")
        pulse.beat(name, is_well=is_well)

    return guarded
