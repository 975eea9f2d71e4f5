"""
What there is to tell of an incident that an alert told before, and whether it can wait.

Pure. An outlet that relays what was told is no news; what is only recalled, what stood there at
the first look at an outlet and what is old raises no alert by itself, and stays unknown to those
who get the alert until somebody else says it.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.incidents import news
from alerts.incidents.news import Known, News
from alerts.instant import is_late
from hajiz.incidents.knowing import known
from hajiz.incidents.showing import Report, Shown
from model.digest import NewsKind

SHORTEST = timedelta(minutes=10)  # between two messages of one incident, but for what is urgent
URGENT: frozenset[NewsKind] = frozenset({"denied", "disputed", "confirmed"})


@dataclass(frozen=True, slots=True)
class Tidings:
    """What became of an incident, and what those who are told of it know then."""

    news: tuple[News, ...]  # with the items that each stands in, the gravest first
    known: Known

    @property
    def is_urgent(self) -> bool:
        """Whether somebody denies, disputes or confirms what was told."""
        return any(each.kind in URGENT for each in self.news)


def tidings(
    before: Known, shown: Shown, max_age: timedelta, edited: Container[int] = ()
) -> Tidings:
    """
    Compare an incident with what was known of it *before*.

    *edited* are the items that their outlets changed since; what only completes a text brings
    nothing but what is urgent, and an item that says again what it said before brings nothing. Old
    is what was published longer than *max_age* before we saw it.
    """
    now = known(shown)
    told, unsaid = [], []
    changed = {item for item in now.texts if item in edited and not _is_back(item, now, before)}
    again = {item for item in now.texts if item in edited} - changed
    for each in news.news(before, shown.status, now):
        is_urgent = each.kind in URGENT
        reports = [r for r in _standing(each, shown) if is_urgent or r.key.item not in again]
        stands_in = [r for r in reports if _counts(each, r, before, changed)]
        if not stands_in:
            continue  # read otherwise now: nobody said anything
        if not all(_is_quiet(each, report, before, max_age) for report in stands_in):
            told.append(_in(each, stands_in))
        elif each.kind != "edited":
            unsaid.append(each)
    said = news.with_said(now, before, unsaid)
    return Tidings(tuple(told), news.without(said, unsaid))


def may_wait(last_at: datetime, cooldown: timedelta, now: datetime) -> bool:
    """
    Say whether the last message of an incident is so recent that figures and the like can wait.

    What was told by a clock ahead of *now* does not count.
    """
    return timedelta(0) <= now - last_at < max(SHORTEST, cooldown)


def _is_back(item: int, now: Known, before: Known) -> bool:
    """Say whether an item says again what it said when that was told: it goes to and fro."""
    says = now.texts[item]
    return says in before.said.get(item, ()) and says != before.texts.get(item)


def _standing(each: News, shown: Shown) -> list[Report]:
    """Return the reports that *each* stands in; where nobody knows, those of its origin."""
    own = _of(each.items, shown.reports)
    return own or [report for report in shown.reports if report.told.account.origin == each.origin]


def _of(items: Container[int], reports: Iterable[Report]) -> list[Report]:
    return [report for report in reports if report.key.item in items]


def _counts(each: News, report: Report, before: Known, edited: Container[int]) -> bool:
    """Say whether the report, or what its outlet made of it since, was not known before."""
    item = report.key.item
    if item not in before.texts or item in edited:
        return True
    is_completed = before.versions.get(item) != report.stored.revision
    return is_completed and each.kind in URGENT


def _is_quiet(each: News, report: Report, before: Known, max_age: timedelta) -> bool:
    """Say whether a report raises no alert; a denial does where it may be but recalled."""
    stored, mention = report.stored, report.told.mention
    is_recalled = mention.is_retold if each.kind in URGENT else mention.is_background
    is_old = stored.is_baseline or is_late(stored, max_age)
    return is_recalled or (is_old and stored.id not in before.texts)


def _in(each: News, stands_in: Sequence[Report]) -> News:
    items = tuple(dict.fromkeys(report.key.item for report in stands_in))
    return News(each.kind, each.origin, each.about, each.number, items)
