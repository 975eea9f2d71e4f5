"""What an alert tells, message by message: one that fails takes nothing with it."""

from collections.abc import Callable
from typing import TypeVar

from hajiz.dispatch.rounds import Round
from hajiz.log import log
from model import DiskError, LockedError

T = TypeVar("T")


def apart(round_: Round, about: str, tell: Callable[[], T]) -> T | None:
    """
    Let *tell* do its part of what is told; None when it fails, and nothing of it is written then.

    The log says so the first time in a run; *about* is what it was to tell of.

    Raises:
        StorageError: nothing can be written just now.
    """
    try:
        with round_.assembly.database.part(round_.tx):
            return tell()
    except (LockedError, DiskError):
        raise
    except Exception:
        trouble = f"{round_.plan.name}: {about}"
        if round_.assembly.incidents.mending.is_new(trouble):
            log.exception("what an alert was to tell failed", alert=round_.plan.name, about=about)
        return None
