"""
A pack of evidence: a ZIP that shows what was published when, and what was read from it.

Pure but for the file it is given. The same database gives the same bytes: no time of making, a
fixed order, nothing compressed (what a compressor makes of it differs by its version). Holds texts
and JSON only, nothing that runs or loads anything.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import BinaryIO

from hajiz.incidents.export.papers import Papers
from hajiz.incidents.export.readme import README
from hajiz.incidents.export.shape import Plain, moment
from model import Revision, StoredMatch

SUMS = "SHA256SUMS"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP can hold
_READABLE = 0o100644 << 16
_UNIX = 3
_OF_REPORT = (
    "item", "outlet", "outlet_name", "title", "url", "language", "author", "published_at",
    "first_seen_at",
)  # fmt: skip
_OF_MENTION = ("mention", "revision", "stance", "chain", "chain_names", "is_news", "said", "claims")


def write_pack(file: BinaryIO, incidents: Iterable[tuple[Plain, Mapping[int, Papers]]]) -> None:
    """
    Write the ZIP of *incidents*, each with what is kept of its items.

    `sha256sum -c SHA256SUMS` in the folder it is unpacked to checks every file.

    Raises:
        OSError: it cannot be written.
    """
    sums: list[str] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as pack:
        for path, content in _all_files(incidents):
            pack.writestr(_entry(path), content)
            sums.append(f"{sha256(content).hexdigest()}  {path}\n")
        pack.writestr(_entry(SUMS), "".join(sums).encode())


def files_of(incident: Plain, papers: Mapping[int, Papers]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one incident by their paths; only numbers and our own words name them."""
    folder = f"incident-{incident['number']}"
    yield f"{folder}/incident.json", _json(incident)
    for item_id in sorted(papers):
        about = f"{folder}/item-{item_id}"
        yield f"{about}/item.json", _json(_item(incident, item_id, papers[item_id]))
        for version in papers[item_id].versions:
            yield f"{about}/version-{version.number}.txt", text_of(version)


def text_of(version: Revision) -> bytes:
    """Return a version's title, an empty line, its text: what places in claims are counted in."""
    return f"{version.title}\n\n{version.body}".encode("utf-8", "replace")


def _all_files(
    incidents: Iterable[tuple[Plain, Mapping[int, Papers]]],
) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", README.encode()
    for incident, papers in incidents:
        yield from files_of(incident, papers)


def _item(incident: Plain, item_id: int, papers: Papers) -> Plain:
    reports = [each for each in incident["reports"] if each["item"] == item_id]
    return {
        **{key: reports[0][key] for key in _OF_REPORT},
        "versions": [_version(each) for each in papers.versions],
        "rules": [_rule(each) for each in papers.fired],
        "read_from_it": [{key: each[key] for key in _OF_MENTION} for each in reports],
    }


def _version(version: Revision) -> Plain:
    return {
        "number": version.number,
        "file": f"version-{version.number}.txt",
        "text_from": version.source,
        "published_after": moment(version.after),
        "published_not_later_than": moment(version.seen_at),
        "observed": _observed(version),
    }


def _observed(version: Revision) -> str:
    seen = moment(version.seen_at)
    if version.after is None:
        return f"first seen at {seen}; published at some time before"
    return f"observed between {moment(version.after)} and {seen}"


def _rule(fired: StoredMatch) -> Plain:
    return {
        "rule": fired.match.rule,
        "at": moment(fired.created_at),
        "version": fired.revision,
        "is_for_the_past": fired.is_applied,
        "words": list(dict.fromkeys(hit.surface for hit in fired.match.hits)),
    }


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _LONG_AGO)
    entry.create_system, entry.external_attr = _UNIX, _READABLE
    return entry


def _json(value: Plain) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
