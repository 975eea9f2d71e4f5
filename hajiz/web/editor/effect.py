"""
What an edit would do, as the editor shows it: samples with the words that fired, figures, pins.

Knows no template; asks the archive only for as long as a page may take.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from unicodedata import combining

from alerts.rules.matcher import compile_rules
from alerts.rules.rule import Rule
from hajiz.config.document import parse_toml
from hajiz.config.read import Config, understand
from hajiz.tuning.backtest import Firing, Period
from hajiz.tuning.pins import BrokenPin, broken
from hajiz.tuning.preview import Preview, preview
from hajiz.tuning.rule_edits import Edit, TopicEdit
from hajiz.web.editor.current import Current
from hajiz.web.site import Site
from model import ConfigError, Hit, Label, RuleError, StoredItem
from storage import items, pins
from storage.database import Transaction

DAYS = 30
_LONGEST = 320  # characters of a sentence shown
_AROUND = 60  # characters of a query shown on either side of a mistake


@dataclass(frozen=True, slots=True)
class Sample:
    """One item gained or lost: its headline and the first sentence of its text that fired."""

    stored: StoredItem
    outlet: str
    title_hits: tuple[Hit, ...]
    sentence: str
    sentence_hits: tuple[Hit, ...]
    label: Label | None


@dataclass(frozen=True, slots=True)
class PinShown:
    """A pin that would break."""

    broken: BrokenPin
    language: str


@dataclass(frozen=True, slots=True)
class Pointed:
    """The line of a query that has a mistake, parted at it."""

    before: str
    at: str
    behind: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What would change, or what the rule does as it is; or a mistake that leaves neither."""

    preview: Preview | None = None
    gained: tuple[Sample, ...] = ()
    lost: tuple[Sample, ...] = ()
    kept: tuple[Sample, ...] = ()
    pins: int = 0
    broken: tuple[PinShown, ...] = ()
    mistake: RuleError | None = None
    problem: str = ""

    @property
    def words(self) -> str:
        """Return what the mistake is, as a sentence."""
        reason = self.mistake.reason if self.mistake else ""
        return reason[:1].upper() + reason[1:]

    @property
    def pointed(self) -> Pointed | None:
        """Return where the mistake is."""
        return _pointed(self.mistake) if self.mistake else None

    @property
    def lost_relevant(self) -> int:
        """Return how many of the lost are labelled relevant."""
        compared = self.preview and self.preview.comparison
        return len(compared.labelled(compared.lost, "relevant")) if compared else 0

    @property
    def gained_noise(self) -> int:
        """Return how many of the gained are labelled noise."""
        compared = self.preview and self.preview.comparison
        return len(compared.labelled(compared.gained, "noise")) if compared else 0


@dataclass(frozen=True, slots=True)
class Measured:
    """What an edit would do in the last 30 days, and to the pins of its rule."""

    preview: Preview
    pins: int
    broken: tuple[BrokenPin, ...]


def measured(
    tx: Transaction,
    now: Current,
    edit: Edit,
    period: Period,
    is_overtaken: Callable[[], bool] = lambda: False,
) -> Measured:
    """
    Work out what *edit* would do.

    Raises:
        RuleError: the rule cannot be used; says why and where.
        ConfigError: config.toml cannot take it.
        OvertakenError: nobody waits for it any more.
        StorageError: the database failed.
    """
    rules = now.config.rules
    after = _checked(edit.after(rules))
    changed = _with_topics(now.config, edit)
    new_topics = changed.topics if changed is not now.config else None
    found = preview(
        tx,
        edit.before(rules),
        after,
        now.config.topics,
        period,
        new_topics=new_topics,
        is_overtaken=is_overtaken,
    )
    return Measured(found, *_pins(tx, edit.name, after, changed))


def effect(
    site: Site, now: Current, edit: Edit, is_overtaken: Callable[[], bool] = lambda: False
) -> Effect:
    """
    Work out what *edit* would do as the editor shows it; a mistake is part of the answer.

    Raises:
        OvertakenError: nobody waits for it any more.
        StorageError: the database failed.
    """
    period = Period(since=site.clock() - timedelta(days=DAYS))
    try:
        with site.assembly.database.read() as tx:
            return _effect(tx, measured(tx, now, edit, period, is_overtaken), site)
    except RuleError as error:
        return Effect(mistake=error)
    except ConfigError as error:
        return Effect(problem="\n".join(each.message for each in error.problems))


def _checked(rule: Rule | None) -> Rule | None:
    """Return *rule*, which asks for something."""
    if rule is not None and not (rule.query.strip() or rule.any or rule.all):
        raise RuleError(rule.name, "this rule asks for nothing yet; try @convoy")
    return rule


def _with_topics(config: Config, edit: Edit) -> Config:
    """Return *config* with the topics *edit* would bring."""
    if not isinstance(edit, TopicEdit):
        return config
    path = config.path
    text = edit.change(path)(parse_toml(path, path.read_bytes()).text)
    return understand(parse_toml(path, text.encode()), os.environ)


def _pins(
    tx: Transaction, name: str, after: Rule | None, config: Config
) -> tuple[int, tuple[BrokenPin, ...]]:
    own = pins.every(tx, name)
    if not own:
        return 0, ()
    rules = compile_rules([replace(after, name=name)] if after else [], config.topics)
    return len(own), tuple(each for each in broken(tx, rules) if each.pin.rule == name)


def _effect(tx: Transaction, found: Measured, site: Site) -> Effect:
    numbers = [each.pin.item_id for each in found.broken]
    stored = {each.id: each for each in items.get_many(tx, numbers)}
    return Effect(
        found.preview,
        tuple(_sample(each, found.preview, site) for each in found.preview.gained),
        tuple(_sample(each, found.preview, site) for each in found.preview.lost),
        tuple(_sample(each, found.preview, site) for each in found.preview.kept),
        found.pins,
        tuple(PinShown(each, stored[each.pin.item_id].item.language) for each in found.broken),
    )


def _sample(firing: Firing, found: Preview, site: Site) -> Sample:
    stored, hits = firing.item, firing.match.hits
    sentence, own = _sentence(stored, hits)
    outlet = site.assembly.outlets.get(stored.item.outlet)  # type: ignore[call-overload]
    return Sample(
        stored,
        outlet.name if outlet else stored.item.outlet,
        tuple(hit for hit in hits if hit.field == "title"),
        sentence,
        own,
        found.labels.get(stored.id),
    )


def _sentence(stored: StoredItem, hits: tuple[Hit, ...]) -> tuple[str, tuple[Hit, ...]]:
    """Return the first sentence of the text that has a hit, with its hits moved along."""
    inside = [hit for hit in hits if hit.field == "body"]
    if not inside:
        return "", ()
    start, end = inside[0].sentence.start, inside[0].sentence.end
    if end - start > _LONGEST:
        start = max(start, inside[0].start - _LONGEST // 2)
        end = min(end, start + _LONGEST)
    own = [hit for hit in inside if start <= hit.start and hit.end <= end]
    moved = (replace(hit, start=hit.start - start, end=hit.end - start) for hit in own)
    return stored.item.body[start:end], tuple(moved)


def _pointed(error: RuleError) -> Pointed | None:
    if error.offset is None or not error.text.strip():
        return None
    text, at = error.text, min(error.offset, len(error.text.rstrip()))
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line_end = len(text) if end < 0 else end
    behind = at + 1
    while behind < line_end and combining(text[behind]):
        behind += 1
    before = text[max(start, at - _AROUND) : at]
    return Pointed(before, text[at:behind].strip() or "\u00a0", text[behind:line_end][:_AROUND])
