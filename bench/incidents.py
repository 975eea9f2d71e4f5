"""
Measure the grouping of reports beside two simple ways to group them, in one run.

    python bench/incidents.py [REPORTS.jsonl …] [--airwars FOLDER]

Ways beside ours: "alike", the cosine of TF-IDF vectors (Salton and Buckley, 1988) with the
threshold that is best for the very reports it is measured on, once over all and once among reports
of three days only; "place and day", which takes the main place and day that we read and asks for
nothing else. "each alone" groups nothing: what any figure has to be held against.

FOLDER has Airwars' incidents.jsonl and source-texts.jsonl: reports with the links of researchers.
It is no part of the project (HAJIZ_CORPUS names its place). Only texts of one incident are taken,
without the lines that three texts of one site share, menus and headlines of other news; texts of
which nothing is left are none.
Three in four have no time of publication; the day of the incident stands in for it, or the next
day for one in five, as often as among those that have one. All ways are told the same.
"""

import argparse
import json
import math
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from alerts.incidents.evaluate import Report, groups_of, read_report
from alerts.incidents.grouping import Grouping
from alerts.incidents.lexicon import compile_lexicon
from alerts.incidents.measures import b_cubed, pairwise
from alerts.incidents.wording import wording
from alerts.text import fold
from hajiz.reports import read_reports
from model.incident import Account

ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("HAJIZ_CORPUS", ROOT.parent / "shared" / "corpus" / "dev"))
OURS = [
    ROOT / "tests" / "alerts" / name
    for name in ("incident_reports.jsonl", "incident_reports_heldout.jsonl")
]
NORTH_EAST = ("hasaka", "raqqa", "deir", "kobani", "manbij", "qamishl", "tishreen", "tishrin")
LONGEST = 3000  # characters of a scraped page; behind them is what else the site has
LEAST = 60
WINDOW = timedelta(days=3)
Groups = Mapping[str, object]


