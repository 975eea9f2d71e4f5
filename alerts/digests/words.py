"""
The sentences of a digest: subject, picture, what could not be seen, figures.

Each is one plain line of English; knows nothing of layout.
"""

from datetime import date, timedelta

from alerts.digests.plain import isolate, one_line
from model import Coverage, Digest, DigestItem

TITLE_IN_SUBJECT = 60
NAME_IN_SUBJECT = 40
NAMED_AT_THE_TOP = 3
RULE_SET_SHOWN = 8
DAY = timedelta(days=1)


def counted(number: int, one: str, many: str) -> str:
    """Write a number with its noun: "1 match", "6,120 items"."""
    return f"{number:,} {one if number == 1 else many}"


def rounded_days(length: timedelta) -> str:
    """Write a length in days, rounded: "3 days"."""
    return counted(round(length / DAY), "day", "days")


def subject(name: str, digest: Digest) -> str:
    """Carry the picture in one line: how much, what first, and how blind we were."""
    title = _first_title(digest)
    parts = f"Hajiz {one_line(name, NAME_IN_SUBJECT)}: {_matches(digest)}"
    if title:
        parts += f" – «{isolate(title)}»"
    failing = len(digest.coverage.failing)
    return f"{parts}; {counted(failing, 'outlet', 'outlets')} failing" if failing else parts


def picture(digest: Digest) -> str:
    """Say what was found, in one line."""
    if not digest.match_count:
        return "Nothing matched"
    outlets = {group.outlet.id for section in digest.sections for group in section.groups}
    return f"{_matches(digest)} from {counted(len(outlets), 'outlet', 'outlets')}"


def warning(coverage: Coverage) -> str:
    """Say at the top that something could not be seen; "" when all was."""
    failing = coverage.failing
    if not failing:
        return ""
    some = f"{counted(len(failing), 'outlet', 'outlets')} could not be seen"
    if len(failing) > NAMED_AT_THE_TOP:
        return f"{some} – named at the end"
    names = (one_line(state.outlet.name, TITLE_IN_SUBJECT) for state in failing)
    return f"{some}: {', '.join(isolate(name) for name in names)}"


def rest(number: int, since: date) -> str:
    """Say how to see the matches that are only counted; "" when there are none."""
    if not number:
        return ""
    some = counted(number, "more match is", "more matches are")
    how = f"hajiz items search --rule NAME --since {since} --limit 1000"
    return f"{some} kept but not shown here. See them, rule by rule, with: {how}"


def coverage(seen: Coverage, most_failing: int) -> tuple[str, ...]:
    """Say how much of the world the digest speaks for, one line a thought."""
    lines = [_unnamed(seen, most_failing), _figures(seen), _baseline(seen)]
    return tuple(line for line in lines if line)


def footer(name: str, digest: Digest) -> tuple[str, ...]:
    """Say which rules decided, which digest this is, and where to change it."""
    return (
        f"rules {one_line(digest.rule_set)[:RULE_SET_SHOWN]}",
        f"digest {one_line(digest.id)}",
        f"change what you get: config.toml, [[digests]] {name}",
    )


def title_of(item: DigestItem) -> str:
    """Return an item's title as one clean line, whatever is wrong with the item."""
    return one_line(str(getattr(item.title, "text", "")))


def _matches(digest: Digest) -> str:
    number = digest.match_count
    return counted(number, "match", "matches") if number else "no matches"


def _first_title(digest: Digest) -> str:
    for section in digest.sections:
        for group in section.groups:
            for item in group.items:
                title = one_line(title_of(item), TITLE_IN_SUBJECT)
                if title:
                    return title
    return ""


def _unnamed(seen: Coverage, most_failing: int) -> str:
    more = len(seen.failing) - most_failing
    if more > 0:
        return f"and {counted(more, 'outlet', 'outlets')} more: hajiz status"
    if seen.failing or not seen.outlets:
        return "" if seen.outlets else "No outlet is configured: there was nothing to look at."
    if seen.polled < seen.outlets:
        missing = counted(seen.outlets - seen.polled, "outlet was", "outlets were")
        return f"{missing} not looked at in this time."
    return "Nothing: all outlets could be seen."


def _figures(seen: Coverage) -> str:
    return (
        f"{seen.polled:,} of {counted(seen.outlets, 'outlet', 'outlets')} seen, "
        f"{seen.unchanged:,} of them with nothing new at the last look; "
        f"{len(seen.failing):,} failing; {counted(seen.items_read, 'item', 'items')} read."
    )


def _baseline(seen: Coverage) -> str:
    if not seen.baseline_items:
        return ""
    there = counted(seen.baseline_items, "item was", "items were")
    match = f"{seen.baseline_matches:,} of them match" if seen.baseline_matches else "none matches"
    return f"First look at new outlets: {there} already there, {match} – not reported as new."
