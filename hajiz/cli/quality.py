"""Precision and recall on the command line: the share, and how sure one can be of it."""

from alerts.tuning.quality import Share


def share(value: Share | None) -> str:
    """Write a share with two decimals; "–" for none."""
    return "–" if value is None else f"{value.value:.2f}"


def sure(value: Share | None) -> str:
    """Write between what the true share likely lies; "" for none."""
    if value is None:
        return ""
    low, high = value.interval
    return f"likely {low:.2f}–{high:.2f}"


def as_json(value: Share | None) -> dict[str, object] | None:
    """Shape a share for other programs."""
    if value is None:
        return None
    low, high = value.interval
    counts = {"part": value.part, "whole": value.whole}
    return {"value": value.value, **counts, "low": low, "high": high}
