"""What a change of a rule does, in words for people and in figures for programs."""

from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Any

from alerts.tuning.quality import Quality, Share
from hajiz.tuning.backtest import Firing
from hajiz.tuning.pins import BrokenPin
from hajiz.tuning.preview import Preview

_SHOWN = 3  # samples
_TITLE = 40  # characters of one shown


def of_change(name: str, found: Preview) -> Iterator[str]:
    """Yield what the rule *name* gains and loses, a line each."""
    compared = found.comparison
    gained, lost = len(compared.gained), len(compared.lost)
    yield f"{name}  +{gained:,}  −{lost:,}  ({len(compared.kept):,} kept)"
    for kind, samples in (("gained", found.gained), ("lost", found.lost)):
        yield from (f"  {kind:<7} {_sample(each)}" for each in samples[:_SHOWN])
    yield from of_quality(compared.before, compared.after)
    for verdict, kind, items in (
        ("relevant", "lost", compared.lost),
        ("noise", "gained", compared.gained),
    ):
        if count := len(compared.labelled(items, verdict)):  # type: ignore[arg-type]
            yield f"  ! {count:,} of the {kind} {'is' if count == 1 else 'are'} labelled {verdict}"
    if not found.is_complete:
        yield f"  looked at the newest {found.looked:,} of {found.total:,} items that may match"


def of_quality(before: Quality, after: Quality) -> Iterator[str]:
    """Yield precision and recall before and after, where there are labels."""
    for word, old, new in (
        ("precision", before.precision, after.precision),
        ("recall", before.recall, after.recall),
    ):
        if old or new:
            yield f"  {word} {figure(old)} → {figure(new)}"


def figure(share: Share | None) -> str:
    """Write a share with what it was counted of; "–" where nothing is labelled."""
    return f"{share.value:.2f} ({share.part:,} of {share.whole:,})" if share else "–"


def of_pins(broken: Sequence[BrokenPin]) -> Iterator[str]:
    """Yield each pin that breaks."""
    for each in broken:
        yield f"  pin broken: {each.why}: item {each.pin.item_id}, “{each.title}”, {each.outlet}"


def as_json(found: Preview) -> dict[str, Any]:
    """Shape a preview for other programs."""
    compared = found.comparison
    return {
        "gained": compared.gained,
        "lost": compared.lost,
        "kept": len(compared.kept),
        "verdicts": compared.verdicts,
        "precision": _pair(compared.before.precision, compared.after.precision),
        "recall": _pair(compared.before.recall, compared.after.recall),
        "looked": found.looked,
        "of": found.total,
        "complete": found.is_complete,
    }


def _pair(before: Share | None, after: Share | None) -> dict[str, float | None]:
    return {
        "before": None if before is None else before.value,
        "after": None if after is None else after.value,
    }


def _sample(firing: Firing) -> str:
    stored = firing.item
    surfaces = ", ".join(dict.fromkeys(f"‹{hit.surface}›" for hit in firing.match.hits[:3]))
    title = shorten(stored.item.title, _TITLE, placeholder=" …")
    return f"{stored.id}  “{title}”, {stored.item.outlet}: {surfaces}"
