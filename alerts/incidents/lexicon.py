"""
All that is looked for in an item, compiled to be found in one pass.

Knows the data files and the matcher's vocabulary; what a find means is known to others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from alerts.incidents.origins import Registry, builtin_origins
from alerts.rules.rule import Topic


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled; any number of threads may use it."""

    origins: Registry = field(repr=False)


def compile_lexicon(
    origins: Registry | None = None, topics: Mapping[str, Topic] | None = None
) -> Lexicon:
    """Compile *origins* (those that come with Hajiz, when None) and the user's own *topics*."""
    return Lexicon(builtin_origins() if origins is None else origins)
