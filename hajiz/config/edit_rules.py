"""
Rules written into the text of config.toml, changed in it and taken out; all else stays as it is.

Pure: text in, text out. Comments, order and line ends stay; what cannot be changed safely is left
to a person, with the lines to write.
"""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from alerts.rules.rule import Rule
from hajiz.config.places import KeyPath, Places
from hajiz.config.rows import agreed, with_rows, without_row
from hajiz.config.toml_text import Splice, ending_of, quoted, spliced
from model import ConfigError, Problem

_LISTS = ("any", "all", "none")
_STRING_OR_COMMENT = re.compile(
    r"\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|(?P<comment>#[^\r\n]*)",
    re.DOTALL,
)


def written_rule(name: str, query: str, *, on_update: bool = False) -> str:
    """Return the lines of a rule as they stand in config.toml, with its heading."""
    lines = ["[[rules]]", f"name = {quoted(name)}", f"query = {quoted(query)}"]
    return "".join(f"{line}\n" for line in [*lines, *(["on_update = true"] if on_update else [])])


def with_rule(path: Path, text: str, rule: Rule) -> str:
    """
    Return *text* of the file *path* with *rule*, which has a query, behind the rules it has.

    Raises:
        ConfigError: there is a rule of that name, or the text leaves no place for another.
    """
    document = tomllib.loads(text)
    rows = _rows(document)
    if rule.name in map(_name, rows):
        raise _refused(path, f'there is a rule "{rule.name}" already; change that one')
    table: dict[str, Any] = {"name": rule.name, "query": _tidy(path, rule.query)}
    table |= {"on_update": True} if rule.on_update else {}
    lines = written_rule(rule.name, table["query"], on_update=rule.on_update)
    changed = with_rows(text, "rules", [table], lines)
    expected = {**document, "rules": [*rows, table]}
    return agreed(path, "rules", changed, expected, f"Add these lines by hand:\n\n{lines}")


def without_rule(path: Path, text: str, name: str) -> str:
    """
    Return *text* of the file *path* without the rule *name*. The comments around it stay.

    Raises:
        ConfigError: there is none of that name, or its lines cannot be told from others.
    """
    document = tomllib.loads(text)
    number, rows = _numbered(path, document, name)
    changed = without_row(text, "rules", number)
    expected = {**document, "rules": [row for n, row in enumerate(rows) if n != number]}
    if not expected["rules"] and "rules" not in tomllib.loads(changed):
        del expected["rules"]
    return agreed(path, "rules", changed, expected, f'Delete "{name}" by hand')


def with_query(path: Path, text: str, name: str, query: str) -> str:
    """
    Return *text* of the file *path* with *query* as what the rule *name* asks for.

    Where the rule is written in lists, the query takes their place, and the comments in them stand
    above it. A query that is there already changes nothing.

    Raises:
        ConfigError: there is no such rule, or it is written in a way that cannot be changed.
    """
    document = tomllib.loads(text)
    number, rows = _numbered(path, document, name)
    row = rows[number]
    query = _tidy(path, query)
    if str(row.get("query", "")).strip() == query:
        return text
    changed = spliced(text, _query_splices(text, number, query))
    kept = {key: value for key, value in row.items() if key not in _LISTS}
    expected = {**document, "rules": _replaced(rows, number, kept | {"query": query})}
    advice = f'Write this into "{name}" by hand:\n\nquery = {quoted(query)}\n'
    return agreed(path, f"rules[{number}].query", changed, expected, advice)


def with_on_update(path: Path, text: str, name: str, *, on_update: bool) -> str:
    """
    Return *text* of the file *path* where the rule *name* has *on_update* as given.

    Raises:
        ConfigError: there is no such rule, or it is written in a way that cannot be changed.
    """
    document = tomllib.loads(text)
    number, rows = _numbered(path, document, name)
    if rows[number].get("on_update", False) is on_update:
        return text
    said = "true" if on_update else "false"
    places = Places(text)
    value = places.value(("rules", number, "on_update"))
    last = places.below(("rules", number))[-1:]
    changed = spliced(text, [(*value, said)] if value else _one_more(text, last, said))
    expected = {**document, "rules": _replaced(rows, number, {"on_update": on_update})}
    advice = f'Write this into "{name}" by hand:\n\non_update = {said}\n'
    return agreed(path, f"rules[{number}].on_update", changed, expected, advice)


