"""Printing: tables and marked text for people, JSON for programs."""

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from hajiz.cli.table import print_table
from model import Hit

__all__ = ["console", "highlighted", "moment", "print_json", "print_table"]

console = Console(highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print *value* as JSON: dataclasses by field, moments in ISO 8601, spans in seconds."""
    print(json.dumps(_plain(value), ensure_ascii=False, indent=2))  # noqa: T201


def moment(at: datetime | None) -> str:
    """Write a moment in the zone of this machine, with the zone; "–" for none."""
    return at.astimezone().strftime("%a %d %b %H:%M %Z") if at else "–"


def highlighted(text: str, hits: Iterable[Hit]) -> Text:
    """Show *text* with its hits marked, also where there is no colour."""
    shown = Text()
    end = 0
    for hit in sorted(hits, key=lambda hit: hit.start):
        if hit.start >= end:
            shown.append(text[end : hit.start])
            shown.append(f"‹{text[hit.start : hit.end]}›", style="bold yellow")
            end = hit.end
    return shown.append(text[end:])


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return value
