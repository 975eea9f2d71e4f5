"""The page of one item: what the outlet wrote, and what is known of it."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from hajiz.web.rendering import page
from hajiz.web.site import Site
from storage import items

_NOT_FOUND = 404


def routes(site: Site) -> APIRouter:
    """Return what answers below /items/."""
    router = APIRouter()

    @router.get("/items/{number:int}")
    def show(request: Request, number: int) -> HTMLResponse:
        with site.assembly.database.read() as tx:
            found = items.get_many(tx, [number])
        if not found:
            raise HTTPException(_NOT_FOUND)
        return page(request, site, "item.html", stored=found[0])

    return router