def main() -> int:
    """Run the comparison on every set at hand."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("reports", type=Path, nargs="*", default=OURS)
    parser.add_argument("--airwars", type=Path, default=CORPUS / "articles" / "airwars")
    options = parser.parse_args()
    for path in options.reports:
        compare(path.name, read_reports(path))
    if not (options.airwars / "source-texts.jsonl").exists():
        print("No Airwars at hand: set HAJIZ_CORPUS, or --airwars FOLDER.")
        return 0
    texts = list(airwars(options.airwars))
    compare("Airwars, north-east", [report for report, is_near in texts if is_near])
    compare("Airwars, all of Syria", [report for report, _ in texts])
    return 0


def compare(name: str, reports: Sequence[Report]) -> None:
    """Group *reports* every way and print the figures."""
    true = {report.id: report.incident_id for report in reports}
    began = time.perf_counter()
    lexicon = compile_lexicon()
    accounts = [read_report(report, lexicon) for report in reports]
    read = time.perf_counter()
    ours = grouped(reports, accounts)
    done = time.perf_counter()
    each = 1000 / len(reports)
    print(f"\n{name}: {len(reports)} reports, {len(set(true.values()))} incidents")
    print(f"read {each * (read - began):.1f} ms an item, grouped {each * (done - read):.2f} ms\n")
    print("| way | B-cubed P | R | F1 | pairs P | R | F1 |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    row("ours", ours, true)
    row("place and day", by_place_and_day(reports, accounts), true)
    for label, window in (("alike", None), ("alike, within 3 days", WINDOW)):
        threshold, groups = best_alike(reports, true, window)
        row(f"{label} (best: {threshold:.2f})", groups, true)
    row("each alone", {}, true)


def row(name: str, found: Groups, true: Groups) -> None:
    """Print a line of figures."""
    figures = []
    for scores in (b_cubed(found, true), pairwise(found, true)):
        figures += [scores.precision, scores.recall, scores.f1]
    print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |", flush=True)


def grouped(reports: Sequence[Report], accounts: Sequence[Account]) -> Groups:
    """Group as the daemon does."""
    grouping = Grouping()
    for number, (report, said) in enumerate(zip(reports, accounts, strict=True)):
        words = wording(report.text)
        grouping.add(said, number, report.outlet, report.published_at, words)
    return groups_of(reports, grouping)


def by_place_and_day(reports: Sequence[Report], accounts: Sequence[Account]) -> Groups:
    """Put together what has the same main place and day, said or else of publication."""
    found: dict[str, object] = {}
    for report, said in zip(reports, accounts, strict=True):
        for mention in said.mentions[:1]:
            day = mention.date.first if mention.date else report.published_at.date()
            if mention.places:
                found[report.id] = (mention.places[0], day)
    return found


@dataclass
class Union:
    """Sets that grow together."""

    parents: dict[str, str]

    def root(self, member: str) -> str:
        """Return the name of the set that *member* is in."""
        while self.parents[member] != member:
            self.parents[member] = self.parents[self.parents[member]]
            member = self.parents[member]
        return member


def best_alike(
    reports: Sequence[Report], true: Groups, window: timedelta | None
) -> tuple[float, Groups]:
    """Join reports from the most alike down; return the threshold with the best B-cubed F1."""
    pairs = sorted(cosines(reports, window), reverse=True)
    union = Union({report.id: report.id for report in reports})
    best: tuple[float, float, dict[str, str]] = (0.0, 1.0, {})
    at = 0
    for percent in range(98, 3, -2):
        while at < len(pairs) and pairs[at][0] >= percent / 100:
            _, one, other = pairs[at]
            union.parents[union.root(one)] = union.root(other)
            at += 1
        found = {key: union.root(key) for key in union.parents}
        score = b_cubed(found, true).f1
        if score > best[0]:
            best = (score, percent / 100, found)
    return best[1], best[2]


def cosines(
    reports: Sequence[Report], window: timedelta | None
) -> Iterator[tuple[float, str, str]]:
    """Yield the cosine of every two reports that share a word, within *window* if there is one."""
    counts = [Counter(re.findall(r"\w{2,}", fold(report.text).text)) for report in reports]
    shared = Counter(word for count in counts for word in count)
    vectors = [unit(count, shared, len(reports)) for count in counts]
    posted: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, vector in enumerate(vectors):
        dots: defaultdict[int, float] = defaultdict(float)
        for word, value in vector.items():
            for other, there in posted[word]:
                dots[other] += value * there
            posted[word].append((number, value))
        for other, dot in dots.items():
            gap = abs(reports[number].published_at - reports[other].published_at)
            if dot >= 0.04 and (window is None or gap <= window):
                yield dot, reports[number].id, reports[other].id


def unit(count: Counter[str], shared: Counter[str], of: int) -> dict[str, float]:
    """Return the TF-IDF vector of a text, of length 1."""
    vector = {w: (1 + math.log(n)) * math.log(of / shared[w]) for w, n in count.items()}
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {word: value / length for word, value in vector.items()}


def airwars(folder: Path) -> Iterator[tuple[Report, bool]]:
    """Yield Airwars' texts of one incident, by time, with whether it was in the north-east."""
    incidents = {each["internal_id"]: each for each in lines(folder / "incidents.jsonl")}
    texts = list(lines(folder / "source-texts.jsonl"))
    shared = Counter((site(text), line) for text in texts for line in set(paragraphs(text)))
    found = []
    for text in texts:
        own = "\n".join(line for line in paragraphs(text) if shared[site(text), line] < 3)
        incident = incidents.get(text["incident_ids"][0])
        if len(text["incident_ids"]) == 1 and incident and len(own) >= LEAST:
            found.append((as_report(text, own, incident), is_near(incident)))
    yield from sorted(found, key=lambda each: (each[0].published_at, each[0].id))


def site(text: dict[str, str]) -> str:
    """Return the host a text was found on."""
    return urlsplit(text["url"]).netloc.removeprefix("www.")


def paragraphs(text: dict[str, str]) -> list[str]:
    """Return the lines of a text that are not empty."""
    return [line.strip() for line in text["text"].split("\n") if line.strip()]


def as_report(text: dict[str, str], own: str, incident: dict[str, str]) -> Report:
    """Make a report of *own*, what is the text's alone."""
    return Report(
        text["source_id"],
        text["language"],
        site(text),
        moment(text, incident),
        own[:LONGEST],
        incident["internal_id"],
    )


def moment(text: dict[str, str], incident: dict[str, str]) -> datetime:
    """Return when the text was published, or what stands in for it."""
    try:
        written = datetime.fromisoformat(text["published"].split()[0])
        return written if written.tzinfo else written.replace(tzinfo=UTC)
    except (ValueError, IndexError):
        day = datetime.fromisoformat(incident["incident_date"]).replace(hour=18, tzinfo=UTC)
        return day + timedelta(days=crc32(text["source_id"].encode()) % 5 == 0)


def is_near(incident: dict[str, object]) -> bool:
    """Say whether an incident was in the north-east: by its coordinates, else its name."""
    latitude, longitude = incident["latitude"], incident["longitude"]
    if isinstance(latitude, float) and isinstance(longitude, float):
        return longitude > 38.0 and latitude > 34.3
    return any(name in str(incident["location"]).lower() for name in NORTH_EAST)


def lines(path: Path) -> Iterator[dict[str, str]]:
    """Yield the objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


if __name__ == "__main__":
    sys.exit(main())
