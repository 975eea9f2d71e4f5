"""
How an incident spread: reports in steps of time, and each outlet's first report.

Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.digests.language.phrase import Phrase
from hajiz.incidents.showing import Report, Shown
from hajiz.web.views.incidents import Teller, news_of

MOST, LEAST = 48, 12  # bars
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_STEPS = (
    (_HOUR, "hour"), (3 * _HOUR, "3 hours"), (6 * _HOUR, "6 hours"), (_DAY, "day"),
    (7 * _DAY, "week"), (30 * _DAY, "30 days"), (365 * _DAY, "year"), (3650 * _DAY, "10 years"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """Reports from *begin* on, until the next bar."""

    begin: datetime
    count: int
    denying: int  # of them deny or dispute it

    @property
    def words(self) -> str:
        """Say what the bar counts."""
        told = f"{self.count} report{'' if self.count == 1 else 's'}"
        return f"{told}, {self.denying} denying or disputing" if self.denying else told


@dataclass(frozen=True, slots=True)
class Step:
    """An outlet's first report: how long after the very first, and from whom it had it."""

    outlet: str
    origin: Phrase
    at: datetime
    after: timedelta
    item: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The bars of all reports, what one stands for, and the outlets in order."""

    bars: tuple[Bar, ...]
    step: str  # "hour"
    outlets: tuple[Step, ...]

    @property
    def most(self) -> int:
        """Return how many reports the highest bar has."""
        return max((each.count for each in self.bars), default=0)


def spread(found: Shown, teller: Teller) -> Spread:
    """Return how an incident spread, what merely recalls it left out."""
    steps = found.status.spread
    outlets = tuple(
        Step(teller.outlet(each.outlet), teller.who(each.origin), each.at, each.at - steps[0].at,
             each.item)
        for each in steps
    )  # fmt: skip
    reports = news_of(found)
    if not reports:
        return Spread((), "", outlets)
    length, name = _step(reports[-1].told.at - reports[0].told.at)
    return Spread(bars_of(reports, length), name, outlets)


def bars_of(reports: Sequence[Report], length: timedelta) -> tuple[Bar, ...]:
    """Count *reports*, the first one first, in steps of that length from a full hour on."""
    begin = reports[0].told.at.replace(minute=0, second=0, microsecond=0)
    places = [(each.told.at - begin) // length for each in reports]
    return tuple(
        Bar(
            begin + place * length,
            places.count(place),
            sum(
                at == place and each.told.account.stance in {"denies", "disputes"}
                for at, each in zip(places, reports, strict=True)
            ),
        )
        for place in range(max(places[-1] + 1, LEAST))
    )


def _step(whole: timedelta) -> tuple[timedelta, str]:
    return next((each for each in _STEPS if whole / each[0] < MOST), _STEPS[-1])
