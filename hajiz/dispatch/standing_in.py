"""
Where the hits of a match stand: in the news of an item, in what it recalls, or in neither.

Pure; decides nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.rules.changes import carried
from model import Hit, Item, StoredMatch
from model.incident import Account, Mention

# Characters of a body: what begins in them is its first sentence, after "Update." at most
LEAD = 30


@dataclass(frozen=True, slots=True)
class Stand:
    """The mentions of an item that hits of one match stand in, by their place in it."""

    news: tuple[int, ...]
    recalled: tuple[int, ...]  # told as what happened before
    is_lead: bool = False  # what is recalled stands in the title or the first sentence, too

    @property
    def is_background(self) -> bool:
        """
        Whether all that stands in mentions stands in what the item surely only recalls.

        What an article begins with is its news, most often, and the old date beside it is of
        something else: "hit a checkpoint built in 2018", "despite the agreement of October 2019".
        """
        return bool(self.recalled) and not self.news and not self.is_lead


def stand(match: StoredMatch, own: Item, read: Item, account: Account) -> Stand:
    """
    Say where the hits of *match*, which fired for the text of *own*, stand in *account*.

    That is what the text of *read* says; hits in sentences it does not have stand nowhere.
    """
    hits = match.match.hits if own == read else carried(match.match.hits, own, read)
    places = list(_places(hits, read))
    found = [
        number
        for number, mention in enumerate(account.mentions)
        if any(each.start <= at < each.end for each in mention.sentences for at in places)
    ]
    recalled = [each for each in found if account.mentions[each].is_background]
    news = [each for each in found if each not in recalled]
    is_lead = any(_is_lead(account.mentions[each], read) for each in recalled)
    return Stand(tuple(news), tuple(recalled), is_lead)


def _is_lead(mention: Mention, read: Item) -> bool:
    """Say whether a mention stands in the title or in the first sentence of the text."""
    body = len(read.title) + 2
    first = body + len(read.body) - len(read.body.lstrip())
    return any(each.start < first + LEAD for each in mention.sentences)


def _places(hits: Iterable[Hit], read: Item) -> Iterator[int]:
    """Yield where hits stand in the text that spans of an account are counted in."""
    for hit in hits:
        if hit.field == "title":
            yield hit.start
        elif hit.field == "body":
            yield len(read.title) + 2 + hit.start
