"""
What is wrong with a table, in the words of people who edit config.toml.

The only file that knows how pydantic reports; none of its words get through, and no value that
may be a secret is repeated.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hajiz.config_places import Fault, KeyPath
from hajiz.config_schema import SecretTable, Table
from hajiz.config_values import did_you_mean, quoted

NO_SECRETS_HERE = (
    'a secret never stands in this file; write { env = "NAME" } for an environment variable, '
    'or { file = "PATH" }'
)


def faults(error: ValidationError, table: type[Table] | None, at: KeyPath) -> Iterator[Fault]:
    """Return what *error* says of the table at *at*, one fault for each key in it."""
    for detail in error.errors(include_url=False):
        inner = tuple(part for part in detail["loc"] if part != "[key]")
        owner = SecretTable if _is_in_secret(table, inner) else table
        yield Fault((*at, *inner), _words(detail, owner, inner))


def not_a_table(name: str) -> str:
    """Return what to write where the table [*name*] is something else."""
    return f"must be a table: write [{name}] on a line of its own and its keys below it"


def not_rows(name: str) -> str:
    """Return what to write where the tables [[*name*]] are something else."""
    return f"write [[{name}]], in double brackets, above each of them and its keys below it"


def choice(given: object, known: list[str]) -> str:
    """Return that one of *known* must stand here instead of *given*."""
    hint = did_you_mean(given, known) if isinstance(given, str) else ""
    return f"must be one of {quoted(known)}{hint}"


def unknown_key(key: str, known: list[str], what: str) -> str:
    """Return that *key* is none of *known*, the keys of *what*."""
    hint = did_you_mean(key, known) or f"; there are {quoted(known)}"
    return f"is no key of {what}{hint}"


def _is_in_secret(table: type[Table] | None, inner: KeyPath) -> bool:
    return table is not None and len(inner) > 1 and inner[0] in {"password", "secret"}


def _words(detail: ErrorDetails, owner: type[Table] | None, inner: KeyPath) -> str:
    key = str(inner[-1]) if inner else ""
    match detail["type"]:
        case "value_error":
            return str(detail["ctx"]["error"])
        case "missing":
            return f"is missing; add a line such as {key} = {_example(owner, key)}"
        case "extra_forbidden":
            return unknown_key(key, list(owner.model_fields) if owner else [], "this table")
        case "literal_error":
            return choice(detail["input"], re.findall("'([^']*)'", detail["ctx"]["expected"]))
        case "list_type":
            return f"must be a list in square brackets, such as {_example(owner, key)}"
        case "model_type" if key in {"password", "secret"}:
            return NO_SECRETS_HERE
        case _:
            return "cannot be used as it is written; docs/configuration.md shows what to write"


def _example(owner: type[Table] | None, key: str) -> str:
    field = owner.model_fields.get(key) if owner else None
    examples = field.examples if field else None
    return _toml(examples[0]) if examples else '["one", "two"]'


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
