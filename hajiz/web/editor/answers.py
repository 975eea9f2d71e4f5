"""
Answers about one rule: the editor, its preview, the review before it is written, suggestions.

Knows templates and forms; what a change does is asked of `hajiz.tuning`.
"""

from collections.abc import Mapping
from pathlib import Path

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from alerts.rules.rule import Rule
from hajiz.config.replace import Change
from hajiz.tuning.preview import OvertakenError
from hajiz.tuning.saving import Draft, PinError, draft, save
from hajiz.web import visitor
from hajiz.web.editor.current import Current, CurrentConfig
from hajiz.web.editor.effect import Effect, effect
from hajiz.web.editor.form import NEW, EditForm, address_of
from hajiz.web.editor.offers import offers
from hajiz.web.editor.page import edited, said_of
from hajiz.web.editor.turns import BusyError, Turns
from hajiz.web.rendering import page
from hajiz.web.site import Site
from model import ConfigError

_NO_CONTENT, _SEE_OTHER, _NOT_FOUND, _CONFLICT, _BUSY = 204, 303, 404, 409, 503
_BUSY_WORDS = "Others are looking through the archive; try again in a moment."


class Editor:
    """Answers what concerns one rule."""

    def __init__(self, site: Site) -> None:
        self.current = CurrentConfig(site)
        self._site = site
        self._turns = Turns()

    def of_rule(
        self, request: Request, name: str, query: str | None, *, saved: bool
    ) -> HTMLResponse:
        """Answer with the editor of a rule, with *query* in place of its own if one is given."""
        rule = self._rule(name)
        asked = edited(rule).query if query is None else query
        form = EditForm(kind="set", name=name, query=asked, on_update=rule.on_update)
        return self.page(request, form, has_preview=True, saved=saved)

    def page(
        self, request: Request, form: EditForm, *, has_preview: bool = False, saved: bool = False
    ) -> HTMLResponse:
        """Answer with the editor."""
        now = self.current()
        rule = self._rule(form.name) if form.kind != "add" else None
        found = self._effect(now, form, _alone(request)) if has_preview else None
        with self._site.assembly.database.read() as tx:
            said = said_of(tx, form.name) if rule else None
        address = address_of(form.name) if rule else NEW
        return page(
            request, self._site, "rule.html", form=form, rule=rule, address=address,
            effect=found, said=said, saved=saved, fault=now.fault,
        )  # fmt: skip

    def fragment(self, request: Request, form: EditForm) -> Response:
        """Answer with the preview alone, which a script puts into the page."""
        try:
            who = visitor.of(request.scope).proof
            found = self._effect(self.current(), form, who)
        except OvertakenError:
            return Response(status_code=_NO_CONTENT)
        return page(request, self._site, "rule_effect.html", effect=found)

    def review(self, request: Request, form: EditForm, notice: str = "") -> HTMLResponse:
        """Answer with all that would be written, for somebody to say yes to."""
        now = self.current()
        try:
            with self._site.assembly.database.read() as tx:
                made = draft(tx, *self._what(form), self._site.assembly.rule_set)
        except ConfigError as error:
            return self._reviewed(request, now, form, None, notice, error)
        return self._reviewed(request, now, form, made, notice)

    def save(self, request: Request, form: EditForm) -> Response:
        """Write it, unless something speaks against it."""
        assembly = self._site.assembly
        try:
            save(
                assembly.database, *self._what(form), assembly.rule_set, form.shown,
                is_forced=form.force,
            )  # fmt: skip
        except (PinError, ConfigError) as error:
            return self.review(request, form, _reason(error))
        if form.kind == "remove":
            return RedirectResponse(f"/rules?removed={form.name}", _SEE_OTHER)
        return RedirectResponse(f"{address_of(form.name.strip())}?saved=true", _SEE_OTHER)

    def suggestions(self, request: Request, name: str) -> HTMLResponse:
        """Answer with terms that may make the rule *name* better, and their effect."""
        if name not in self._site.assembly.rule_set.rules:
            raise HTTPException(_NOT_FOUND, f"There is no rule “{name}” in use.")
        try:
            with self._turns.turn(visitor.of(request.scope).proof):
                found = offers(self._site, name)
        except BusyError:
            raise HTTPException(_BUSY, _BUSY_WORDS) from None
        return page(
            request, self._site, "rule_suggestions.html", name=name, back=address_of(name),
            found=found.found, exclusions=found.exclusions, additions=found.additions,
        )  # fmt: skip

    def _rule(self, name: str) -> Rule:
        rule = self.current().rule(name)
        if rule is None:
            raise HTTPException(_NOT_FOUND, f"There is no rule “{name}”.")
        return rule

    def _what(self, form: EditForm) -> tuple[Path, Change, Mapping[str, str]]:
        path = self._site.config_path
        return path, form.edit.change(path), self.current.environ

    def _reviewed(
        self,
        request: Request,
        now: Current,
        form: EditForm,
        made: Draft | None,
        notice: str,
        error: ConfigError | None = None,
    ) -> HTMLResponse:
        found = self._effect(now, form, _alone(request))
        back = address_of(form.name) if now.rule(form.name) else NEW
        status = _CONFLICT if notice or error else 200
        return page(
            request, self._site, "rule_review.html", status, form=form, draft=made, effect=found,
            notice=notice, problems=error.problems if error else (), back=back,
        )  # fmt: skip

    def _effect(self, now: Current, form: EditForm, who: str) -> Effect:
        try:
            with self._turns.turn(who) as is_overtaken:
                return effect(self._site, now, form.edit, is_overtaken)
        except BusyError:
            return Effect(problem=_BUSY_WORDS)


def _reason(error: PinError | ConfigError) -> str:
    said = error.problems[0].message if isinstance(error, ConfigError) else str(error)
    first = said.splitlines()[0]
    return f"{first[:1].upper()}{first[1:]}."


def _alone(request: Request) -> str:
    """Return who waits for a whole page: it is not overtaken by another one of the same visitor."""
    return f"{visitor.of(request.scope).proof} {id(request)}"
