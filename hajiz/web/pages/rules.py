"""The page *Rules*: how each fares, and an editor that shows what a change would do."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from hajiz.web.editor.answers import Editor
from hajiz.web.editor.form import NEW, EditForm
from hajiz.web.editor.listing import rows
from hajiz.web.rendering import page
from hajiz.web.site import Site

Filled = Annotated[EditForm, Form()]


def routes(site: Site) -> APIRouter:
    """Return what answers at /rules; what is no rule's name stands below /rules/-/."""
    router = APIRouter()
    editor = Editor(site)

    @router.get("/rules")
    def show(request: Request, removed: str = "") -> HTMLResponse:
        now = editor.current()
        with site.assembly.database.read() as tx:
            found = rows(tx, now.config, site.assembly.rule_set, site.clock())
        return page(request, site, "rules.html", rows=found, fault=now.fault, removed=removed)

    _changes(router, editor)
    _editors(router, editor)
    return router


def _changes(router: APIRouter, editor: Editor) -> None:
    @router.post("/rules/-/preview")
    def preview(request: Request, form: Filled) -> Response:
        return editor.fragment(request, form)

    @router.post("/rules/-/review")
    def review(request: Request, form: Filled) -> HTMLResponse:
        return editor.review(request, form)

    @router.post("/rules/-/save")
    def save(request: Request, form: Filled) -> Response:
        return editor.save(request, form)

    @router.get("/rules/-/suggestions")
    def suggestions(request: Request, name: str = "") -> HTMLResponse:
        return editor.suggestions(request, name)


def _editors(router: APIRouter, editor: Editor) -> None:
    @router.get(NEW)
    def new(request: Request, query: str = "", name: str = "") -> HTMLResponse:
        form = EditForm(kind="add", name=name, query=query)
        return editor.page(request, form, has_preview=bool(query))

    @router.post(NEW)
    def new_previewed(request: Request, form: Filled) -> HTMLResponse:
        return editor.page(request, form, has_preview=True)

    @router.get("/rules/-/new")  # a rule may be called "new"
    def called_new(request: Request, query: str | None = None, saved: bool = False) -> HTMLResponse:
        return editor.of_rule(request, "new", query, saved=saved)

    @router.post("/rules/-/new")
    def called_new_previewed(request: Request, form: Filled) -> HTMLResponse:
        return editor.page(request, form, has_preview=True)

    @router.get("/rules/{name}")
    def rule(
        request: Request, name: str, query: str | None = None, saved: bool = False
    ) -> HTMLResponse:
        return editor.of_rule(request, name, query, saved=saved)

    @router.post("/rules/{name}")
    def rule_previewed(request: Request, name: str, form: Filled) -> HTMLResponse:
        return editor.page(request, form.model_copy(update={"name": name}), has_preview=True)
