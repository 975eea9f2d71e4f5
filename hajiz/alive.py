"""
The daemon's own watch over itself: proves that it lives and works, and says so outside.

Every turn it looks at the loops, now and then it writes; the service manager hears of it while
nothing hangs, the heartbeat while nothing is amiss. Decides nothing else.
"""

import asyncio
from datetime import timedelta

from hajiz.assembly import Assembly
from hajiz.clock import Clock
from hajiz.collect import Collection
from hajiz.heartbeat import Heartbeat
from hajiz.log import log
from hajiz.pulse import LONGEST, Pulse
from hajiz.readiness import faults_of, nobody_told
from hajiz.service import ServiceManager
from model import StorageError

WRITE = timedelta(seconds=20)  # between two proofs that the database can be written


class Alive:
    """Watches over the loops whose *pulse* it is given."""

    def __init__(
        self,
        assembly: Assembly,
        collection: Collection,
        heartbeat: Heartbeat,
        pulse: Pulse,
        clock: Clock,
    ) -> None:
        self.pulse = pulse
        self._assembly = assembly
        self._collection = collection
        self._heartbeat = heartbeat
        self._clock = clock
        self._service = ServiceManager()
        self._wrote_at: float | None = None
        self._unwritable = ""
        self._said: tuple[str, ...] = ()

    def use(self, assembly: Assembly) -> None:
        """Go on with *assembly*."""
        self._assembly = assembly
        self._heartbeat.use(assembly)

    def start(self) -> None:
        """Say that we are ready to work."""
        if words := nobody_told(self._assembly.config):
            log.warning(words)
        self._service.tell(READY="1", STATUS="watching")

    async def turn(self) -> None:
        """Prove that we can write, look at the loops, and say outside how it is."""
        await self._write()
        faults = await asyncio.to_thread(self.faults)
        self._log(faults)
        self._heartbeat.turn(faults)
        if not self.pulse.stuck(min(self._service.patience or LONGEST, LONGEST)):
            status = f"attention: {faults[0]}" if faults else "watching"
            self._service.tell(WATCHDOG="1", STATUS=status)

    async def stop(self) -> None:
        """Say that we are about to end."""
        self._service.tell(STOPPING="1")
        await self._heartbeat.stop()

    def faults(self) -> tuple[str, ...]:
        """Return in words why Hajiz is not doing its work; nothing when it is. Never raises."""
        stuck = (
            f"{name} has not turned for {seconds:.0f} s"
            for name, seconds in self.pulse.stuck().items()
        )
        unwritable = (self._unwritable,) if self._unwritable else ()
        found = faults_of(self._assembly.database, self._assembly.config, self._clock())
        return (*stuck, *unwritable, *found)

    async def _write(self) -> None:
        now = self.pulse.timer()
        if self._wrote_at is not None and now - self._wrote_at < WRITE.total_seconds():
            return
        self._wrote_at = now
        try:
            await self._collection.prove()
            self._unwritable = ""
        except StorageError as error:
            self._unwritable = str(error)
        self.pulse.beat("write", is_well=not self._unwritable)

    def _log(self, faults: tuple[str, ...]) -> None:
        """Say once that something is amiss, and once that it is not."""
        if bool(faults) != bool(self._said):
            if faults:
                log.error("not doing its work", reasons=list(faults))
            else:
                log.info("doing its work again")
        self._said = faults
