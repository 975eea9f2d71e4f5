"""
The registry of origins: who is quoted as the source of news, and how that is written.

Knows names and who stands behind them; nothing of texts, and no measure of trust.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from alerts.rules.rule import Terms
from alerts.text import fold, is_word

_FILE = Path(__file__).with_name("origins.toml")
LANGUAGES = ("en", "ar", "tr", "ku", "ru")

_PLAIN = ("name", "kind", "owner", "affiliation", "language")
Kind = Literal["agency", "monitor", "outlet", "network", "force", "authority", "unnamed"]
_FIRST_HAND = frozenset({"agency", "monitor", "network", "force", "authority"})


@dataclass(frozen=True, slots=True)
class Origin:
    """A source of news; *sites* are parts of the ids of outlets that are this very one."""

    id: str
    name: str
    kind: Kind
    owner: str = ""
    affiliation: str = ""
    language: str = ""
    names: Terms = field(default_factory=dict)  # by language, as terms of topics
    sites: tuple[str, ...] = ()

    @property
    def is_first_hand(self) -> bool:
        """Say whether it publishes what it says itself, unless it names somebody else."""
        return self.kind in _FIRST_HAND

    @property
    def is_party(self) -> bool:
        """Say whether it takes part in what happens, or rules where it does."""
        return self.kind in {"force", "authority"}


class Registry(dict[str, Origin]):
    """Origins by id."""

    @cached_property
    def by_name(self) -> Mapping[str, str]:
        """The ids by all names, each in small letters and without signs."""
        found: dict[str, str] = {}
        for key, origin in self.items():
            for name in (key, origin.name, *origin.sites, *_all(origin.names.values())):
                found.setdefault("".join(_words(name)), key)
        return found


@cache
def builtin_origins() -> Registry:
    """Return the origins that come with Hajiz, by id."""
    with _FILE.open("rb") as file:
        tables = tomllib.load(file)
    return Registry({key: origin_of(key, table) for key, table in tables.items()})


def origin_of(key: str, table: Mapping[str, Any]) -> Origin:
    """Return the origin that *table* describes, as origins.toml and config.toml write it."""
    return Origin(
        id=key,
        name=table.get("name", key),
        kind=table.get("kind", "outlet"),
        owner=table.get("owner", ""),
        affiliation=table.get("affiliation", ""),
        language=table.get("language", ""),
        names={each: tuple(table[each]) for each in LANGUAGES if each in table},
        sites=tuple(table.get("sites", ())),
    )


def with_own(tables: Mapping[str, Mapping[str, Any]]) -> Registry:
    """
    Return the registry with the user's *tables* on top: new origins, or more of those built in.

    What a table has of a built-in origin stands in its place; names and sites are added.
    """
    registry = Registry(builtin_origins())
    for key, table in tables.items():
        registry[key] = _extended(registry.get(key), key, table)
    return registry


def _extended(known: Origin | None, key: str, table: Mapping[str, Any]) -> Origin:
    added = origin_of(key, table)
    if known is None:
        return added
    told = {part: getattr(added, part) for part in _PLAIN if part in table}
    languages = dict.fromkeys((*known.names, *added.names))
    names = {each: (*known.names.get(each, ()), *added.names.get(each, ())) for each in languages}
    return replace(known, **told, names=names, sites=(*known.sites, *added.sites))


def resolve(name: str, registry: Registry) -> str:
    """
    Return the id of the origin that *name* – an outlet's id, a name or a site – stands for, or "".

    Signs and capitals do not matter, and a language behind the id ("sana-en", "SANA (Arabic)")
    does not either.
    """
    known = registry.by_name
    words = _words(name)
    for end in range(len(words), 0, -1):
        if found := known.get("".join(words[:end])):
            is_rest_a_language = all(word in _LANGUAGE_WORDS for word in words[end:])
            return found if is_rest_a_language else ""
    return ""


_LANGUAGE_WORDS = frozenset(
    [
        "en",
        "ar",
        "tr",
        "ku",
        "kmr",
        "ckb",
        "ru",
        "fa",
        "fr",
        "de",
        "english",
        "arabic",
        "turkish",
        "kurdish",
        "kurmanji",
        "russian",
        "на",
        "русском",
        "haber",
        "türkçe",
        "turkce",
        "عربي",
        "بالعربية",
        "agency",
        "news",
        "com",
        "org",
        "net",
        "sy",
        "feed",
        "rss",
        "international",
        "world",
    ]
)


def _all(groups: Iterable[tuple[str, ...]]) -> Iterable[str]:
    return (name for group in groups for name in group)


def _words(name: str) -> list[str]:
    folded = fold(name).text
    parts = "".join(c if is_word(c) else " " for c in folded).split()
    return parts[1:] if len(parts) > 1 and parts[0] in {"the", "al", "www"} else parts
