"""Who wants no more of what."""

from storage import unsubscriptions
from storage.database import Database
from tests.storage.builders import DAY, NOW
from tests.storage.sending import ANNA, HOOK, OMAR

EVERYBODY = [OMAR, ANNA, HOOK]


def test_everybody_wants_everything_at_first(database: Database) -> None:
    """In the order they were given in."""
    with database.read() as tx:
        assert unsubscriptions.wanted(tx, EVERYBODY, "morning") == EVERYBODY
        assert unsubscriptions.wanted(tx, iter([]), "morning") == []


def test_who_unsubscribed_gets_no_more_of_that_name(database: Database) -> None:
    """Another digest, another channel and other people are not meant."""
    with database.write() as tx:
        assert unsubscriptions.add(tx, *ANNA, "morning", NOW)
        second = ("second", ANNA[1])

        wanted = unsubscriptions.wanted(tx, [*EVERYBODY, second], "morning")

        assert wanted == [OMAR, HOOK, second]
        assert unsubscriptions.wanted(tx, EVERYBODY, "evening") == EVERYBODY


def test_unsubscribing_twice_is_as_good_as_once(database: Database) -> None:
    """A one-click address may be opened again and again."""
    with database.write() as tx:
        first = unsubscriptions.add(tx, *ANNA, "morning", NOW)
        second = unsubscriptions.add(tx, *ANNA, "morning", NOW + DAY)

        assert (first, second) == (True, False)
        assert unsubscriptions.remove(tx, ANNA[1]) == 1


def test_who_comes_back_gets_all_again(database: Database) -> None:
    """From every channel and of every name; others stay away."""
    with database.write() as tx:
        unsubscriptions.add(tx, *ANNA, "morning", NOW)
        unsubscriptions.add(tx, "second", ANNA[1], "evening", NOW)
        unsubscriptions.add(tx, *OMAR, "morning", NOW)

        removed = unsubscriptions.remove(tx, ANNA[1])

        assert removed == 2
        assert unsubscriptions.wanted(tx, EVERYBODY, "morning") == [ANNA, HOOK]
        assert unsubscriptions.remove(tx, ANNA[1]) == 0


def test_an_address_is_taken_as_it_is_written(database: Database) -> None:
    """Signs with a meaning in SQL are just signs."""
    strange = ("mail", "o'%_\"@example.org")
    with database.write() as tx:
        unsubscriptions.add(tx, *strange, "%", NOW)

        assert unsubscriptions.wanted(tx, [strange], "%") == []
        assert unsubscriptions.wanted(tx, [ANNA, strange], "morning") == [ANNA, strange]
