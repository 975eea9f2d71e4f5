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
from storage.account_check import check


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
    """
    Read what `account_to_json` wrote.

    Raises:
        Exception: it is damaged: no JSON, of another shape, or with values that nothing wrote.
    """
    value = json.loads(text)
    account = Account(
        mentions=tuple(_read_mention(*each) for each in value["mentions"]),
        claims=tuple(_read_claim(*each) for each in value["claims"]),
        chain=tuple(_listed(value["chain"])),
        stance=value["stance"],
    )
    check(account)
    return account


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
    if background not in (0, 1):
        raise ValueError(f"neither background nor news: {background}")
    return Mention(
        sentences=tuple(Span(*each) for each in sentences),
        kinds=frozenset(_listed(kinds)),
        places=tuple(_listed(places)),
        date=None if when is None else _read_date(*when),
        actors=frozenset(_listed(actors)),
        counts=tuple(Count(w, n, kind, Span(start, end)) for w, n, kind, start, end in counts),
        is_background=bool(background),
        retold=tuple(Span(*each) for each in retold),
    )


def _read_date(first: str, last: str, precision: Any) -> EventDate:
    return EventDate(date.fromisoformat(first), date.fromisoformat(last), precision)


def _listed(value: Any) -> list[Any]:
    """Return *value*, which has to be a list: a text would be taken for its letters."""
    if not isinstance(value, list):
        raise TypeError(f"no list: {value!r}")
    return value


def _read_claim(
    mention: int, origin: str, named: str, cue: str, stance: Any, about: str, said: Any, quote: Any
) -> Claim:
    span = None if quote is None else Span(*quote)
    return Claim(mention, origin, named, cue, stance, about, Span(*said), span)
