"""The page *Today*."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hajiz.web.rendering import page
from hajiz.web.site import Site


def routes(site: Site) -> APIRouter:
    """Return what answers at /."""
    router = APIRouter()

    @router.get("/")
    def show(request: Request) -> HTMLResponse:
        return page(request, site, "today.html")

    return router
