"""The option `--since`: a span back from now, or a date."""

import re
from datetime import datetime, timedelta
from typing import Annotated

import typer

from hajiz.cli.options import wrong_use

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

SinceOption = Annotated[
    str, typer.Option("--since", help="Items first seen since: 12h, 30d, 2w, or 2026-11-20.")
]


def moment_since(text: str, now: datetime) -> datetime:
    """Return the moment that `--since` *text* means; end the command when it means none."""
    return moment_of("--since", text, now)


def moment_of(option: str, text: str, now: datetime) -> datetime:
    """Return the moment that *option* means by *text*; end the command when it means none."""
    span = re.fullmatch(r"(\d{1,5})([mhdw])", text)
    if span:
        return now - timedelta(**{UNITS[span[2]]: int(span[1])})
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        wrong_use(f"{option} {text!r}: write a span like 12h, 3d, 2w, or a date like 2026-11-20")
