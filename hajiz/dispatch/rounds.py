"""One look at one alert: the transaction, the plan and the moment that all its steps share."""

from dataclasses import dataclass
from datetime import datetime

from hajiz.assembly import Assembly
from hajiz.config.plans import AlertPlan
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Round:
    """What is told by one alert at one moment, in one transaction."""

    tx: Transaction
    assembly: Assembly
    plan: AlertPlan
    now: datetime
