"""
Commits what several polls brought in one transaction: one wait for the disk instead of one a feed.

Knows transactions and threads; must not know what is written. Whoever writes is answered after
the commit, never before, so that a crash loses nothing that anybody was told is kept.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from hajiz.log import log
from model import DiskError, LockedError
from storage.database import Database, Transaction

T = TypeVar("T")


GATHER = 0.01  # seconds in which others may join; nobody notices them
AGAIN = 5.0  # seconds until what could not be kept is tried again
LONGEST = 0.1  # seconds after which nobody joins any more: other writers wait for the end


@dataclass(eq=False, slots=True)
class _Wish:
    """What someone wants written, and where they wait for it."""

    block: Callable[[Transaction], Any]
    answer: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None

    def carry_out(self, tx: Transaction) -> None:
        self.result, self.error = self.block(tx), None

    def settle(self) -> None:
        """Tell the one who waits; one who gave up meanwhile hears nothing."""
        if self.answer.done():
            return
        if self.error is None:
            self.answer.set_result(self.result)
        else:
            self.answer.set_exception(self.error)


class Commits:
    """
    Writes to one database from one thread, never from the event loop.

    Blocks that come within a moment of each other share a transaction. When one of them fails,
    nothing of any is kept at first, and then each is run again in a transaction of its own: none
    fails for another's sake. So a block may run twice, and must change nothing but the database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._waiting = deque[_Wish]()
        self._rounds: asyncio.Task[None] | None = None
        self.trouble = ""  # why nothing can be kept at the moment

    async def write(self, block: Callable[[Transaction], T]) -> T:
        """
        Run *block* within a transaction, and return its result once that is committed.

        Cancelled before its turn, it is not run at all.

        Raises:
            StorageError: nothing of it was kept; and whatever *block* raises.
        """
        loop = asyncio.get_running_loop()
        wish = _Wish(block, loop.create_future())
        self._waiting.append(wish)
        if self._rounds is None:
            self._rounds = loop.create_task(self._go_round(), name="commits")
        result: T = await wish.answer
        return result

    async def keep(self, block: Callable[[Transaction], T]) -> T:
        """
        Do as `write`, but wait for as long as the disk is full or another program writes.

        What was fetched meanwhile waits here and is not fetched again.

        Raises:
            StorageError: it failed in another way; and whatever *block* raises.
        """
        while True:
            try:
                result = await self.write(block)
            except (DiskError, LockedError) as error:
                self._note(str(error))
                await asyncio.sleep(AGAIN)
            else:
                self._note("")
                return result

    def _note(self, trouble: str) -> None:
        """Say once that nothing can be kept, and once that it can be again."""
        if bool(trouble) != bool(self.trouble):
            if trouble:
                log.error("nothing can be kept for now, what is fetched waits", reason=trouble)
            else:
                log.info("the database can be written again")
        self.trouble = trouble

    async def close(self) -> None:
        """Wait for the transaction under way; whoever is not part of it is cancelled."""
        while self._waiting:
            self._waiting.popleft().answer.cancel()
        if self._rounds is not None:
            await self._rounds
        await asyncio.to_thread(self._thread.shutdown)

    async def _go_round(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                await asyncio.sleep(GATHER)
                for wish in await loop.run_in_executor(self._thread, self._commit):
                    wish.settle()
        finally:
            self._rounds = None

    def _commit(self) -> list[_Wish]:
        """Commit what waits; return all who shall hear of it."""
        taken: list[_Wish] = []
        try:
            with self._database.write() as tx:
                self._carry_out(tx, taken)
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            if len(taken) > 1:
                self._one_by_one(taken)
            else:
                self._refuse(taken, error)
        return taken

    def _carry_out(self, tx: Transaction, taken: list[_Wish]) -> None:
        deadline = time.monotonic() + LONGEST
        while self._waiting and time.monotonic() < deadline:
            wish = self._waiting.popleft()
            if not wish.answer.done():
                taken.append(wish)
                wish.carry_out(tx)

    def _one_by_one(self, taken: list[_Wish]) -> None:
        for wish in taken:
            try:
                with self._database.write() as tx:
                    wish.carry_out(tx)
            except Exception as error:  # noqa: BLE001 - raised again where it is waited for
                wish.error = error

    def _refuse(self, taken: list[_Wish], error: Exception) -> None:
        """Tell the one who tried of *error*; everybody who waits, if not even one could begin."""
        if not taken:
            taken += self._waiting
            self._waiting.clear()
        for wish in taken:
            wish.error = error
