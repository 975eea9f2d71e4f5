"""All that is due, frozen: digests, alerts, notices. What fails keeps none of the others back."""

from datetime import datetime

from hajiz.assembly import Assembly
from hajiz.clock import Clock
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.digests import freeze_due
from hajiz.dispatch.troubles import freeze_troubles
from hajiz.log import log
from model import LockedError


def freeze_all(assembly: Assembly, clock: Clock) -> None:
    """
    Freeze what is due.

    Raises:
        StorageError: some of it was not frozen and stays due; so is whatever else is raised here.
    """
    failed: list[Exception] = []
    for freeze in (_freeze_digests, _freeze_alerts, _freeze_troubles):
        try:
            freeze(assembly, clock())
        except LockedError:
            raise  # the others would wait for as long, and in vain
        except Exception as error:  # noqa: BLE001 - raised when the others are frozen
            failed.append(error)
    if failed:
        raise failed[0]


def _freeze_digests(assembly: Assembly, now: datetime) -> None:
    for digest in freeze_due(assembly, now):
        about = {"digest": digest.name, "id": digest.id, "matches": digest.match_count}
        log.info("digest frozen", **about)


def _freeze_alerts(assembly: Assembly, now: datetime) -> None:
    for alert in freeze_alerts(assembly, now):
        log.info("alert frozen", alert=alert.name, id=alert.id, items=len(alert.items))


def _freeze_troubles(assembly: Assembly, now: datetime) -> None:
    for message in freeze_troubles(assembly, now):
        log.info("notice frozen", id=message.id, about=message.subject)
