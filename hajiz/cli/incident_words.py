"""An incident in a terminal: its line in a list, and all that is said of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from alerts.digests.language import words_in
from alerts.digests.language.times import Times, times_in
from alerts.digests.view import incidents as view
from hajiz.cli.incidents_options import cut, listed
from hajiz.incidents.summary import summary

if TYPE_CHECKING:
    from hajiz.assembly import Assembly
    from hajiz.incidents.export.shape import Plain
    from hajiz.incidents.showing import Shown
    from model.digest import IncidentSummary

COLUMNS = ("no", "last report", "what and where", "outlets", "origins", "said")
WIDTH = 80
LEAST = 20  # characters of what and where
SENTENCE = 300  # characters of a sentence that are shown

_STANDS = ("denied", "disputed", "confirmed")
_SHORT = {"disputed": "disp.", "confirmed": "conf."}


class Telling:
    """Says incidents in English words, with the names that this configuration has."""

    def __init__(self, assembly: "Assembly", now: datetime) -> None:
        self._assembly = assembly
        self._times: Times = times_in(words_in("en"), "UTC", now)

    def heading(self, shown: "Shown") -> str:
        """Say what it was, where and when."""
        return view.heading(self._summary(shown), self._times).plain()

    def origins(self, shown: "Shown") -> str:
        """Count outlets and origins, and name who confirms, denies and disputes it."""
        return view.origins_line(self._summary(shown), self._times).plain()

    def figures(self, shown: "Shown") -> str:
        """Set the figures of all sources side by side."""
        return view.figures_line(self._summary(shown), self._times).plain()

    def both(self, shown: "Shown") -> list[str]:
        """Name an incident in two lines, for whoever is asked about it."""
        return [f"{shown.id:>6}  {self.heading(shown)}", f"        {self.origins(shown)}"]

    def rows(self, found: "Sequence[Shown]") -> list[tuple[str, ...]]:
        """Lay incidents out in lines of at most 80 characters, long headings cut."""
        said = [_stands(each) for each in found]
        numbers = [str(each.id) for each in found]
        ends = [_last(each) for each in found]
        taken = sum(max(map(len, (title, *cells))) for title, cells in (
            (COLUMNS[0], numbers), (COLUMNS[1], ends), (COLUMNS[5], said)
        )) + len(COLUMNS[3]) + len(COLUMNS[4]) + len(COLUMNS) - 1  # fmt: skip
        width = max(WIDTH - taken, LEAST)
        return [
            (
                number,
                end,
                self._fitting(each, width),
                str(len(each.status.outlets)),
                str(each.status.origins) if each.status.origins else "unknown",
                word,
            )
            for number, end, each, word in zip(numbers, ends, found, said, strict=True)
        ]

    def _fitting(self, shown: "Shown", width: int) -> str:
        full = self.heading(shown)
        if len(full) <= width:
            return full
        return cut(view.short_heading(self._summary(shown), self._times).plain(), width)

    def _summary(self, shown: "Shown") -> "IncidentSummary":
        from hajiz.incidents.reading import origins_of

        return summary(shown, origins_of(self._assembly.config), self._assembly.outlets)


def evidence_lines(incident: "Plain") -> Iterator[str]:
    """Say who claims, confirms, denies and disputes it, each with the sentences that show it."""
    for part, words in (
        ("claimed_by", "Claimed by {name}"),
        ("without_name", "Claimed without a name ({name})"),
        ("confirmed_by", "Confirmed by {name}"),
        ("denied_by", "Denied by {name}"),
        ("disputed", "Disputed by {name}"),
    ):
        for voice in incident[part]:
            about = f": {voice['about']}" if voice.get("about") else ""
            behind = "" if part == "without_name" else _behind(voice)
            yield f"\n{words.format(name=voice['name'] or 'unknown')}{behind}{about}"
            yield from _evidence(voice["evidence"])


def report_lines(incident: "Plain") -> Iterator[str]:
    """List the reports: item, outlet, stance, from whom, and which version was read."""
    for each in incident["reports"]:
        stance = each["stance"] or "names nobody"
        chain = " ← ".join(each["chain_names"]) or f"{each['outlet_name']} ← unknown"
        version = f", version {each['revision'] + 1}" if each["revision"] else ""
        role = "" if each["is_news"] else ", as background"
        yield f"  item {each['item']}  {chain}  {stance}{role}{version}"
        yield f"    {local(each['published_at'] or each['first_seen_at'])}  {each['url']}"


def spread_lines(incident: "Plain") -> Iterator[str]:
    """List each outlet's first report, and from whom it had it."""
    for each in incident["spread"]:
        source = each["origin_name"]
        other = f"  from {source}" if source and source != each["outlet_name"] else ""
        yield f"  {local(each['at'])}  {each['outlet_name']}{other}"


def people_lines(incident: "Plain") -> Iterator[str]:
    """List what people said: which reports belong together, and which do not."""
    for each in incident["said_by_people"]:
        who = f"  {local(each['at'])}  {each['by'] or 'somebody'}: "
        items = f"items {listed(each['items'])}"
        others = each["other_items"]
        if each["is_one"]:
            yield f"{who}{items} belong together" + (f" with {listed(others)}" if others else "")
        else:
            apart = f" from items {listed(others)}" if others else ""
            yield f"{who}{items} kept apart{apart}"


def local(at: str | None) -> str:
    """Write a moment given in ISO 8601 in the zone of this machine."""
    from hajiz.cli.show import moment

    return moment(datetime.fromisoformat(at) if at else None)


def _behind(voice: "Plain") -> str:
    said = listed(dict.fromkeys(filter(None, (voice["owner"], voice["affiliation"]))))
    return f" ({said})" if said else ""


def _evidence(evidence: "Iterable[Plain]") -> Iterator[str]:
    for each in evidence:
        yield f"  “{cut(each['sentence'], SENTENCE)}”"
        yield f"    {each['outlet_name']}, {local(each['at'])}, item {each['item']}  {each['url']}"


def _stands(shown: "Shown") -> str:
    status = shown.status
    is_so = (bool(status.denied_by), bool(status.disputed), bool(status.confirmed_by))
    said = [word for word, is_said in zip(_STANDS, is_so, strict=True) if is_said]
    short = len(said) == len(_STANDS)
    return listed(_SHORT.get(word, word) if short else word for word in said)


def _last(shown: "Shown") -> str:
    at = max(each.told.at for each in shown.reports).astimezone()
    form = "%d %b %H:%M" if at.year == datetime.now().astimezone().year else "%d %b %Y"
    return at.strftime(form)
