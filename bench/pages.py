"""
Measure the text taken out of article pages, beside plain trafilatura, against texts made by hand.

    python bench/pages.py [--set zyte] [--each] [--worst 10]

The pages come from public collections that are not part of the project: HAJIZ_CORPUS names the
folder that holds pages/manifest.jsonl. Where the expected text is known, both texts are cut into
shingles of four words, as scrapinghub/article-extraction-benchmark does, so the figures can be held
beside its own: each page's hits, foreign and missing shingles are made shares of one and summed.
Languages that part no words are counted by character. "Foreign words" are the words of the answer
that the expected text has not, in all: any of them can make a rule fire. The set "trafilatura" has
no full texts, only passages that must and must not be there: recall is the share of the former
found, precision the share of the latter kept out.

Ends with 69 where the pages are not at hand.
"""

import argparse
import gzip
import json
import logging
import os
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trafilatura

from crawler.article.extract import extract
from crawler.article.page import ArticlePage
from crawler.entry import UnreadableError

ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("HAJIZ_CORPUS", ROOT.parent / "shared" / "corpus" / "dev"))
PAGES = CORPUS / "pages"
REGION = re.compile(
    r"(?:^|//|\.)rt\.com|sputnik|aljazeera|albawaba|jpost|aa\.com\.tr|kommersant|ntv\.com\.tr|haberturk|lbc"
    r"|polygraph|reuters|bbc\.|rudaw|npasyria|hawarnews|syriahr|enabbaladi|sana\.sy|almasdar|kurdistan24"
)
CAPTION = re.compile(rb"<figcaption.*?</figcaption>", re.DOTALL | re.IGNORECASE)
LETTERS = r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]"  # written without spaces
WORD = re.compile(rf"{LETTERS}|(?:(?!{LETTERS})\w)+")
LANGUAGES = {"tr": "tr", "ru": "ru", "cn": "zh", "de": "de"}
Extractor = Callable[["Case"], str]


@dataclass(frozen=True, slots=True)
class Case:
    """A page, and what is known about its text."""

    set: str
    name: str
    url: str
    language: str
    html: bytes
    text: str = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How one answer compares: shares of one page, and words in all."""

    hits: float
    foreign: float
    missing: float
    foreign_words: int
    seconds: float


def main() -> int:
    """Measure every page and print the tables."""
    options = arguments()
    if not (PAGES / "manifest.jsonl").exists():
        print("No pages at hand: set HAJIZ_CORPUS to the folder that holds pages/manifest.jsonl.")
        return 69
    logging.disable(logging.CRITICAL)
    cases = [case for case in load() if not options.set or case.set == options.set]
    for take in EXTRACTORS.values():
        take(cases[0])  # what is loaded once for all pages
    rows = [{name: score(case, take) for name, take in EXTRACTORS.items()} for case in cases]
    scores = {name: [row[name] for row in rows] for name in EXTRACTORS}
    print_sets(cases, scores)
    if options.each:
        print_pages(cases, scores, range(len(cases)))
    else:
        print("\nOutlets that write about the region:\n")
        chosen = [n for n, case in enumerate(cases) if REGION.search(case.url or case.name)]
        print_pages(cases, scores, chosen)
    if options.worst:
        print("\nThe worst of ours:\n")
        ours = scores["hajiz"]
        order = sorted(range(len(cases)), key=lambda n: -(ours[n].foreign + ours[n].missing))
        print_pages(cases, scores, order[: options.worst])
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--set", default="", help="only this set")
    parser.add_argument("--each", action="store_true", help="every page one by one")
    parser.add_argument("--worst", type=int, default=0, help="how many of the worst to list")
    return parser.parse_args()


def load() -> Iterator[Case]:
    """Yield the pages whose text is known, whatever way."""
    for line in (PAGES / "manifest.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        name = record["file"]
        expected = known(record)
        if "html" in record["kind"] and expected:
            yield Case(
                set=name.partition("/")[0],
                name=name.partition("/")[2].removesuffix(".gz").removesuffix(".html"),
                url=record.get("url", ""),
                language=LANGUAGES.get(record.get("notes", "")[-2:], ""),
                html=read(PAGES / name),
                **expected,
            )


def known(record: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of a page's text, by the fields of `Case`."""
    expected = record["expected"]
    if "body_file" in expected:
        return {"text": (PAGES / expected["body_file"]).read_text("utf-8")}
    if "crawl_date" in expected:
        return {"text": fundus_text(PAGES / record["file"], PAGES / expected["file"])}
    if "with" in expected:
        return {"wanted": tuple(expected["with"]), "unwanted": tuple(expected["without"])}
    return {}


def fundus_text(page: Path, expectation: Path) -> str:
    """Put the expected paragraphs of *page* together; versions stand in the order of its files."""
    publisher = expectation.stem
    place = sorted(expectation.parent.glob(f"{publisher}_*")).index(page)
    versions = json.loads(expectation.read_text("utf-8"))
    body = list(versions.values())[place]["body"]
    parts = list(body["summary"])
    for section in body["sections"]:
        parts += [*section["headline"], *section["paragraphs"]]
    return "\n\n".join(parts)


