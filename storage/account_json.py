"""
Accounts as JSON and back: what was read from an item is kept whole, and small.

Knows the shapes of `model.incident` and no table. What it wrote it can read for ever; a new field
gets a place at the end of its array.
"""

import json
from datetime import date
from typing import Any

from model import Span
from model.incident import Account, Claim, Count, EventDate, Mention


def account_to_json(account: Account) -> str:
    """Write *account*."""
    value = {
        "mentions": [_mention(each) for each in account.mentions],
        "claims": [_claim(each) for each in account.claims],
        "chain": list(account.chain),
        "stance": account.stance,
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def account_from_json(text: str) -> Account:
    """Read what `account_to_json` wrote."""
    value = json.loads(text)
    return Account(
        mentions=tuple(_read_mention(*each) for each in value["mentions"]),
        claims=tuple(_read_claim(*each) for each in value["claims"]),
        chain=tuple(value["chain"]),
        stance=value["stance"],
    )


def _mention(mention: Mention) -> list[Any]:
    retold = [[span.start, span.end] for span in mention.retold]
    return [
        [[span.start, span.end] for span in mention.sentences],
        sorted(mention.kinds),
        list(mention.places),
        _date(mention.date),
        sorted(mention.actors),
        [[c.what, c.number, c.kind, c.span.start, c.span.end] for c in mention.counts],
        int(mention.is_background),
        *([retold] if retold else ()),
    ]


def _date(when: EventDate | None) -> list[str] | None:
    return None if when is None else [when.first.isoformat(), when.last.isoformat(), when.precision]


def _claim(claim: Claim) -> list[Any]:
    quote = claim.quote and [claim.quote.start, claim.quote.end]
    return [
        claim.mention,
        claim.origin,
        claim.named,
        claim.cue,
        claim.stance,
        claim.about,
        [claim.sentence.start, claim.sentence.end],
        quote,
    ]


def _read_mention(
    sentences: Any,
    kinds: Any,
    places: Any,
    when: Any,
    actors: Any,
    counts: Any,
    background: int,
    retold: Any = (),  # accounts of before have none: alerts tell what they would be silent about
) -> Mention:
    return Mention(
        sentences=tuple(Span(*each) for each in sentences),
        kinds=frozenset(kinds),
        places=tuple(places),
        date=when and EventDate(date.fromisoformat(when[0]), date.fromisoformat(when[1]), when[2]),
        actors=frozenset(actors),
        counts=tuple(Count(w, n, kind, Span(start, end)) for w, n, kind, start, end in counts),
        is_background=bool(background),
        retold=tuple(Span(*each) for each in retold),
    )


def _read_claim(
    mention: int, origin: str, named: str, cue: str, stance: Any, about: str, said: Any, quote: Any
) -> Claim:
    span = Span(*quote) if quote else None
    return Claim(mention, origin, named, cue, stance, about, Span(*said), span)
