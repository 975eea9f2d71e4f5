"""
[origins.NAME] of config.toml: who else is quoted as a source, and what else is known of who is.

Reads and checks these tables alone; what an origin is, and those built in, are the alerts' to know.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, ValidationError

from alerts.incidents.origins import LANGUAGES, Registry, builtin_origins
from alerts.rules.terms import mistake_in_term
from hajiz.config import phrases
from hajiz.config.places import Fault
from hajiz.config.schema import Language, Line, Table, Text
from hajiz.config.values import did_you_mean, slug

_FOUND_BY = (*LANGUAGES, "sites")


class OriginTable(Table):
    """[origins.NAME]: a new origin, or more of one that is built in."""

    name: Text | None = None
    kind: Literal["agency", "monitor", "outlet", "network", "force", "authority"] = "outlet"
    owner: Line = ""
    affiliation: Line = ""
    language: Language | None = None
    sites: list[Text] = Field([], examples=[["khaburradio"]])
    en: list[Text] = Field([], examples=[["Khabur Radio"]])
    ar: list[Text] = Field([], examples=[["راديو الخابور"]])
    tr: list[Text] = Field([], examples=[["Habur Radyosu"]])
    ku: list[Text] = Field([], examples=[["Radyoya Xabûrê"]])
    ru: list[Text] = Field([], examples=[["Радио Хабур"]])


def read_origins(
    document: Mapping[str, Any],
) -> tuple[dict[str, OriginTable], list[Fault]]:
    """Return the origins of *document* that can be used, and what is wrong with the others."""
    found = document.get("origins", {})
    if not isinstance(found, dict):
        return {}, [Fault(("origins",), phrases.not_a_table("origins.NAME"))]
    read: dict[str, OriginTable] = {}
    faults: list[Fault] = []
    for key, written in found.items():
        wrong = list(_faults_of_key(key, written))
        try:
            read |= {} if wrong else {key: OriginTable.model_validate(written)}
        except ValidationError as error:
            wrong = list(phrases.faults(error, OriginTable, ("origins", key)))
        faults += wrong
    return read, faults


def check_origins(tables: Mapping[str, OriginTable]) -> Iterator[Fault]:
    """Yield what is wrong with *tables*: names that cannot be looked for, and none at all."""
    for key, table in tables.items():
        yield from _faults_of_names(key, table)
        has_names = any(part in table.model_fields_set for part in _FOUND_BY)
        if key not in builtin_origins() and not has_names:
            meant = did_you_mean(key, builtin_origins())
            words = f'is not built in, and has no name to be known by; add en = ["…"]{meant}'
            yield Fault(("origins", key), words)


def tables_of(tables: Mapping[str, OriginTable]) -> dict[str, dict[str, Any]]:
    """Return what *tables* say, and nothing they leave out."""
    return {key: each.model_dump(exclude_unset=True) for key, each in tables.items()}


def own_origins(registry: Registry) -> list[str]:
    """Return the origins of *registry* that are not as they are built in."""
    known = builtin_origins()
    return [key for key, origin in registry.items() if known.get(key) != origin]


def _faults_of_key(key: str, written: object) -> Iterator[Fault]:
    at = ("origins", key)
    try:
        slug(key)
    except ValueError as error:
        yield Fault(at, f"an origin's name {error}")
    if not isinstance(written, dict):
        yield Fault(at, phrases.not_a_table(f"origins.{key}"))


def _faults_of_names(key: str, table: OriginTable) -> Iterator[Fault]:
    for part in _FOUND_BY:
        names: list[str] = getattr(table, part)
        if part in table.model_fields_set and not names:
            yield Fault(("origins", key, part), "has no names; add some or remove the line")
        for number, name in enumerate(names if part in LANGUAGES else ()):
            if message := _mistake(name):
                yield Fault(("origins", key, part, number), message)


def _mistake(name: str) -> str:
    if name.startswith("@"):
        return "a name is written as it stands in texts; it cannot be a topic"
    found = mistake_in_term(name)
    return found.message if found else ""
