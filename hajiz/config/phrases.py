"""
What is wrong with a table, in the words of people who edit config.toml.

The only file that knows how pydantic reports; none of its words get through, and no value that
may be a secret is repeated.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hajiz.config.places import Fault, KeyPath
from hajiz.config.schema import SecretTable, Table
from hajiz.config.values import closest, did_you_mean, quoted

NO_SECRETS_HERE = (
    'a secret never stands in this file; write { env = "NAME" } for an environment variable, '
    'or { file = "PATH" }'
)


def faults(error: ValidationError, table: type[Table] | None, at: KeyPath) -> Iterator[Fault]:
    """Return what *error* says of the table at *at*; a misspelt key is one fault, not two."""
    details = error.errors(include_url=False)
    meant = {_meant(detail, _owner(table, detail["loc"])) for detail in details}
    for detail in details:
        if detail["type"] == "missing" and detail["loc"][-1] in meant:
            continue
        inner = tuple(part for part in detail["loc"] if part != "[key]")
        yield Fault((*at, *inner), _words(detail, _owner(table, inner), inner))


def not_a_table(name: str) -> str:
    """Return what to write where the table [*name*] is something else."""
    return f"must be a table: write [{name}], in single brackets, above its keys"


def not_rows(name: str) -> str:
    """Return what to write where the tables [[*name*]] are something else."""
    return f"must be tables: write [[{name}]], in double brackets, above the keys of each"


def choice(given: object, known: list[str]) -> str:
    """Return that one of *known* must stand here instead of *given*."""
    hint = did_you_mean(given, known) if isinstance(given, str) else ""
    return f"must be one of {quoted(known)}{hint}"


def missing(key: str, example: object) -> str:
    """Return that *key* must be there, with an *example* of its value."""
    return f"missing; add a line such as {key} = {_toml(example)}"


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return that *name* is none of *known*; *what* it is: a key, a table."""
    return f"unknown {what}{did_you_mean(name, known) or f'; known are {quoted(known)}'}"


def _meant(detail: ErrorDetails, table: type[Table] | None) -> str | None:
    """Return the key that was meant by the unknown one of *detail*, if any."""
    if detail["type"] != "extra_forbidden" or table is None:
        return None
    return closest(str(detail["loc"][-1]), table.model_fields)


def _owner(table: type[Table] | None, inner: KeyPath) -> type[Table] | None:
    """Return the table that the last key of *inner* stands in: *table*, or one within it."""
    for key in inner[:-1]:
        field = table.model_fields.get(str(key)) if table else None
        of = (field.annotation, *get_args(field.annotation)) if field else ()
        within = (each for each in of if isinstance(each, type) and issubclass(each, Table))
        table = next(within, table)
    return table


def _is_secret(table: type[Table] | None, key: object) -> bool:
    field = table.model_fields.get(str(key)) if table else None
    return field is not None and field.annotation in {SecretTable, SecretTable | None}


def _words(detail: ErrorDetails, owner: type[Table] | None, inner: KeyPath) -> str:
    key = str(inner[-1]) if inner else ""
    match detail["type"]:
        case "value_error":
            words = str(detail["ctx"]["error"])
        case "missing":
            words = missing(key, _example(owner, key))
        case "extra_forbidden":
            words = unknown("key", key, owner.model_fields if owner else ())
        case "literal_error":
            words = choice(detail["input"], re.findall("'([^']*)'", detail["ctx"]["expected"]))
        case "list_type":
            words = f"must be a list in square brackets, such as {_toml(_example(owner, key))}"
        case "model_type" if _is_secret(owner, key):
            words = NO_SECRETS_HERE
        case _:
            words = "cannot be used as it is written; docs/configuration.md shows what to write"
    return words


def _example(owner: type[Table] | None, key: str) -> Any:
    field = owner.model_fields.get(key) if owner else None
    examples = field.examples if field else None
    return examples[0] if examples else ["one", "two"]


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
