"""The page *Rules*."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hajiz.web.rendering import page
from hajiz.web.site import Site


def routes(site: Site) -> APIRouter:
    """Return what answers at /rules."""
    router = APIRouter()

    @router.get("/rules")
    def show(request: Request) -> HTMLResponse:
        return page(request, site, "rules.html")

    return router
