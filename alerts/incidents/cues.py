"""
The words that attribute, deny and date back, as topics to look for.

Knows the files cues/*.toml; what follows from a word is for those who read the text.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from alerts.rules.rule import Topic

_FOLDER = Path(__file__).with_name("cues")

# By sort of mark: what is in the text at a place, beside kinds, places, actors and origins.
CUES = (
    "said", "added", "claimed", "confirmed", "denied", "disputed", "unsure", "according", "reports",
    "by", "told",
)  # fmt: skip
FLAGS = (
    "untrue",
    "own",
    "us",
    "background",
    "series",
    "another",
    "casualties",
    "location",
    "incident",
    "dispute",
)
ANAPHORS = ("agency", "state", "official", "monitor", "source", "anyone")


@cache
def cue_topics() -> Mapping[str, Topic]:
    """Return a topic for every list of words, by "cue:NAME", "flag:NAME", "side:ACTOR" …."""
    tables = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in _files()}
    topics = {f"cue:{name}": _lists(tables, name) for name in CUES}
    topics |= {f"flag:{name}": _lists(tables, name) for name in FLAGS}
    anaphors = {language: table["anaphors"] for language, table in tables.items()}
    topics |= {f"anaphor:{kind}": _lists(anaphors, kind) for kind in ANAPHORS}
    sides = {language: table["sides"] for language, table in tables.items()}
    actors = dict.fromkeys(actor for table in sides.values() for actor in table)
    topics |= {f"side:{actor}": _lists(sides, actor) for actor in actors}
    named = {name: Topic(name, terms) for name, terms in topics.items() if terms}
    return MappingProxyType(named)


def _files() -> list[Path]:
    return sorted(_FOLDER.glob("*.toml"))


def _lists(tables: Mapping[str, Mapping[str, list[str]]], name: str) -> dict[str, tuple[str, ...]]:
    return {
        language: tuple(dict.fromkeys(table[name]))
        for language, table in tables.items()
        if table.get(name)
    }
