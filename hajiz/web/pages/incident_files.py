"""An incident as a file: for programs, spreadsheets, maps, and as a pack of evidence."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response, StreamingResponse

from hajiz.incidents.export import csv, gathering, geojson, json, pack
from hajiz.incidents.export.shape import Plain
from hajiz.incidents.names import Names
from hajiz.incidents.reading import origins_of
from hajiz.incidents.showing import Shown, shown
from hajiz.web.pages.incidents import NONE
from hajiz.web.site import Site
from hajiz.web.views import asked
from storage.database import Transaction

_NOT_FOUND = 404
_IN_MEMORY = 4_000_000  # bytes of a pack; beyond that it waits on the disk
_AT_ONCE = 64 * 1024
_ZIP = "application/zip"
WAYS: Mapping[str, tuple[Callable[[Iterable[Plain]], Iterator[str]], str]] = {
    "json": (json.written, "application/json"),
    "csv": (csv.written, "text/csv; charset=utf-8"),
    "geojson": (geojson.written, "application/geo+json"),
}


def routes(site: Site) -> APIRouter:
    """Return what answers at /incidents/N/export/."""
    router = APIRouter(prefix="/incidents/{number}")

    @router.get("/export/{form}")
    def export(number: str, form: str) -> Response:
        own = asked.number(number)
        if form not in {*WAYS, "zip"}:
            raise HTTPException(_NOT_FOUND)
        return _zip(site, own) if form == "zip" else _text(site, own, form)

    return router


def _text(site: Site, own: int | None, form: str) -> Response:
    written, kind = WAYS[form]
    with site.assembly.database.read() as tx:
        found = _known(tx, own)
        text = "".join(written(gathering.shapes(tx, [found], _names(site))))
    return Response(text.encode("utf-8", "replace"), headers=_named(found, form), media_type=kind)


def _zip(site: Site, own: int | None) -> Response:
    with site.assembly.database.read() as tx:
        found = _known(tx, own)
        file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when it was sent
        try:
            pack.write_pack(file, gathering.with_papers(tx, [found], _names(site)))  # type: ignore[arg-type]
        except BaseException:
            file.close()
            raise
    file.seek(0)
    return StreamingResponse(_parts(file), headers=_named(found, "zip"), media_type=_ZIP)


def _parts(file: "SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    with file:
        while part := file.read(_AT_ONCE):
            yield part


def _known(tx: Transaction, own: int | None) -> Shown:
    found = None if own is None else shown(tx, [own]).get(own)
    if found is None or not found.reports:
        raise HTTPException(_NOT_FOUND, NONE.format(own or ""))
    return found


def _names(site: Site) -> Names:
    assembly = site.assembly
    return Names(origins_of(assembly.config), assembly.outlets)


def _named(found: Shown, form: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="incident-{found.id}.{form}"'}
