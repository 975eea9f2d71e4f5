"""Items → accounts: which events an item speaks of, and who says what of them."""

from datetime import datetime

from alerts.incidents.chains import chain_of
from alerts.incidents.lexicon import Lexicon
from alerts.incidents.mentions import events_of
from alerts.incidents.origins import resolve
from alerts.incidents.reading import read
from alerts.incidents.speakers import attributions
from alerts.incidents.stances import claims_of, deciding_claim, item_stance, own_claims
from alerts.incidents.unlisted import with_unlisted
from model import Item
from model.incident import Account, Stance


def account(item: Item, published: datetime | None, lexicon: Lexicon) -> Account:
    """
    Return what *item* says of events; relative days are counted from *published*.

    Pure, and the same for the same item, time and lexicon.
    """
    reading = read(item, lexicon)
    outlet = resolve(item.outlet, lexicon.origins)
    events = events_of(reading, published.date() if published else None)
    spoken = attributions(reading, lexicon.origins, outlet)
    quoted = claims_of(reading, events, spoken, lexicon.origins)
    own = own_claims(reading, events, quoted, lexicon.origins.get(outlet))
    claims = tuple(sorted((*quoted, *own), key=lambda claim: claim.sentence.start))
    is_party = outlet in lexicon.origins and lexicon.origins[outlet].is_party
    weighty = [each for each in claims if each.cue or is_party or each.stance != "claims"]
    is_told = any(each.is_told for each in spoken)
    deciding = deciding_claim(weighty, outlet, lexicon.origins, len(item.title), is_told=is_told)
    chain = chain_of(reading, deciding, spoken, outlet, lexicon.origins)
    stance: Stance | None = None
    if events.mentions:
        stance = item_stance(deciding, chain, lexicon.origins, is_told=is_told)
    text = f"{item.title}\n\n{item.body}"
    mentions = tuple(with_unlisted(mention, text) for mention in events.mentions)
    return Account(mentions, claims, chain, stance)
