"""
Pins held against rules: which promises about items a set of rules would not keep.
"""

from dataclasses import dataclass

from alerts.rules.matcher import RuleSet
from hajiz.tuning.backtest import fired
from model import Pin
from storage import archive, pins
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class BrokenPin:
    """A pin that does not hold, with the item it is about."""

    pin: Pin
    title: str
    outlet: str

    @property
    def why(self) -> str:
        """What is wrong, in one sentence without its end."""
        what = "does not fire for it, and must" if self.pin.must else "fires for it, and must not"
        return f"{self.pin.rule} {what}"


def broken(tx: Transaction, rules: RuleSet) -> tuple[BrokenPin, ...]:
    """
    Return the pins that *rules*, all rules there are, do not keep, in the order they are listed.

    As live, a rule fires for an item when it does for any version of its text. One that is not
    among *rules* fires for nothing.

    Raises:
        StorageError: the database failed.
    """
    pinned = pins.every(tx)
    found = {}
    for versions in archive.versions_of(tx, sorted({pin.item_id for pin in pinned})):
        firing = {each.match.rule for each in fired(versions, rules)}
        found[versions[0].id] = (versions[0].item, firing)
    return tuple(
        BrokenPin(pin, item.title, item.outlet)
        for pin in pinned
        for item, firing in (found[pin.item_id],)
        if (pin.rule in firing) != pin.must
    )
