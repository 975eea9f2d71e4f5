"""
Outlets whose server says that their feed is gone: told at once, and until somebody acts.

Decides nothing; an outlet that is not looked at any more must never be so in silence.
"""

from collections.abc import Iterable
from datetime import datetime

from alerts.instant import derived_id
from model import Outlet, OutletId
from model.digest import Trouble
from storage import notices, pacing, troubles
from storage.database import Transaction

_NOTICE = "gone "  # and the outlet


def tell_gone(tx: Transaction, instance: str, outlet: OutletId, url: str, now: datetime) -> None:
    """
    Let people hear that *outlet*, asked at *url*, is not looked at any more.

    Raises:
        StorageError: the database failed.
    """
    lines = (
        f"{url} answers: 410 Gone. It is not asked any more, so nothing new of {outlet} is seen.",
        "If it has another address now, write that into config.toml.",
        f"If the server is mistaken, run: hajiz outlets resume {outlet}",
    )
    about = derived_id("not", instance, "gone", outlet, now.isoformat())
    subject = f"the outlet {outlet} is gone"
    troubles.add(tx, "", Trouble(about, subject, lines, now, "UTC"))
    notices.put(tx, _NOTICE + outlet, _in_words(outlet), now)


def ungone(tx: Transaction, outlet: OutletId, now: datetime) -> bool:
    """
    Let *outlet* be looked at again; return False if it was looked at anyway.

    Raises:
        StorageError: the database failed.
    """
    notices.clear(tx, _NOTICE + outlet)
    return pacing.resume(tx, outlet, now)


def keep_standing(tx: Transaction, outlets: Iterable[Outlet], now: datetime) -> None:
    """
    Let a notice stand for each of the configured *outlets* that is gone, and for no other.

    Raises:
        StorageError: the database failed.
    """
    ids = {outlet.id for outlet in outlets}
    gone = {_NOTICE + name: name for name in pacing.gone(tx) if name in ids}
    for known in notices.standing(tx):
        if known.startswith(_NOTICE) and known not in gone:
            notices.clear(tx, known)
    for notice, outlet in gone.items():
        notices.put(tx, notice, _in_words(outlet), now)


def _in_words(outlet: OutletId) -> str:
    return (
        f"the outlet {outlet} is gone (410) and not looked at any more: write its new address into "
        f"config.toml, or run: hajiz outlets resume {outlet}"
    )
