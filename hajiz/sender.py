"""
One thread a channel, that sends what waits for it whenever it is woken.

A channel that hangs delays no other. Decides nothing: what is due stands in the outbox.
"""

import os
from threading import Event, Thread

from alerts.channels.channel import Channel
from hajiz.clock import Clock
from hajiz.dispatch.delivering import Attempt, deliver
from hajiz.log import log
from model import HajizError
from model.message import Refused, Sent
from storage.database import Database


class Sender:
    """
    Sends through one channel.

    The thread does not keep the program alive: what it was sending when the program ended is sent
    again, under the same id, once its lease has run out.
    """

    def __init__(
        self, database: Database, channel: Channel, clock: Clock, wanted: frozenset[str]
    ) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._wanted = wanted
        self._woken = Event()
        self._ending = False
        self._thread = Thread(target=self._repeat, name=f"send {channel.name}", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for messages that are due, now or as soon as the present round is over."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing new."""
        self._ending = True
        self._woken.set()

    def join(self, seconds: float) -> None:
        """Wait at most so long for the message under way."""
        if seconds > 0:
            self._thread.join(seconds)

    def _repeat(self) -> None:
        while self._woken.wait() and not self._ending:
            self._woken.clear()
            self._round()

    def _round(self) -> None:
        try:
            deliver(
                self._database,
                self._channel,
                self._clock,
                f"{os.getpid()}",
                wanted=self._wanted,
                on_attempt=log_attempt,
                is_ending=lambda: self._ending,
            )
        except HajizError as error:
            log.error("sending failed", channel=self._channel.name, reason=str(error))
        except Exception:
            log.exception("sending failed unexpectedly", channel=self._channel.name)


def log_attempt(attempt: Attempt) -> None:
    """Say in one line what became of a message."""
    result = attempt.result
    about: dict[str, object] = {"channel": attempt.channel, "id": attempt.message_id}
    about |= {"recipient": attempt.recipient} if attempt.recipient else {}
    about |= {"attempt": attempt.number}
    if isinstance(result, Sent):
        log.info("sent", **about, detail=result.detail)
    elif isinstance(result, Refused):
        log.error("refused for good", **about, reason=result.reason)
    elif attempt.next_attempt_at is None:
        log.error("given up", **about, reason=result.reason)
    else:
        log.warning("not sent", **about, reason=result.reason, again=str(attempt.next_attempt_at))