def read(path: Path) -> bytes:
    """Return the bytes of a page, unpacked."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def ours(case: Case) -> str:
    """Take the text out as Hajiz does."""
    page = ArticlePage(
        "bench", case.url or "https://example.org/a", case.language, "", case.html, ""
    )
    try:
        return extract(page).text
    except UnreadableError:
        return ""


def without_captions(case: Case) -> str:
    """Take the text out of the page without captions: most texts made by hand have none."""
    return ours(replace(case, html=CAPTION.sub(b"", case.html)))


def plain(case: Case) -> str:
    """Take the text out as trafilatura does by itself."""
    return trafilatura.extract(case.html) or ""


EXTRACTORS: dict[str, Extractor] = {
    "hajiz": ours,
    "hajiz, captions left out": without_captions,
    "trafilatura": plain,
}


def score(case: Case, take: Extractor) -> Score:
    """Take the text out of a page and compare it."""
    began = time.perf_counter()
    text = take(case)
    seconds = time.perf_counter() - began
    if case.text:
        return compare(text, case.text, seconds)
    return passages(" ".join(text.split()), case, seconds)


def compare(text: str, expected: str, seconds: float) -> Score:
    """Compare by shingles and by words."""
    found, wanted = words(text), words(expected)
    got, due = shingles(found), shingles(wanted)
    hits, foreign, missing = (got & due).total(), (got - due).total(), (due - got).total()
    total = hits + foreign + missing or 1
    strange = (Counter(found) - Counter(wanted)).total()
    return Score(hits / total, foreign / total, missing / total, strange, seconds)


def passages(text: str, case: Case, seconds: float) -> Score:
    """Compare by passages that must be there, and others that must not."""
    text, wanted, unwanted = flat(text), map(flat, case.wanted), map(flat, case.unwanted)
    hits = sum(passage in text for passage in wanted)
    strange = [passage for passage in unwanted if passage in text]
    return Score(hits, len(strange), len(case.wanted) - hits, 0, seconds)


def flat(text: str) -> str:
    """Leave only what is read of *text*."""
    return "".join(WORD.findall(text))


def words(text: str) -> list[str]:
    """Return the words of *text*."""
    return WORD.findall(text)


def shingles(found: Sequence[str], size: int = 4) -> Counter[tuple[str, ...]]:
    """Count every run of four words."""
    if found and len(found) < size:
        return Counter([tuple(found)])
    return Counter(tuple(found[n : n + size]) for n in range(len(found) - size + 1))


def print_sets(cases: Sequence[Case], scores: dict[str, list[Score]]) -> None:
    """Print a line for each set and each way."""
    print("| set | pages | way | recall | precision | F1 | foreign words | median ms | worst ms |")
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|")
    for name in [*dict.fromkeys(case.set for case in cases), "all with full text"]:
        chosen = [
            n
            for n, case in enumerate(cases)
            if case.set == name or (name.startswith("all") and case.text)
        ]
        for way, results in scores.items():
            print(set_row(name, way, [results[n] for n in chosen], [cases[n] for n in chosen]))


def set_row(name: str, way: str, results: Sequence[Score], cases: Sequence[Case]) -> str:
    """Return the line of one set and one way."""
    times = [1000 * result.seconds for result in results]
    recall, precision = rates(results, cases)
    return (
        f"| {name} | {len(results)} | {way} | {recall:.3f} | {precision:.3f} "
        f"| {2 * recall * precision / ((recall + precision) or 1):.3f} "
        f"| {sum(result.foreign_words for result in results)} "
        f"| {statistics.median(times):.0f} | {max(times):.0f} |"
    )


def rates(results: Sequence[Score], cases: Sequence[Case]) -> tuple[float, float]:
    """Return recall and precision over all *results*."""
    hits = sum(result.hits for result in results)
    missing = sum(result.missing for result in results)
    foreign = sum(result.foreign for result in results)
    if cases[0].text:
        return hits / ((hits + missing) or 1), hits / ((hits + foreign) or 1)
    return hits / ((hits + missing) or 1), 1 - foreign / sum(len(case.unwanted) for case in cases)


def print_pages(
    cases: Sequence[Case], scores: dict[str, list[Score]], chosen: Sequence[int]
) -> None:
    """Print a line for each chosen page: recall, precision and foreign words, ours first."""
    print("| page | " + " | ".join(f"{way}: R / P / foreign words" for way in scores) + " |")
    print("|---|" + "--:|" * len(scores))
    for n in chosen:
        cells = []
        for results in scores.values():
            recall, precision = rates([results[n]], [cases[n]])
            cells.append(f"{recall:.2f} / {precision:.2f} / {results[n].foreign_words}")
        place = urlsplit(cases[n].url).netloc or cases[n].name
        print(f"| {place} ({cases[n].name[-22:]}) | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    sys.exit(main())
