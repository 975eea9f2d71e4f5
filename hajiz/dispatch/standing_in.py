"""
Where the hits of a match stand: in the news of an item, or in nothing but what it surely recalls.

Pure; decides nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.rules.beside import fires_beside
from alerts.rules.changes import carried
from alerts.rules.matcher import RuleSet
from model import Hit, Item, Span, StoredMatch
from model.incident import Account

# Characters of a body: what begins in them is its first sentence, after "Update." at most
LEAD = 30


@dataclass(frozen=True, slots=True)
class Stand:
    """Where hits of one match stand in the account of its item."""

    news: tuple[int, ...]  # mentions that are the item's news, by their place in it
    doubtful: tuple[int, ...] = ()  # those that seem to be recalled, which is not sure
    is_retold: bool = False  # the match is there for nothing but what is surely of the past


def stand(match: StoredMatch, own: Item, read: Item, account: Account, rule_set: RuleSet) -> Stand:
    """
    Say where the hits of *match*, which fired for the text of *own*, stand in *account*.

    That is what the text of *read* says; hits in sentences it does not have stand nowhere.
    """
    hits = match.match.hits if own == read else carried(match.match.hits, own, read)
    places = list(_places(hits, read))
    sure = {span for mention in account.mentions for span in mention.retold}
    found = [
        number
        for number, mention in enumerate(account.mentions)
        if any(
            each.start <= at < each.end and not (mention.is_background and each in sure)
            for each in mention.sentences
            for at in places
        )
    ]
    news = tuple(each for each in found if not account.mentions[each].is_background)
    is_retold = not news and _is_retold(match, own, read, account, rule_set)
    return Stand(news, tuple(each for each in found if each not in news), is_retold)


def _is_retold(
    match: StoredMatch, own: Item, read: Item, account: Account, rule_set: RuleSet
) -> bool:
    """
    Say whether the rule is silent without the sentences that surely tell of the past.

    A change fires for what it brought, whatever the rule finds besides: of one all hits have to
    stand in them.
    """
    spans = list(_retold(own, read, account))
    if not spans:
        return False
    if match.is_update:
        places = list(_places(match.match.hits, own))
        return all(any(s.start <= at < s.end for s in spans) for at in places) and bool(places)
    return not fires_beside(own, rule_set, match.match.rule, spans)


def _retold(own: Item, read: Item, account: Account) -> Iterator[Span]:
    """
    Yield where sentences that surely tell of the past stand in *own*, each time they do.

    What an article begins with is its news, most often, and an old date in it is of something
    else: nothing of an event told there is among them.
    """
    whole, text = _text(own), _text(read)
    for mention in account.mentions:
        if not any(each.start < _lead(read) for each in mention.sentences):
            for each in mention.retold:
                yield from _found(text[each.start : each.end], whole, _lead(own))


def _found(words: str, text: str, start: int) -> Iterator[Span]:
    at = text.find(words, start) if words else -1
    while at >= 0:
        yield Span(at, at + len(words))
        at = text.find(words, at + len(words))


def _lead(item: Item) -> int:
    """Return where title and first sentence of the text are begun."""
    return len(item.title) + 2 + len(item.body) - len(item.body.lstrip()) + LEAD


def _text(item: Item) -> str:
    return f"{item.title}\n\n{item.body}"


def _places(hits: Iterable[Hit], read: Item) -> Iterator[int]:
    """Yield where hits stand in the text that spans of an account are counted in."""
    for hit in hits:
        if hit.field == "title":
            yield hit.start
        elif hit.field == "body":
            yield len(read.title) + 2 + hit.start
