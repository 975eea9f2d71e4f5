"""
Items that fired → what they say of events, with what grouping asks besides.

Compiles what is looked for once, and again only when config.toml says otherwise.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from alerts.incidents.claims import account
from alerts.incidents.lexicon import Lexicon, compile_lexicon
from alerts.incidents.origins import Registry
from alerts.incidents.wording import packed, wording
from hajiz.config.read import Config
from hajiz.log import log
from model import Item, StoredItem
from model.incident import Account
from model.moment import is_default
from storage.accounts import Reading

LONGEST = 30_000  # characters of a text that are read; what follows is no report of one event
AHEAD = timedelta(days=1)  # how far in the future a publisher's clock may be

_NOTHING = Account((), (), (), None)


class Reader:
    """Reads items; any number of threads may use one."""

    def __init__(self) -> None:
        self._config: Config | None = None
        self._lexicon: Lexicon | None = None

    def lexicon(self, config: Config) -> Lexicon:
        """Return what is looked for as *config* has it; takes a second where that is new."""
        if self._lexicon is None or not _is_alike(self._config, config):
            self._lexicon = compile_lexicon(origins_of(config), config.topics)
            self._config = config
        return self._lexicon

    def read(self, stored: StoredItem, config: Config) -> Reading:
        """
        Return what *stored* says.

        An item that cannot be read says nothing: it is told by itself, like one that speaks of no
        event, and the log has the reason.
        """
        at = moment_of(stored)
        try:
            said = account(_readable(stored), at, self.lexicon(config))
        except Exception:
            log.exception("an item could not be read", item=stored.id)
            said = _NOTHING
        text = f"{stored.item.title}\n\n{stored.item.body[:LONGEST]}"
        words = packed(wording(text))
        return Reading(stored.id, stored.revision, stored.item.outlet, at, said, words)


def silent(reading: Reading) -> Reading:
    """Return *reading* as that of an item that says nothing: it is told by itself then."""
    return replace(reading, account=_NOTHING, wording=b"")


def origins_of(config: Config) -> Registry:
    """Return who may be quoted as a source, as *config* has it."""
    return config.origins


def moment_of(stored: StoredItem) -> datetime:
    """
    Return when an item was published, as far as anybody knows.

    That is what the publisher says, or when it was first seen where that is nothing, lies in the
    future, or is what programs write for no date, such as "0001-01-01".
    """
    published = stored.item.published_at
    if published is None or is_default(published) or published > stored.first_seen_at + AHEAD:
        return stored.first_seen_at
    return min(published, stored.first_seen_at)


def _readable(stored: StoredItem) -> Item:
    item = stored.item
    return item if len(item.body) <= LONGEST else replace(item, body=item.body[:LONGEST])


def _is_alike(before: Config | None, now: Config) -> bool:
    if before is None:
        return False
    return before.topics == now.topics and before.own_origins == now.own_origins
