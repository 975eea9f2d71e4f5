"""
The mail session that is left open for a moment, in case another mail follows.

A round of mails costs one login; after the round the connection closes by itself. Knows nothing
of what is said in a session.
"""

import threading
from datetime import timedelta

from alerts.channels.session import Session

IDLE = timedelta(seconds=5)
MOST_MAILS = 50  # in one session: many servers hang up after a hundred


class Spare:
    """Keeps at most one session; whoever takes it owns it."""

    def __init__(self, idle: timedelta = IDLE) -> None:
        self._idle = idle
        self._lock = threading.Lock()
        self._session: Session | None = None

    def put(self, session: Session) -> None:
        """Keep *session* for a moment if it is of use for another mail, else close it."""
        if not session.is_usable or session.mails >= MOST_MAILS:
            session.close()
            return
        with self._lock:
            self._session = session
        timer = threading.Timer(self._idle.total_seconds(), self._drop, [session])
        timer.daemon = True
        timer.start()

    def take(self) -> Session | None:
        """Return the session that was kept, if it is still open."""
        with self._lock:
            session, self._session = self._session, None
        return session

    def _drop(self, session: Session) -> None:
        """Close *session* unless somebody has taken it; one put back in between goes early."""
        with self._lock:
            if self._session is not session:
                return
            self._session = None
        session.close()
