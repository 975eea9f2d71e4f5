"""The page *Outlets*."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hajiz.web.rendering import page
from hajiz.web.site import Site


def routes(site: Site) -> APIRouter:
    """Return what answers at /outlets."""
    router = APIRouter()

    @router.get("/outlets")
    def show(request: Request) -> HTMLResponse:
        return page(request, site, "outlets.html")

    return router
