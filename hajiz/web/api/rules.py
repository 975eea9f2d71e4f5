"""Rules for other programs: how they fare, what a change would do, and changes themselves."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from hajiz.config.replace import ChangedError, fingerprint
from hajiz.tuning.rule_edits import RuleEdit
from hajiz.tuning.saving import Draft, PinError, save
from hajiz.web.api import asked
from hajiz.web.api.problems import (
    CHANGED,
    UNCONDITIONAL,
    ApiProblem,
    not_found,
    of_config,
    of_pins,
)
from hajiz.web.api.rule_shapes import (
    Backtested,
    Checked,
    Differing,
    Proposal,
    Question,
    RuleShape,
    RuleWish,
    Trial,
    Written,
)
from hajiz.web.api.shapes import share
from hajiz.web.api.tried import Trials
from hajiz.web.editor.current import CurrentConfig
from hajiz.web.editor.listing import Row, rows
from hajiz.web.site import Site
from model import ConfigError, RuleError

IfMatch = Annotated[
    str | None,
    Header(description="The ETag of the rules you have seen; `*` for whatever stands there."),
]
Force = Annotated[bool, Query(description="Write it although a pin breaks.")]
_CREATED = 201


def routes(site: Site) -> APIRouter:
    """Return what answers at /api/rules."""
    router = APIRouter(prefix="/rules", tags=["rules"])
    current = CurrentConfig(site)
    _reading(router, site, current)
    _trying(router, Trials(site, current), current)
    _writing(router, site, current)
    return router


def _reading(router: APIRouter, site: Site, current: CurrentConfig) -> None:
    @router.get("")
    def list_rules(answer: Response) -> list[RuleShape]:
        """List the rules of config.toml; the ETag is for changing them."""
        answer.headers["ETag"] = _etag(site)
        now = current()
        assembly = site.assembly
        with assembly.database.read() as tx:
            found = rows(tx, now.config, assembly.rule_set, site.clock())
        retold = {rule.name: rule.on_update for rule in now.config.rules}
        return [_shape(row, on_update=retold[row.name]) for row in found]

    @router.get("/{name}")
    def get_rule(name: asked.NameInPath, answer: Response) -> RuleShape:
        """Get one rule; the ETag is for changing it."""
        found = {rule.name: rule for rule in list_rules(answer)}
        if name not in found:
            raise not_found(f"rule “{name}”")
        return found[name]


def _trying(router: APIRouter, trials: Trials, current: CurrentConfig) -> None:
    @router.post("/check")
    def check(question: Question) -> Checked:
        """Say whether a query can be used, and where its first mistake is."""
        from alerts.rules.matcher import compile_rules
        from alerts.rules.rule import Rule

        try:
            compile_rules([Rule("check", query=question.query)], current().config.topics)
        except RuleError as error:
            return Checked(ok=False, why=error.reason, offset=error.offset)
        return Checked(ok=True, why="", offset=None)

    @router.post("/backtest")
    def backtest(trial: Trial) -> Backtested:
        """Hold a query against the archive: what it would have fired for."""
        return trials.backtest(trial)

    @router.post("/diff")
    def diff(proposal: Proposal) -> Differing:
        """Say what a rule gains and loses when it asks for something else, and its pins."""
        return trials.diff(proposal)


def _writing(router: APIRouter, site: Site, current: CurrentConfig) -> None:
    @router.put("/{name}", responses={_CREATED: {"model": Written}})
    def put_rule(
        name: asked.NameInPath, wish: RuleWish, answer: Response, if_match: IfMatch = None
    ) -> Written:
        """Change a rule in config.toml, or add it; refused where a pin breaks."""
        is_there = current().rule(name) is not None
        edit = RuleEdit("set" if is_there else "add", name, wish.query, wish.on_update)
        made = _saved(site, current, edit, if_match, is_forced=wish.force)
        answer.status_code = 200 if is_there else _CREATED
        return _told(site, made, answer)

    @router.delete("/{name}")
    def delete_rule(
        name: asked.NameInPath, answer: Response, force: Force = False, if_match: IfMatch = None
    ) -> Written:
        """Take a rule out of config.toml; its matches and labels are kept."""
        if current().rule(name) is None:
            raise not_found(f"rule “{name}”")
        made = _saved(site, current, RuleEdit("remove", name), if_match, is_forced=force)
        return _told(site, made, answer)


def _saved(
    site: Site, current: CurrentConfig, edit: RuleEdit, if_match: str | None, *, is_forced: bool
) -> Draft:
    if if_match is None:
        words = "Say which state of config.toml you change: If-Match with the ETag of /api/rules."
        raise ApiProblem(UNCONDITIONAL, words)
    shown = None if if_match.strip() == "*" else if_match.strip().removeprefix("W/").strip('"')
    assembly, path = site.assembly, site.config_path
    change = edit.change(path)
    try:
        return save(
            assembly.database, path, change, current.environ, assembly.rule_set, shown,
            is_forced=is_forced,
        )  # fmt: skip
    except PinError as error:
        raise of_pins(error) from None
    except ChangedError:
        words = "It was changed by somebody else since: look at the rules again."
        raise ApiProblem(CHANGED, words) from None
    except ConfigError as error:
        raise of_config(error) from None


def _told(site: Site, made: Draft, answer: Response) -> Written:
    answer.headers["ETag"] = _etag(site)
    return Written(written=made.is_change, lines=list(made.lines))


def _etag(site: Site) -> str:
    try:
        content = site.config_path.read_bytes()
    except OSError:
        content = b""
    return f'"{fingerprint(content)}"'


def _shape(row: Row, *, on_update: bool) -> RuleShape:
    return RuleShape(
        name=row.name,
        query=row.query,
        on_update=on_update,
        days=list(row.picture.bars),
        matches=row.picture.matches,
        precision=share(row.picture.precision),
        last_hit_at=row.picture.last_hit_at,
        dead=list(row.dead),
        pins=row.pins,
        broken_pins=row.broken,
    )
