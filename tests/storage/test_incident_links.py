"""What people said of pairs of mentions."""

from dataclasses import replace

import pytest

from model import StorageError
from storage import incident_links, items, retention
from storage.database import Database
from storage.incident_links import Link
from storage.retention import Ages
from tests.storage.builders import DAY, HOUR, NOW, an_item

LINK = Link((1, 0), (2, 1), is_one=True, said_by="رنا", said_at=NOW)


@pytest.fixture
def kept(database: Database) -> Database:
    """Return a database with three items."""
    with database.write() as tx:
        items.add_new(tx, [an_item(name) for name in ("3", "2", "1")], NOW, False)
    return database


def test_what_is_said_is_kept(kept: Database) -> None:
    """Of as many pairs as there are."""
    other = Link((1, 0), (3, 0), is_one=False, said_by="omar", said_at=NOW)
    with kept.write() as tx:
        incident_links.say(tx, [LINK, other])
        incident_links.say(tx, [])
        assert incident_links.said(tx) == [LINK, other]


def test_the_last_word_counts(kept: Database) -> None:
    """Somebody else says the contrary of the same pair."""
    contrary = replace(LINK, is_one=False, said_by="omar", said_at=NOW + HOUR)
    with kept.write() as tx:
        incident_links.say(tx, [LINK])
        incident_links.say(tx, [contrary])
        assert incident_links.said(tx) == [contrary]


def test_what_is_said_no_more_is_gone(kept: Database) -> None:
    """The pair as it was said, that and no other."""
    other = replace(LINK, other=(3, 0))
    with kept.write() as tx:
        incident_links.say(tx, [LINK, other])
        incident_links.say(tx, [], [(LINK.one, LINK.other), ((2, 0), (3, 0))])
        assert incident_links.said(tx) == [other]


def test_it_goes_with_either_item(kept: Database) -> None:
    """Of what is not kept nothing can be said."""
    with kept.write() as tx:
        incident_links.say(tx, [LINK])
        retention.remove(tx, [2], Ages(NOW + DAY, NOW + DAY))
        assert incident_links.said(tx) == []
    with pytest.raises(StorageError), kept.write() as tx:
        incident_links.say(tx, [replace(LINK, other=(99, 0))])
