"""
Printing a table: folded to the width of a terminal, one line a row for other programs.

Loads the library that draws on terminals only when there is one: it takes long for 1,000 rows.
"""

import sys
from collections.abc import Iterable, Sequence


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Print *rows* under *columns*, or the sentence *empty* when there are none."""
    found = list(rows)
    if not found:
        print(empty)  # noqa: T201 - this is the command line
    elif sys.stdout.isatty():
        _draw(columns, found)
    else:
        _write(columns, found)


def _draw(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else str(cell) for cell in row))
    Console(highlight=False, soft_wrap=True).print(table)


def _write(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    lines = [columns, *([" ".join(str(cell).splitlines()) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(" ".join(padded).rstrip())  # noqa: T201 - this is the command line
