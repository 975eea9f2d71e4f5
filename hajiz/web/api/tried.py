"""Rules held against the archive for other programs, for as long as a request may take."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule
from hajiz.tuning.backtest import Firing, Period, firings
from hajiz.tuning.rule_edits import RuleEdit
from hajiz.web.api.problems import BUSY, ApiProblem, broken_pin, of_rule
from hajiz.web.api.rule_shapes import Backtested, BeforeAfter, Differing, Proposal, Trial
from hajiz.web.api.shapes import FoundShape, share
from hajiz.web.editor.current import CurrentConfig
from hajiz.web.editor.effect import Measured, measured
from hajiz.web.editor.turns import BusyError, Turns
from hajiz.web.site import Site
from model import RuleError
from storage.database import Transaction

T = TypeVar("T")
DAYS = 30
PATIENCE = 5.0  # seconds
SAMPLES = 20


class Trials:
    """Answers about rules that are only tried; few at once."""

    def __init__(self, site: Site, current: CurrentConfig) -> None:
        self._site, self._current = site, current
        self._turns = Turns()
        self._numbers = count()

    def backtest(self, trial: Trial) -> Backtested:
        """Hold a query against the archive."""
        topics = self._current().config.topics
        period = Period(trial.since or self._usual_since(), trial.until)

        def work(tx: Transaction) -> Backtested:
            rules = compile_rules([Rule("backtest", query=trial.query)], topics)
            return _backtested(tx, rules, period)

        return self._in_turn(work)

    def diff(self, proposal: Proposal) -> Differing:
        """Say what a rule gains and loses."""
        edit = RuleEdit("set", proposal.name, proposal.query)
        period = Period(proposal.since or self._usual_since())
        now = self._current()
        return self._in_turn(lambda tx: _differing(measured(tx, now, edit, period)))

    def _usual_since(self) -> datetime:
        return self._site.clock() - timedelta(days=DAYS)

    def _in_turn(self, work: Callable[[Transaction], T]) -> T:
        try:
            with (
                self._turns.turn(f"api {next(self._numbers)}"),
                self._site.assembly.database.read() as tx,
            ):
                return work(tx)
        except BusyError:
            words = "Others are looking through the archive; try again in a moment."
            raise ApiProblem(BUSY, words) from None
        except RuleError as error:
            raise of_rule(error) from None


class _LateError(Exception):
    """The time is over."""


class _Counted:
    """What a rule fires for, counted as it is found."""

    def __init__(self) -> None:
        self.looked = self.items = 0
        self.days, self.outlets, self.languages = Counter[str](), Counter[str](), Counter[str]()
        self.samples: list[FoundShape] = []
        self._begun: float | None = None

    def tell(self, looked: int, _: int) -> None:
        """Note how far the search has come; end it when its time is over."""
        now = time.monotonic()
        self._begun = now if self._begun is None else self._begun
        if now - self._begun > PATIENCE:
            raise _LateError
        self.looked = looked

    def add(self, firing: Firing) -> None:
        """Count one item."""
        stored = firing.item
        self.items += 1
        self.days[stored.first_seen_at.astimezone(UTC).date().isoformat()] += 1
        self.outlets[stored.item.outlet] += 1
        self.languages[stored.item.language] += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(FoundShape.fired(firing))


def _backtested(tx: Transaction, rules: RuleSet, period: Period) -> Backtested:
    counted, is_complete = _Counted(), True
    try:
        for firing in firings(tx, rules, period, counted.tell):
            counted.add(firing)
    except _LateError:
        is_complete = False
    return Backtested(
        items=counted.items,
        by_day=dict(sorted(counted.days.items())),
        by_outlet=dict(counted.outlets.most_common()),
        by_language=dict(counted.languages.most_common()),
        samples=counted.samples,
        looked=counted.looked,
        complete=is_complete,
    )


def _differing(found: Measured) -> Differing:
    preview, compared = found.preview, found.preview.comparison
    before, after = compared.before, compared.after
    return Differing(
        gained=list(compared.gained),
        lost=list(compared.lost),
        kept=len(compared.kept),
        lost_relevant=list(compared.labelled(compared.lost, "relevant")),
        gained_noise=list(compared.labelled(compared.gained, "noise")),
        precision=BeforeAfter(before=share(before.precision), after=share(after.precision)),
        recall=BeforeAfter(before=share(before.recall), after=share(after.recall)),
        gained_samples=[FoundShape.fired(each) for each in preview.gained],
        lost_samples=[FoundShape.fired(each) for each in preview.lost],
        pins=found.pins,
        broken_pins=[broken_pin(each) for each in found.broken],
        looked=preview.looked,
        complete=preview.is_complete,
    )
