"""Items → accounts: which events an item speaks of, and who says what of them."""

from datetime import datetime

from alerts.incidents.lexicon import Lexicon
from alerts.incidents.origins import resolve
from model import Item
from model.incident import Account


def account(item: Item, published: datetime | None, lexicon: Lexicon) -> Account:
    """
    Return what *item* says of events; relative days are counted from *published*.

    Pure, and the same for the same item, time and lexicon.
    """
    outlet = resolve(item.outlet, lexicon.origins) or item.outlet
    return Account((), (), (outlet,), None)
