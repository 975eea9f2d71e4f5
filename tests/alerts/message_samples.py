"""Messages as they come out of the outbox, written by hand: channels know no digest."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from model.message import Message

MADE_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557"
    "bfabd40000000049454e44ae426082"
)
SANA = {"id": "sana-ar", "name": "سانا", "affiliation": "state news agency", "language": "ar"}
NORTH = {"id": "north", "name": "North Press", "affiliation": "", "language": "en"}


def item(number: int, **changes: Any) -> dict[str, Any]:
    """Return one item of a payload, the way digests write it."""
    plain = {
        "id": number,
        "outlet": NORTH,
        "title": f"Convoy number {number}",
        "title_marks": [[0, 6]],
        "excerpt": f"A convoy passed checkpoint {number}.",
        "excerpt_marks": [[2, 8], [16, 26]],
        "link": f"https://north.example/{number}",
        "language": "en",
        "rules": ["convoys"],
        "terms": ["convoy", "checkpoint"],
        "published_at": "2026-11-20T02:00:00Z",
        "first_seen_at": "2026-11-20T02:30:00Z",
    }
    return {**plain, **changes}


ARABIC = item(
    7,
    outlet=SANA,
    title="رتل أمريكي يدخل القامشلي",
    title_marks=[[0, 3]],
    excerpt="دخل رتل <b>أمريكي</b> المدينة.",
    excerpt_marks=[[4, 7]],
    link="https://sana.example/7?a=1&b=2",
    language="ar",
)


def payload(*items: dict[str, Any], **more: Any) -> str:
    """Return the payload of a digest with *items*."""
    section = {"rule": "convoys", "match_count": len(items), "items": list(items)}
    digest = {
        "type": "digest",
        "version": 1,
        "id": "dig_abcdefghijklmnopqrstuvwxyz",
        "name": "morning",
        "date": "2026-11-20",
        "sections": [section] if items else [],
        **more,
    }
    return json.dumps(digest, ensure_ascii=False)


MESSAGE = Message(
    id="dig_abcdefghijklmnopqrstuvwxyz",
    kind="digest",
    name="morning",
    subject="Hajiz morning: 2 matches – «رتل أمريكي»",
    text="رتل ‹أمريكي›\n.\n..\nFrom here on\n",
    html='<!doctype html><p dir=auto>رتل أمريكي <img src="cid:days" alt="">\n',
    payload=payload(ARABIC, item(1)),
    created_at=MADE_AT,
    brief="Hajiz: 2 matches\n\nسانا: رتل أمريكي\nhttps://sana.example/7\n\nNorth Press: one",
)
PICTURED = replace(MESSAGE, picture=PICTURE)
