"""
Label files: one JSON object a line, a text with what should fire for it.

    {"id": "…", "language": "ar", "title": "…", "text": "…", "expect": {"convoys": true}}

*title* may be left out; *expect* names rules or topics; "soft": true marks what is arguable.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from alerts.rules.evaluate import Label
from model import ConfigError, Problem

BAD_DATA = 65


def read_labels(path: Path) -> Iterator[Label]:
    """
    Yield the labels in *path*.

    Raises:
        ConfigError: with exit code 65; a line cannot be read, or the file cannot.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")  # texts may hold U+2028
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "") or "it is not saved as UTF-8"
        raise _refused(path, None, f"cannot be read: {why}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _label(path, number, line)


def written(labels: Iterable[Label]) -> str:
    """Write *labels* as a label file; `read_labels` reads the same from it."""
    return "".join(f"{json.dumps(_plain(label), ensure_ascii=False)}\n" for label in labels)


def _plain(label: Label) -> dict[str, Any]:
    said: dict[str, Any] = {"id": label.id, "language": label.language}
    said |= {"title": label.title} if label.title else {}
    said |= {"text": label.text, "expect": dict(label.expect)}
    return said | ({"soft": True} if label.is_soft else {})


def _label(path: Path, number: int, line: str) -> Label:
    try:
        said = json.loads(line)
    except ValueError as error:
        raise _refused(path, number, f"is not JSON: {error}") from error
    if not isinstance(said, dict) or "text" not in said or not _is_expectation(said):
        sample = '{"id": "1", "language": "en", "text": "…", "expect": {"convoys": true}}'
        raise _refused(path, number, f"is not a label; it looks like {sample}")
    return Label(
        id=str(said.get("id", number)),
        language=str(said.get("language") or "und"),
        title=str(said.get("title") or ""),
        text=str(said["text"]),
        expect=said["expect"],
        is_soft=bool(said.get("soft")),
    )


def _is_expectation(said: dict[str, Any]) -> bool:
    expect = said.get("expect")
    return isinstance(expect, dict) and all(isinstance(each, bool) for each in expect.values())


def _refused(path: Path, number: int | None, why: str) -> ConfigError:
    error = ConfigError((Problem(str(path), "", why, number),))
    error.exit_code = BAD_DATA
    return error
