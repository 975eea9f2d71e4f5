"""What a text must have, in words of the index: a superset of what is sought, quick to look up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the index; where *is_open*, every word that begins so."""

    text: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of *parts*; with none it asks for nothing."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of *parts*; with none it never holds."""

    parts: tuple["Condition", ...]


Condition = Token | AllOf | AnyOf

EVERYTHING = AllOf(())
