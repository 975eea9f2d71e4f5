"""
Incidents as a table for spreadsheets: RFC 4180, UTF-8 with a byte order mark, one row each.

Without the mark Excel takes UTF-8 for a Western code page, and Arabic is lost. A cell that a
spreadsheet would take for a formula begins with an apostrophe (OWASP, "CSV Injection").
"""

import csv
import io
from collections.abc import Iterable, Iterator

from hajiz.incidents.export.row import row
from hajiz.incidents.export.shape import Plain

MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # full-width ones too


def written(incidents: Iterable[Plain]) -> Iterator[str]:
    """Yield the table line by line, headings first; of no incident the headings alone."""
    yield MARK + _line(_COLUMNS)
    for each in incidents:
        yield _line(cell(value) for value in row(each).values())


def cell(value: object) -> object:
    """Return *value* as a spreadsheet shows it and does not compute it; numbers stay numbers."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" \xa0").startswith(_FORMULA):
        return f"'{value}"
    return value


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


_COLUMNS = (
    "number", "heading", "kinds", "place_id", "place", "latitude", "longitude", "precision",
    "first_day", "last_day", "first_report_at", "last_report_at", "outlets", "origins",
    "claimed_by", "is_claimed_without_name", "confirmed_by", "denied_by", "disputed", "figures",
    "items", "links",
)  # fmt: skip
