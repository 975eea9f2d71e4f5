"""
Join the labels for the keyword rules with the texts they speak of.

    python bench/label_texts.py CORPUS LABELS > joined.jsonl

A line of LABELS says what a careful reader found in one text; the text itself stays in the corpus
and never enters the repository. CORPUS is the folder the "source" of a label is relative to. Ids:
"<file name>:<source_id or 0-based line number>" for a file of JSON lines, "fa-kes:<unit_id>" (or
a 0-based row number) for the table of FA-KES. LABELS may be a folder: all its *.jsonl are read.
A label whose text is not there ends the run: a score over half of the labels would mislead.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any


def main() -> int:
    """Write the joined records to standard output, one JSON object a line."""
    parser = argparse.ArgumentParser(description="Join labels with the texts of the corpus.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("labels", type=Path)
    options = parser.parse_args()
    try:
        for record in texts(options.corpus, options.labels):
            sys.stdout.write(json.dumps(record) + "\n")
    except (LookupError, OSError, ValueError) as error:
        print(error.args[0] if isinstance(error, LookupError) else error, file=sys.stderr)
        return 65
    return 0


def texts(corpus: Path, labels: Path) -> Iterator[dict[str, Any]]:
    """Yield id, language, title, text, expect and soft of every label, in the labels' order."""
    files = sorted(labels.glob("*.jsonl")) if labels.is_dir() else [labels]
    for label in (label for file in files for label in lines(file)):
        source = corpus / label["source"]
        found = records(source).get(label["id"])
        if found is None:
            raise LookupError(f"No text for the label {label['id']!r} in {label['source']}.")
        title, text = found
        yield {
            "id": label["id"],
            "language": label["language"],
            "title": title,
            "text": text,
            "expect": label["expect"],
            "soft": bool(label.get("soft", False)),
        }


@cache
def records(source: Path) -> dict[str, tuple[str, str]]:
    """Return title and text of every record of a corpus file, under each id it may go by."""
    return table(source) if source.suffix == ".csv" else stream(source)


def stream(source: Path) -> dict[str, tuple[str, str]]:
    """Read a file of JSON lines: feed items (title, description) or reports (page_title, text)."""
    found: dict[str, tuple[str, str]] = {}
    for number, record in enumerate(lines(source)):
        title = record.get("title") or record.get("page_title") or ""
        text = record.get("description") or record.get("text") or ""
        found[f"{source.name}:{number}"] = (title, text)
        if "source_id" in record:
            found[f"{source.name}:{record['source_id']}"] = (title, text)
    return found


def table(source: Path) -> dict[str, tuple[str, str]]:
    """Read the table of FA-KES; a unit_id that comes twice has the same article both times."""
    found: dict[str, tuple[str, str]] = {}
    with source.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            article = (row["article_title"], row["article_content"])
            found[f"{source.stem}:{number}"] = article
            found.setdefault(f"{source.stem}:{row['unit_id']}", article)
    return found


def lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines."""
    with file.open(encoding="utf-8") as handle:
        for line in handle:
            yield json.loads(line)


if __name__ == "__main__":
    sys.exit(main())