def _rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = document.get("rules", [])
    return rows


def _name(row: dict[str, Any]) -> str:
    return str(row.get("name", "")).strip()


def _numbered(path: Path, document: dict[str, Any], name: str) -> tuple[int, list[dict[str, Any]]]:
    rows = _rows(document)
    number = next((n for n, row in enumerate(rows) if _name(row) == name), None)
    if number is None:
        known = ", ".join(f'"{_name(row)}"' for row in rows)
        raise _refused(path, f'there is no rule "{name}"; there are {known or "none"}')
    return number, rows


def _replaced(
    rows: Sequence[dict[str, Any]], number: int, row: dict[str, Any]
) -> list[dict[str, Any]]:
    keeps = {key: value for key, value in rows[number].items() if key not in row}
    if "query" in row:
        keeps = {key: value for key, value in keeps.items() if key not in _LISTS}
    return [keeps | row if n == number else each for n, each in enumerate(rows)]


def _tidy(path: Path, query: str) -> str:
    """Return *query* as it is kept: with line feeds alone, and no space around it."""
    tidy = query.replace("\r\n", "\n").replace("\r", "\n").strip()
    try:
        quoted(tidy)
    except ValueError as error:
        raise _refused(path, f"the query {error}") from None
    return tidy


def _query_splices(text: str, number: int, query: str) -> list[Splice]:
    """Put *query* where the row's is, or else where the first of its lists is."""
    places = Places(text)
    written = quoted(query, ending_of(text))
    value = places.value(("rules", number, "query"))
    if value:
        return [(*value, written)]
    lists = sorted(filter(None, (places.span(("rules", number, key)) for key in _LISTS)))
    if not lists:
        return []
    first, *others = lists
    comments = _comments(text, first)
    return [
        _instead(text, first, f"query = {written}", comments),
        *(_gone(text, o) for o in others),
    ]


def _instead(text: str, span: tuple[int, int], line: str, comments: list[str]) -> Splice:
    start, end = span
    ending = ending_of(text)
    indent = _indent(text, start)
    above = "".join(f"{comment}{ending}{indent}" for comment in comments)
    return (start, end, above + line)


def _gone(text: str, span: tuple[int, int]) -> Splice:
    """Take out a key; its line goes too where nothing else stands on it."""
    start, end = span
    comments = _comments(text, span)
    line_start = text.rfind("\n", 0, start) + 1
    before = text[line_start:start]
    rest = re.compile(r"[ \t]*(\r?\n|$)?").match(text, end)
    assert rest is not None  # it may match nothing
    if before.strip():  # in braces: with the comma before it
        comma = text.rfind(",", 0, start)
        return (comma, end, "")
    if rest[1] is None:  # a comment stands behind it, and stays
        return (start, rest.end(), "".join(f"{c}{ending_of(text)}{before}" for c in comments))
    kept = "".join(f"{before}{comment}{ending_of(text)}" for comment in comments)
    return (line_start, rest.end(), kept)


def _comments(text: str, span: tuple[int, int]) -> list[str]:
    found = _STRING_OR_COMMENT.finditer(text, *span)
    return [each["comment"].rstrip() for each in found if each["comment"]]


def _indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line if not line.strip() else ""


def _one_more(text: str, last: Sequence[KeyPath], said: str) -> list[Splice]:
    """Put on_update behind the last key of a row."""
    span = Places(text).span(last[0]) if last else None
    if span is None:
        return []
    start, end = span
    if text[text.rfind("\n", 0, start) + 1 : start].strip():  # in braces
        return [(end, end, f", on_update = {said}")]
    line_end = text.find("\n", end) + 1
    new = f"{_indent(text, start)}on_update = {said}"
    if not line_end:
        return [(len(text), len(text), f"{ending_of(text)}{new}")]
    return [(line_end, line_end, f"{new}{ending_of(text)}")]


def _refused(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(str(path), "rules", f"{message}; nothing was changed"),))
