"""Ids of outlets and origins to the names people read."""

from collections.abc import Iterable, Mapping

from alerts.incidents.origins import Registry
from alerts.incidents.status import Voice
from model import Outlet, OutletId


class Names:
    """The names of all origins and outlets; an id that nobody knows is its own name."""

    def __init__(self, registry: Registry, outlets: Mapping[OutletId, Outlet]) -> None:
        self.registry = registry
        self._outlets = outlets

    def origin(self, key: str) -> str:
        """Name an origin; an outlet that is none of the registry by the name it has here."""
        known = self.registry.get(key)
        return known.name if known else self.outlet(key)

    def outlet(self, key: str) -> str:
        """Name an outlet."""
        known = self._outlets.get(OutletId(key))
        return known.name if known else key

    def voices(self, voices: Iterable[Voice]) -> tuple[str, ...]:
        """Name the origins of *voices*, each once."""
        return tuple(dict.fromkeys(self.origin(each.origin) for each in voices))

    def chain(self, chain: Iterable[str]) -> tuple[str, ...]:
        """Name those through whom a report came, from the outlet to its first source."""
        return tuple(map(self.origin, chain))
