"""
Report files: one JSON object a line, in order of arrival, a text with what a careful reader found.

    {"id": "1", "language": "en", "outlet": "Alwaght", "published_at": "2023-03-01T17:00:00+03:30",
     "text": "…", "incident_id": "a", "event_date": "2023-03-01", "origin_source": "SANA",
     "attribution_chain": ["Alwaght", "SANA"], "stance": "quotes"}

*incident_id* null is a report of no incident. What follows it may be left out: what is not judged
is not counted. *apart_from* lists incidents that are easily taken for this one.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alerts.incidents.evaluate import Report
from model import ConfigError, Problem

BAD_DATA = 65

_NEEDED = ("outlet", "published_at", "text")
_DAY = len("2023-03-01")
_ARROWS = re.compile(r"\s*(?:←|<-|→|->|>|<)\s*")


def read_reports(path: Path) -> tuple[Report, ...]:
    """
    Return the reports in *path*, in their order.

    Raises:
        ConfigError: with exit code 65; the file cannot be read, or lines of it: all are listed.
    """
    found: list[Report] = []
    problems: list[Problem] = []
    for number, line in _lines(path):
        try:
            found.append(_report(number, line))
        except ValueError as error:
            problems.append(Problem(str(path), "", str(error), number))
    if problems:
        raise _refused(*problems)
    return tuple(found)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "") or "it is not saved as UTF-8"
        raise _refused(Problem(str(path), "", f"cannot be read: {why}")) from error
    yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _report(number: int, line: str) -> Report:
    try:
        said = json.loads(line)
    except ValueError as error:
        raise ValueError(f"is not JSON: {error}") from error
    if not isinstance(said, dict):
        raise ValueError("is not an object; write {…} with what is known of one report")  # noqa: TRY004
    if missing := [name for name in _NEEDED if not isinstance(said.get(name), str)]:
        raise ValueError(f"has no {', no '.join(missing)}; every report needs them, as texts")
    if "incident_id" not in said:
        raise ValueError("has no incident_id; write null for a report of no incident")
    return _made(str(said.get("id", number)), said)


def _made(key: str, said: dict[str, Any]) -> Report:
    incident = said["incident_id"]
    return Report(
        id=key,
        language=str(said.get("language") or "und"),
        outlet=said["outlet"],
        published_at=_moment(said["published_at"]),
        text=said["text"],
        incident_id=f"{key} alone" if incident is None else str(incident),
        event_date=_day(said.get("event_date")),
        origin_source=str(said["origin_source"] or "") if "origin_source" in said else None,
        attribution_chain=_names(said, "attribution_chain"),
        stance=str(said["stance"]) if said.get("stance") else None,
        apart_from=_names(said, "apart_from") or (),
    )


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        why = f"published_at is no moment as in 2023-03-01T17:00:00+03:00: {written!r}"
        raise ValueError(why) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(written: object) -> date | None:
    """Read a day; a month or a year is none."""
    if not isinstance(written, str) or len(written) < _DAY:
        return None
    try:
        return date.fromisoformat(written[:_DAY])
    except ValueError as error:
        raise ValueError(f"event_date is no day as in 2023-03-01: {written!r}") from error


def _names(said: dict[str, Any], field: str) -> tuple[str, ...] | None:
    names = said.get(field)
    if isinstance(names, str):
        return tuple(_ARROWS.split(names))
    if names is not None and not isinstance(names, list):
        raise ValueError(f"{field} is no list of names: {names!r}")
    return None if names is None else tuple(map(str, names))


def _refused(*problems: Problem) -> ConfigError:
    error = ConfigError(problems)
    error.exit_code = BAD_DATA
    return error
