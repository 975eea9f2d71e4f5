"""The page *Search*."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hajiz.web.rendering import page
from hajiz.web.site import Site


def routes(site: Site) -> APIRouter:
    """Return what answers at /search."""
    router = APIRouter()

    @router.get("/search")
    def show(request: Request) -> HTMLResponse:
        return page(request, site, "search.html")

    return router
