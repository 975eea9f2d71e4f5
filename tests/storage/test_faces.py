"""By what else items are known: kept by number, moved to the newest, apart for each outlet."""

from model import OutletId
from storage import faces, items, seen
from storage.database import Database
from tests.storage.builders import NOW, an_item

SANA, RUDAW = OutletId("sana-ar"), OutletId("rudaw")
LEAST, MOST = -(2**63), 2**63 - 1


def test_a_face_leads_to_its_item(database: Database) -> None:
    """Any 64 bits are one; those of another outlet are not found."""
    with database.write() as tx:
        faces.add(tx, SANA, {LEAST: 1, 0: 2, MOST: 3})

        assert faces.known(tx, SANA, [LEAST, 0, MOST, 7]) == {LEAST: 1, 0: 2, MOST: 3}
        assert faces.known(tx, RUDAW, [0]) == {}
        assert faces.known(tx, SANA, []) == {}


def test_a_face_moves_to_the_newest_item(database: Database) -> None:
    """The last that was added has it."""
    with database.write() as tx:
        faces.add(tx, SANA, {5: 1})
        faces.add(tx, SANA, {5: 2})
        faces.add(tx, SANA, {})

        assert faces.known(tx, SANA, [5]) == {5: 2}


def test_it_is_known_whether_an_outlet_has_any(database: Database) -> None:
    """One from before there were faces has none."""
    with database.write() as tx:
        faces.add(tx, SANA, {5: 1})

        assert faces.are_kept(tx, SANA)
        assert not faces.are_kept(tx, RUDAW)


def test_an_item_may_have_several_keys(database: Database) -> None:
    """What comes under any of them is not new; a key that another item has stays with it."""
    with database.write() as tx:
        two, one = items.add_new(tx, [an_item("two"), an_item("one")], NOW, is_baseline=False)
        seen.also(tx, SANA, {an_item("alias").key: one.id, an_item("two").key: one.id}, NOW)

        assert items.add_new(tx, [an_item("alias")], NOW, is_baseline=False) == ()
        known = seen.known(tx, SANA, [an_item("alias").key, an_item("two").key])
        assert [known[an_item(name).key].item_id for name in ("alias", "two")] == [one.id, two.id]
