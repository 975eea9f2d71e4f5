"""
Whether an account is one that could have been read from an item, field by field.

What was damaged in the database may still be JSON: a text where a number was, a stance that there
is none of, a day before the one it began on. Knows the shapes of `model.incident` alone.
"""

from collections.abc import Iterable
from datetime import date
from typing import get_args

from model import Span
from model.incident import Account, Claim, Count, EventDate, Mention, Precision, Stance

_STANCES = frozenset(get_args(Stance))
_PRECISIONS = frozenset(get_args(Precision))


def check(account: Account) -> None:
    """
    Look at every field of *account*.

    Raises:
        ValueError: it has a value that nothing ever wrote.
    """
    for mention in account.mentions:
        _refuse_unless(_is_mention(mention), mention)
    for claim in account.claims:
        _refuse_unless(_is_claim(claim, len(account.mentions)), claim)
    _refuse_unless(_are_texts(account.chain), account.chain)
    _refuse_unless(account.stance is None or account.stance in _STANCES, account.stance)


def _refuse_unless(is_whole: bool, what: object) -> None:
    if not is_whole:
        raise ValueError(f"nothing of this was ever read: {what}")


def _is_mention(mention: Mention) -> bool:
    return (
        all(map(_is_span, (*mention.sentences, *mention.retold)))
        and _are_texts((*mention.kinds, *mention.places, *mention.actors))
        and (mention.date is None or _is_date(mention.date))
        and all(map(_is_count, mention.counts))
    )


def _is_date(when: EventDate) -> bool:
    days = isinstance(when.first, date) and isinstance(when.last, date)
    return days and when.first <= when.last and when.precision in _PRECISIONS


def _is_count(count: Count) -> bool:
    return (
        _are_texts((count.what, count.kind)) and _is_number(count.number) and _is_span(count.span)
    )


def _is_claim(claim: Claim, mentions: int) -> bool:
    return (
        _is_number(claim.mention)
        and claim.mention < mentions
        and _are_texts((claim.origin, claim.named, claim.cue, claim.about))
        and claim.stance in _STANCES
        and _is_span(claim.sentence)
        and (claim.quote is None or _is_span(claim.quote))
    )


def _is_span(span: Span) -> bool:
    return _is_number(span.start) and _is_number(span.end) and span.start <= span.end


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0


def _are_texts(values: Iterable[object]) -> bool:
    return all(type(each) is str for each in values)
