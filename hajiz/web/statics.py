"""
Our own styles and scripts.

All are read at the start and given by name from memory: no request ever names a file to be read.
"""

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

KEPT = "public, max-age=31536000, immutable"  # their addresses change whenever they do
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_NOT_FOUND = 404


def routes(folder: Path) -> APIRouter:
    """Return what answers below /static/."""
    router = APIRouter()
    files: Mapping[str, bytes] = {
        path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in _TYPES
    }

    @router.get("/static/{name}")
    def give(name: str) -> Response:
        if name not in files:
            raise HTTPException(_NOT_FOUND)
        kind = _TYPES[Path(name).suffix]
        return Response(files[name], headers={"Cache-Control": KEPT}, media_type=kind)

    return router
