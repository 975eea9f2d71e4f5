"""
Fuzz what reads other people's texts: mutate samples for a while, and see that nothing breaks.

    python bench/fuzz.py feed|sitemap|listing|telegram|article|query [--seconds 600] [--seed 1]

A mutated sample has to be read or refused in words, within 5 s of computing, and what comes out
has to be clean: no control characters, no address but http(s). Feeds are read twice, the second
time with the memory of the first. Queries that can be read have to be written and read alike.
Prints how many were run; every failure once, with its bytes in --failures. Exits with 1 on any.
"""

import argparse
import json
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from alerts.rules.checking import check_query
from alerts.rules.query.parsing import parse
from alerts.rules.query.writing import written
from crawler.article.page import ArticlePage
from crawler.article.reading import read_article
from crawler.document import Document
from crawler.reading import Reading, Unreadable, read
from model import RuleError
from tests.alerts.query_samples import PLACES, READ, TOPICS, UNREADABLE
from tests.alerts.test_query import PIECES
from tests.hostile.reading import LISTING, URL, corpus, faults_of

LONGEST = 20_000  # bytes of a sample
MOST = 5.0  # seconds of computing for one
TOKENS = (
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml ", b"<!DOCTYPE ", b"<!ENTITY a 'b'>", b"&a;"),
    *(b"<item>", b"</item>", b"<entry>", b"<url>", b"<loc>", b"<channel>", b"<title>", b"</title>"),
    *(b"&#0;", b"&#xD800;", b"&lt;", b"&amp;", b"\x00", b"\x0b", b"\xff\xfe", b"\xef\xbb\xbf"),
    *(b"\xd8", b"\xed\xa0\x80", b"\xe2\x80\xae", b"javascript:", b"file:///", b"//", b"http://["),
    *(b'xmlns:a="b"', b'xmlns=""', b"xml:base='", b'type="xhtml"', b'mode="base64"', b"99999999"),
    *(
        b"<script>",
        b"<svg>",
        b"<table>",
        b"<a href=",
        b"<template>",
        b"{",
        b"[",
        b'"',
        b"'",
        b"\\u",
    ),
    *(b"2026-11-20T07:00:00Z", b"<pubDate>", b"<time datetime=", b"application/ld+json", b"<base "),
)


class TooLongError(BaseException):
    """It takes longer than it may."""


def main() -> int:
    """Fuzz one target for a while; 1 on any failure."""
    options = arguments()
    chance = random.Random(options.seed)
    samples, run = TARGETS[options.target]()
    signal.signal(signal.SIGVTALRM, _too_long)
    failures: dict[str, bytes] = {}
    count, slowest = 0, 0.0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        body = mutated(samples, chance)
        began = time.process_time()
        failure = outcome_of(run, body)
        slowest = max(slowest, time.process_time() - began)
        count += 1
        if failure and failure not in failures:
            failures[failure] = body
            options.failures.mkdir(parents=True, exist_ok=True)
            (options.failures / f"{options.target}-{len(failures)}").write_bytes(body)
            print(f"FAILED {failure}", file=sys.stderr, flush=True)
    found = {"target": options.target, "samples": len(samples), "executions": count}
    print(json.dumps(found | {"slowest s": round(slowest, 2), "failures": sorted(failures)}))
    return int(bool(failures))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"))
    return parser.parse_args()


def mutated(samples: list[bytes], chance: random.Random) -> bytes:
    """Return one of *samples*, changed in a few places."""
    body = bytearray(chance.choice(samples))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 10, 30))):
        at = chance.randrange(len(body) + 1)
        length = min(chance.choice((0, 1, 2, 8, 40, 400)), len(body) - at)
        match chance.randrange(6):
            case 0:
                body[at : at + length] = chance.choice(TOKENS)
            case 1:
                body[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 2, 50))
            case 2:
                del body[at : at + length]
            case 3:
                body[at:at] = body[at : at + length] * chance.choice((1, 2, 20))
            case 4:
                other = chance.choice(samples)
                start = chance.randrange(len(other) + 1)
                body[at : at + length] = other[start : start + chance.choice((8, 80, 800))]
            case _:
                body[at : at + length] = chance.randbytes(length)
    return bytes(body[: 2 * LONGEST])


def outcome_of(run: Callable[[bytes], str], body: bytes) -> str:
    """Return what is wrong with what *run* makes of *body*, "" for nothing."""
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST)
    try:
        return run(body)
    except TooLongError:
        return f"longer than {MOST:g} s"
    except Exception as error:  # noqa: BLE001 - that is what we look for
        import traceback

        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {error}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _too_long(*_: object) -> None:
    raise TooLongError


def _documents(kind: str) -> tuple[list[bytes], Callable[[bytes], str]]:
    wanted = None if kind == "article" else kind
    chosen = (each.make() for each in corpus(0.001) if each.kind == wanted)
    samples = [body for body in chosen if 0 < len(body) <= LONGEST]
    return samples, _article if wanted is None else lambda body: _document(kind, body)


def _document(kind: str, body: bytes) -> str:
    memory = b""
    for _ in range(2 if kind == "feed" else 1):
        url = "http://h.test/s/place"
        label = "application/xml" if kind in {"feed", "sitemap"} else "text/html"
        found = read(Document("o", "ar", url, label, body, False, kind, LISTING, memory))  # type: ignore[arg-type]
        faults = [*faults_of(found)]
        if faults:
            return faults[0]
        memory = found.memory if isinstance(found, Reading) else b""
        if isinstance(found, Unreadable) and found.kind == "parse_killed":
            return found.message
    return ""


def _article(body: bytes) -> str:
    found = read_article(ArticlePage("o", URL, "ar", "text/html", body, "A convoy"))
    return next(faults_of(found), "")


def _queries() -> tuple[list[bytes], Callable[[bytes], str]]:
    texts = [*READ, *(wrong.query for wrong in UNREADABLE), *PIECES, " ".join(PIECES)]
    return [text.encode("utf-8", "surrogatepass")[:2000] for text in texts if text], _query


def _query(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    try:
        tree = parse("r", text)
    except RuleError as error:
        return "" if error.offset is not None and 0 <= error.offset <= len(text) else "no place"
    if written(parse("r", written(tree))) != written(tree):
        return "written otherwise than read"
    with suppress(RuleError):
        check_query("r", text, tree, TOPICS, PLACES)
    return ""


TARGETS: dict[str, Callable[[], tuple[list[bytes], Callable[[bytes], str]]]] = {
    **{
        kind: lambda kind=kind: _documents(kind)  # type: ignore[misc]
        for kind in ("feed", "sitemap", "listing", "telegram", "article")
    },
    "query": _queries,
}

if __name__ == "__main__":
    sys.exit(main())
