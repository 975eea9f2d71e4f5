"""
One thread a channel, that sends what waits for it whenever it is woken.

A channel that hangs delays no other. Decides nothing: what is due stands in the outbox.
"""

import os
from datetime import timedelta
from threading import Event, Thread

import structlog

from alerts.channels.channel import Channel
from hajiz.clock import Clock
from hajiz.dispatch import Attempt, deliver
from model import HajizError, Postponed, Sent
from storage.database import Database

log = structlog.get_logger()


class Sender:
    """
    Sends through one channel.

    The thread does not keep the program alive: what it was sending when the program ended is sent
    again, under the same id, once its lease has run out.
    """

    def __init__(self, database: Database, channel: Channel, clock: Clock) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._woken = Event()
        self._ending = False
        self._thread = Thread(target=self._repeat, name=f"send {channel.name}", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for messages that are due, now or as soon as the present round is over."""
        self._woken.set()

    def stop(self, grace: timedelta = timedelta()) -> None:
        """Begin nothing new, and wait at most *grace* for the message under way."""
        self._ending = True
        self._woken.set()
        if grace:
            self._thread.join(grace.total_seconds())

    def _repeat(self) -> None:
        while self._woken.wait() and not self._ending:
            self._woken.clear()
            self._round()

    def _round(self) -> None:
        try:
            for attempt in deliver(self._database, self._channel, self._clock, str(os.getpid())):
                log_attempt(attempt)
        except HajizError as error:
            log.error("sending failed", channel=self._channel.name, reason=str(error))
        except Exception:
            log.exception("sending failed unexpectedly", channel=self._channel.name)


def log_attempt(attempt: Attempt) -> None:
    """Say in one line what became of a message."""
    result = attempt.result
    about = {"channel": attempt.channel, "id": attempt.message_id, "attempt": attempt.number}
    if isinstance(result, Sent):
        log.info("sent", **about, detail=result.detail)
    elif isinstance(result, Postponed):
        log.warning("not sent", **about, reason=result.reason, again=str(attempt.next_attempt_at))
    else:
        log.error("refused for good", **about, reason=result.reason)
