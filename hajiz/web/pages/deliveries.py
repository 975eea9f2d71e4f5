"""The page *Deliveries*."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hajiz.web.rendering import page
from hajiz.web.site import Site


def routes(site: Site) -> APIRouter:
    """Return what answers at /deliveries."""
    router = APIRouter()

    @router.get("/deliveries")
    def show(request: Request) -> HTMLResponse:
        return page(request, site, "deliveries.html")

    return router
