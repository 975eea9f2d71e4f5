"""
Judged reports → how often grouping, origin and stance are right, and every case where they are not.

Reports are taken in their order, as they would arrive. Pure: reads no file.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alerts.incidents.claims import account
from alerts.incidents.grouping import Grouping
from alerts.incidents.lexicon import Lexicon
from alerts.incidents.measures import Scores, Share, accuracy, apart, b_cubed, pairwise
from alerts.incidents.origins import resolve
from alerts.incidents.sighting import Key
from alerts.incidents.wording import wording
from alerts.text import fold
from model import Item, ItemKey
from model.incident import Account

_UNKNOWN = frozenset({"", "unknown", "none", "n a"})


@dataclass(frozen=True, slots=True)
class Report:
    """
    A text with what a careful reader says of it.

    *apart_from* names incidents that are easily taken for this one: the hard negatives.
    """

    id: str
    language: str
    outlet: str
    published_at: datetime
    text: str
    incident_id: str
    event_date: date | None = None  # None: not judged, or not known to the day
    origin_source: str | None = None  # None: not judged; "" when nobody can know
    attribution_chain: tuple[str, ...] | None = None
    stance: str | None = None
    apart_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where an answer differs from the judgement; *sentence* is what the answer was read from."""

    id: str
    what: str  # "origin", "chain", "stance", "date"
    expected: str
    got: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Mixed:
    """One incident that should be several, or one that was found in parts."""

    incident: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]  # a name, and the reports


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures, and every mistake behind them."""

    reports: int
    incidents: int
    found: int
    b_cubed: Scores
    pairs: Scores
    hard: Share  # pairs of reports of incidents that are easily taken for one another
    origin: Share
    chain: Share
    stance: Share
    date: Share
    merged: tuple[Mixed, ...]
    parted: tuple[Mixed, ...]
    mistakes: tuple[Mistake, ...]


def evaluate(
    reports: Sequence[Report], lexicon: Lexicon, tell: Callable[[Report], None] | None = None
) -> Evaluation:
    """Read and group *reports* with *lexicon*; *tell* is called after each one."""
    grouping = Grouping()
    accounts: list[Account] = []
    for number, report in enumerate(reports):
        accounts.append(read_report(report, lexicon))
        words = wording(report.text)
        grouping.add(accounts[-1], number, report.outlet, report.published_at, words)
        if tell is not None:
            tell(report)
    return _judge(reports, accounts, groups_of(reports, grouping), lexicon)


def read_report(report: Report, lexicon: Lexicon) -> Account:
    """Return what *report* says of events."""
    item = Item(report.outlet, ItemKey(b""), "", report.text, "", report.language)
    return account(item, report.published_at, lexicon)


def groups_of(reports: Sequence[Report], grouping: Grouping) -> dict[str, str]:
    """Return the incident of each report's main mention; those of none are left out."""
    numbers = {r.id: grouping.incident_of(Key(at, 0)) for at, r in enumerate(reports)}
    return {key: str(number) for key, number in numbers.items() if number is not None}


def _judge(
    reports: Sequence[Report],
    accounts: Sequence[Account],
    found: Mapping[str, str],
    lexicon: Lexicon,
) -> Evaluation:
    true = {report.id: report.incident_id for report in reports}
    answers = [
        answer
        for report, said in zip(reports, accounts, strict=True)
        for answer in _answers(report, said, lexicon)
    ]
    return Evaluation(
        reports=len(reports),
        incidents=len(set(true.values())),
        found=len({found.get(key, key) for key in true}),
        b_cubed=b_cubed(found, true),
        pairs=pairwise(found, true),
        hard=apart(found, _hard_pairs(reports)),
        origin=_share(answers, "origin"),
        chain=_share(answers, "chain"),
        stance=_share(answers, "stance"),
        date=_share(answers, "date"),
        merged=_mixed(found, true),
        parted=_mixed(true, {key: found.get(key, "none") for key in true}),
        mistakes=tuple(each for each in answers if each.expected != each.got),
    )


def _share(answers: Sequence[Mistake], what: str) -> Share:
    return accuracy([(each.expected, each.got) for each in answers if each.what == what])


def _hard_pairs(reports: Sequence[Report]) -> Iterator[tuple[str, str]]:
    for at, one in enumerate(reports):
        for other in reports[at + 1 :]:
            if other.incident_id in one.apart_from or one.incident_id in other.apart_from:
                yield one.id, other.id


def _mixed(groups: Mapping[str, str], parts: Mapping[str, str]) -> tuple[Mixed, ...]:
    """Return the *groups* whose members are in several *parts*."""
    found: dict[str, dict[str, list[str]]] = {}
    for key, group in groups.items():
        found.setdefault(group, {}).setdefault(parts[key], []).append(key)
    return tuple(
        Mixed(group, tuple((name, tuple(keys)) for name, keys in inside.items()))
        for group, inside in found.items()
        if len(inside) > 1
    )


def _answers(report: Report, said: Account, lexicon: Lexicon) -> Iterator[Mistake]:
    """Yield each judgement of *report* with what was read from it, right or wrong."""
    sentence = _sentence(report, said)

    def answer(what: str, expected: str, got: str) -> Mistake:
        return Mistake(report.id, what, expected, got, sentence)

    if report.origin_source is not None:
        expected = _origin(report.origin_source, lexicon)
        yield answer("origin", expected, _origin(said.origin, lexicon))
    if report.attribution_chain is not None:
        chains = (report.attribution_chain, said.chain)
        expected, got = (" ← ".join(_origin(n, lexicon) for n in chain) for chain in chains)
        yield answer("chain", expected, got)
    if report.stance is not None:
        yield answer("stance", report.stance, said.stance or "nothing")
    if report.event_date is not None:
        yield answer("date", report.event_date.isoformat(), _day(report, said))


def _day(report: Report, said: Account) -> str:
    """Return the day of the main mention; the day of publication is meant when none is said."""
    if not said.mentions:
        return "nothing"
    when = said.mentions[0].date
    if when is None:
        return report.published_at.date().isoformat()
    return when.first.isoformat() if when.first == when.last else f"{when.first}…{when.last}"


def _sentence(report: Report, said: Account) -> str:
    if not said.claims:
        return report.text.partition("\n")[0]
    span = said.claims[0].sentence
    return f"\n\n{report.text}"[span.start : span.end]


def _origin(name: str, lexicon: Lexicon) -> str:
    """Return the id that *name* stands for, or the name itself, as texts are compared."""
    folded = " ".join(fold(name).text.split())
    if folded in _UNKNOWN:
        return ""
    return resolve(name, lexicon.origins) or _part(name, lexicon) or folded


def _part(name: str, lexicon: Lexicon) -> str:
    """Find an origin in a longer name: "a spokesman of the Coalition"."""
    words = name.split()
    for length in range(len(words) - 1, 0, -1):
        for at in range(len(words) - length + 1):
            if found := resolve(" ".join(words[at : at + length]), lexicon.origins):
                return found
    return ""
