"""How a look at an outlet is shown: to people in lines, to programs as JSON."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hajiz.outlets.newest import newest
from model import Item

if TYPE_CHECKING:
    from hajiz.outlets.examine import Examined
    from hajiz.outlets.find import Findings
    from hajiz.outlets.flag import Flag

LONGEST_LINE = 100  # characters of a title
MOST_FLAGGED = 10  # flagged items shown in full
_FORMS = {"feed": "feed", "sitemap": "sitemap", "telegram": "Telegram channel", "listing": "page"}


def what_is_there(examined: "Examined", language: str) -> Iterator[str]:
    """Tell what one look brought: what it is, in which language, its newest items."""
    count = len(examined.items)
    yield f"{_FORMS[examined.place.kind]:9} {examined.lasting_url}"
    yield f"language  {language_words(examined, language)}"
    yield f"items     {count}" + (f", the newest {shown(examined.newest_at)}" if count else "")
    for item in newest(examined.items):
        yield f"          {shown(item.published_at):16}  {line_of(item)}"
    if examined.note:
        yield f"note      {examined.note}"


def language_words(examined: "Examined", language: str) -> str:
    """Say which language it is and who says so."""
    declared, detected = examined.heading.language, examined.detected
    if detected == language:
        others = f'; it declares "{declared}"' if declared not in {"", language} else ""
        return f"{language} (its items read so{others})"
    if detected:
        return f'{language}, though its items read like "{detected}"'
    return f"{language} (declared)" if declared == language else language or "not known"


def what_is_flagged(flagged: "Sequence[Flag]", examined: "Examined") -> Iterator[str]:
    """Tell which items the rules of config.toml would flag, and by which words."""
    from hajiz.outlets.flag import words_of

    total = len(examined.items)
    yield f"rules     would flag {len(flagged)} of {total} items"
    for flag in flagged[:MOST_FLAGGED]:
        yield f"          {line_of(flag.item)}"
        for match in flag.matches:
            yield f"            {match.rule}: {', '.join(f'«{w}»' for w in words_of(match)[:8])}"
    if len(flagged) > MOST_FLAGGED:
        yield f"          and {len(flagged) - MOST_FLAGGED} more; --json has all"


def what_was_tried(findings: "Findings") -> Iterator[str]:
    """Tell what was looked at in vain."""
    for each in findings.tried:
        yield f"  {each.url}: {each.reason}"


def look_as_json(examined: "Examined") -> dict[str, Any]:
    """Return what one look brought, for programs."""
    return {
        "kind": examined.place.kind,
        "url": examined.lasting_url,
        "name": examined.heading.title,
        "language": examined.language,
        "declared_language": examined.heading.language,
        "detected_language": examined.detected,
        "item_count": len(examined.items),
        "newest_at": examined.newest_at,
        "items": [_item(each) for each in newest(examined.items)],
        "note": examined.note,
    }


def flags_as_json(flagged: "Iterable[Flag]") -> list[dict[str, Any]]:
    """Return the flagged items, for programs."""
    from hajiz.outlets.flag import words_of

    return [
        {
            **_item(flag.item),
            "rules": [{"rule": each.rule, "words": words_of(each)} for each in flag.matches],
        }
        for flag in flagged
    ]


def line_of(item: Item) -> str:
    """Return an item as one short line."""
    words = item.title or " ".join(item.body.split()) or item.url
    return words if len(words) <= LONGEST_LINE else f"{words[: LONGEST_LINE - 1]}…"


def shown(at: datetime | None) -> str:
    """Write a date for people; "–" for none."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M %Z") if at else "–"


def _item(item: Item) -> dict[str, Any]:
    return {"title": item.title, "url": item.url, "published_at": item.published_at}
