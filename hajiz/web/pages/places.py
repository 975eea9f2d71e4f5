"""The page *Places*."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hajiz.web.rendering import page
from hajiz.web.site import Site


def routes(site: Site) -> APIRouter:
    """Return what answers at /places."""
    router = APIRouter()

    @router.get("/places")
    def show(request: Request) -> HTMLResponse:
        return page(request, site, "places.html")

    return router
