"""
Real feeds, where they are at hand: none breaks anything, and second looks lose nothing of them.

HAJIZ_CORPUS names a folder with `feeds/` and its manifest; the feeds are their publishers' and are
no part of the project.
"""

import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.document import Document
from crawler.encoding import decode
from crawler.entry import Parsed, UnreadableError
from crawler.memory import unpack
from crawler.normalize import normalize
from crawler.parse import _clean, _parse_whole, parse
from crawler.reading import Reading, read
from crawler.split import Split, split
from model import Item

ROOT = Path(__file__).resolve().parents[2]
FEEDS = Path(os.environ.get("HAJIZ_CORPUS", ROOT.parent / "shared" / "corpus" / "dev")) / "feeds"
MANIFEST = FEEDS / "manifest.jsonl"

pytestmark = pytest.mark.skipif(
    not MANIFEST.exists(), reason="no corpus of real feeds at hand (HAJIZ_CORPUS)"
)

# Files of which we make something else than feedparser, on purpose.
DIFFERENT: dict[str, int | None] = {
    # Declares an entity of its own: refused, as attacks do so.
    "feedparser/tests/wellformed/rss/entity_in_doctype.xml": None,
    # UTF-16 without a byte order mark: feedparser finds no entries, we find the one.
    "simplepie/tests/data/feed-utf16be.xml": 1,
}


def records() -> list[dict[str, Any]]:
    """Return what the manifest says of each file."""
    if not MANIFEST.exists():
        return []
    return [json.loads(line) for line in MANIFEST.read_text("utf-8").splitlines()]


def document(body: bytes, memory: bytes = b"") -> Document:
    """Return *body* as a document that came over the web."""
    url = "https://example.org/feed"
    return Document("outlet", "", url, "application/xml", body, True, memory=memory)


SOURCES = sorted({record["file"].split("/")[0] for record in records()})


def files(source: str) -> Iterator[tuple[str, bytes, Any]]:
    """Yield name, bytes and what feedparser made of it, for each file of *source*."""
    for record in records():
        if record["file"].split("/")[0] == source:
            expected = record.get("expected") or {}
            made = expected.get("feedparser") if isinstance(expected, dict) else None
            yield record["file"], (FEEDS / record["file"]).read_bytes(), made


@pytest.mark.parametrize("source", SOURCES)
def test_as_many_entries_are_found_as_feedparser_finds(source: str) -> None:
    """In every file; where it finds none, the document may be refused."""
    for name, body, made in files(source):
        try:
            found: int | None = len(parse(document(body)).entries)
        except UnreadableError:
            found = None
        if made is not None:
            expected = DIFFERENT.get(name, made["n_entries"])
            assert (found or 0) == (expected or 0), name


def pieces_of(body: bytes) -> tuple[Split, bytes] | None:
    """Return the pieces of *body* with its text in UTF-8; None if it is read whole anyhow."""
    text = _clean(decode(body, "application/xml", "").text)
    xml = text.partition("?>")[2] if text.lstrip().startswith("<?xml") else text
    pieces = split(xml.encode())
    return (pieces, xml.encode()) if pieces else None


def whole_items(pieces: Split, xml: bytes) -> dict[Item, bytes]:
    """Return the items feedparser finds in the whole, each with its chunk, and no categories."""
    parsed = _parse_whole(xml.decode(), document(xml))
    assert len(parsed.entries) == len(pieces.chunks)
    entries = [
        replace(entry, categories=(f"#{index}",)) for index, entry in enumerate(parsed.entries)
    ]
    found = normalize(Parsed(tuple(entries), ()), "outlet", "", "https://example.org/feed")
    return {bare(item): pieces.chunks[int(item.categories[0][1:])] for item in found.items}


def bare(item: Item) -> Item:
    """Return *item* without categories."""
    return replace(item, categories=())


def look(body: bytes, memory: bytes) -> Reading:
    """Look at *body* with the memory of another look."""
    found = read(document(body, memory))
    assert isinstance(found, Reading), found
    return found


def assert_right(body: bytes, memory: bytes, seen: set[bytes]) -> bytes:
    """Hold a look at *body* against the whole of it; return its memory."""
    cut = pieces_of(body)
    found = look(body, memory)
    if cut is None:
        assert not found.known
        return found.memory
    whole = whole_items(*cut)
    if not unpack(memory) or not found.memory:
        seen = set()
    assert [bare(item) for item in found.items] == [
        item for item, chunk in whole.items() if chunk not in seen
    ]
    assert len(found.items) + len(found.known) == len(whole)
    return found.memory


@pytest.mark.parametrize("source", SOURCES)
def test_a_second_look_gives_what_the_first_did_not_have(source: str) -> None:
    """Of every feed: first without some of its items, then whole, and then once more."""
    chance = random.Random(source)
    for _name, body, made in files(source):
        cut = pieces_of(body) if made and made["n_entries"] else None
        if cut is None:
            continue
        pieces, xml = cut
        if decode(xml, "", "").text.encode() != xml:  # so broken that it cannot be written again
            continue
        chunks = [chunk for chunk in pieces.chunks if chance.random() < 0.6]
        chance.shuffle(chunks)
        first = b"".join((pieces.head, *chunks, pieces.tail))
        memory = look(first, b"").memory if chunks else b""

        memory = assert_right(body, memory, set(chunks))
        if memory:
            assert look(body, memory).items == ()


def series() -> list[Path]:
    """Return the folders that hold one outlet's feed at several times."""
    folder = FEEDS / "outlets"
    return sorted(each for each in folder.iterdir() if each.is_dir()) if folder.exists() else []


@pytest.mark.parametrize("outlet", series(), ids=lambda folder: str(folder.name))
def test_successive_looks_at_an_outlet(outlet: Path) -> None:
    """As it was polled over weeks: each look gives what the one before did not have."""
    memory, seen, context = b"", set[bytes](), b""
    for file in sorted(each for each in outlet.rglob("*") if each.is_file()):
        body = file.read_bytes()
        cut = pieces_of(body)
        same = seen if cut and cut[0].context == context else set()

        memory = assert_right(body, memory, same)

        seen, context = (set(cut[0].chunks), cut[0].context) if cut else (set(), b"")
