"""
The faces of items: by what else they are known when their keys change.

A face is a 64-bit number made of a link or of words; of what exactly is not known here. Faces
outlive the items, as the memory of keys does.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, Text, bindparam, select, true
from sqlalchemy.dialects.sqlite import insert

from model import OutletId
from storage.columns import as_list, as_pairs, listed_as, paired_as
from storage.connection import Transaction
from storage.schema import faces

# put together once: dearer than to run
_ANY = select(faces.c.face).where(faces.c.outlet == bindparam("of")).limit(1)
_KNOWN = select(faces.c.face, faces.c.item).where(
    faces.c.outlet == bindparam("of"), faces.c.face.in_(listed_as("asked"))
)
_GIVEN: Select[str, int, int] = select(bindparam("of", type_=Text), *paired_as("pairs"))
_NEW = insert(faces).from_select(["outlet", "face", "item"], _GIVEN.where(true()))
_MOVED = _NEW.on_conflict_do_update(
    index_elements=["outlet", "face"], set_={"item": _NEW.excluded.item}
)


def known(tx: Transaction, outlet: OutletId, numbers: Iterable[int]) -> dict[int, int]:
    """
    Return which item has which of the faces *numbers*; those that nothing has are left out.

    Raises:
        StorageError: the database failed.
    """
    asked = list(numbers)
    if not asked:
        return {}
    return dict(tx.execute(_KNOWN, {"of": outlet, "asked": as_list(asked)}).all())


def are_kept(tx: Transaction, outlet: OutletId) -> bool:
    """
    Say whether any face of *outlet* is kept; none is of items from before there were faces.

    Raises:
        StorageError: the database failed.
    """
    return tx.execute(_ANY, {"of": outlet}).first() is not None


def add(tx: Transaction, outlet: OutletId, item_of: Mapping[int, int]) -> None:
    """
    Keep faces, each with the number of its item; a face that was another item's moves to it.

    Raises:
        StorageError: the database failed.
    """
    if item_of:
        tx.execute(_MOVED, {"of": outlet, "pairs": as_pairs(item_of)})
