"""`hajiz incidents export`: incidents for other programs, for maps, and as evidence."""

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.incidents_options import (
    DeniedOption,
    KindOption,
    PlaceOption,
    SinceOption,
    UntilOption,
    names_of,
    no_incident,
    refuse,
    wanted,
)
from hajiz.cli.options import ConfigOption, load_config, wrong_use
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from typing import BinaryIO

    from hajiz.assembly import Assembly
    from hajiz.incidents.export.shape import Plain
    from hajiz.incidents.finding import Wanted
    from hajiz.incidents.showing import Shown
    from storage.database import Transaction

    Write = Callable[[BinaryIO], None]

STDOUT = Path("-")


class Format(StrEnum):
    """What incidents are written as."""

    JSON = "json"
    CSV = "csv"
    GEOJSON = "geojson"
    PACK = "pack"


def export_incidents(  # noqa: PLR0917 - typer's way of declaring options
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="N", help="These [default: all].")
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="pack is a ZIP with all evidence.")
    ] = Format.JSON,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to [default: printed]."),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    place: PlaceOption = None,
    kind: KindOption = None,
    denied: DeniedOption = False,
    config: ConfigOption = None,
) -> None:
    """
    Write incidents as JSON, as a table, for a map, or as a pack of evidence.

    What is in FILE is replaced, once the new one is whole. docs/incidents.md says what is in each.
    """
    from hajiz.assembly import assemble

    now = utc_now()
    asked = wanted(since, until, place, kind, denied, now)
    _refuse_nonsense(numbers, asked, format, output)
    with assemble(load_config(config), now) as assembly, assembly.database.read() as tx:
        found = _Counted(_found(tx, numbers, asked))
        write = _writer(tx, assembly, found, format)
        if output is None or output == STDOUT:
            write(sys.stdout.buffer)
            return
        _write_file(output, write)
    what = "incident" if found.count == 1 else "incidents"
    typer.echo(f"{found.count:,} {what} written to {output}")


class _Counted:
    """Incidents, counted as they go by."""

    def __init__(self, found: "Iterable[Shown]") -> None:
        self._found = found
        self.count = 0

    def __iter__(self) -> "Iterator[Shown]":
        for each in self._found:
            self.count += 1
            yield each


def _refuse_nonsense(
    numbers: list[int] | None, asked: "Wanted", form: Format, output: Path | None
) -> None:
    from hajiz.incidents.finding import Wanted

    if numbers and asked != Wanted():
        wrong_use("name the incidents, or say which by --since and the like; not both")
    if form is Format.PACK and output is None and sys.stdout.isatty():
        wrong_use("a pack is a ZIP file: say where to with -o FILE.zip")


def _found(tx: "Transaction", numbers: list[int] | None, asked: "Wanted") -> "Iterator[Shown]":
    from hajiz.incidents.finding import find, numbered
    from storage import incidents

    if not numbers:
        return find(tx, asked)
    chosen = list(dict.fromkeys(numbers))
    known = incidents.get_many(tx, chosen)
    for number in chosen:
        if number not in known:
            no_incident(number)
    return numbered(tx, chosen)


def _writer(
    tx: "Transaction", assembly: "Assembly", found: "Iterable[Shown]", form: Format
) -> "Write":
    """Return what writes *found* into a file."""
    from hajiz.incidents.export import csv, gathering, geojson, json, pack

    names = names_of(assembly)
    if form is Format.PACK:
        return lambda file: pack.write_pack(file, gathering.with_papers(tx, found, names))
    ways: dict[Format, Callable[[Iterable[Plain]], Iterator[str]]] = {
        Format.JSON: json.written,
        Format.CSV: csv.written,
        Format.GEOJSON: geojson.written,
    }
    parts = ways[form](gathering.shapes(tx, found, names))
    return lambda file: file.writelines(part.encode("utf-8", "replace") for part in parts)


def _write_file(path: Path, write: "Write") -> None:
    from alerts.channels.whole_file import whole_file

    try:
        with whole_file(path) as file:
            write(file)
    except OSError as error:
        refuse(f"{path} cannot be written: {error.strerror or error}; nothing was written")
