"""
Rows of a list of tables – [[outlets]], [[rules]] – put into the text of config.toml and taken out.

Pure: text in, text out; all else stays as it is. Knows how TOML lays rows out, not what they mean.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from hajiz.config.places import KeyPath, Places
from hajiz.config.toml_text import ending_of
from model import ConfigError, Problem

_BY_HAND = "cannot be changed by a program as it is written; nothing was changed. "


def with_rows(text: str, name: str, tables: Sequence[Mapping[str, Any]], block: str) -> str:
    """
    Return *text* with *tables* behind the rows [[*name*]] it has, or else at its end.

    *block* are their lines as they are to stand in the file; where the rows are one list in
    brackets, they are added to that instead. Whether the outcome says what it should is for the
    caller to ask (`agreed`).
    """
    document = tomllib.loads(text)
    if isinstance(document.get(name), list) and f"[[{name}]]" not in _headings(text):
        return _in_list(text, name, tables)
    return behind(text, (name, len(document.get(name, [])) - 1), block)


def without_row(text: str, name: str, number: int) -> str:
    """Return *text* without row *number* of [[*name*]], with the comments around it."""
    cut = _cut if f"[[{name}]]" in _headings(text) else _out_of_list
    return cut(text, name, number)


def behind(text: str, path: KeyPath, block: str) -> str:
    """Return *text* with *block* behind what stands at *path*, or at its end, parted by gaps."""
    lines = _lines(text)
    places = Places(text).lines(path)
    at = _past_own_comments(lines, places[1] + 1) if places else len(lines)
    above = (lines[at - 1 : at] or [""])[0]
    ending = ending_of(above if above.endswith("\n") else text)
    before, after = lines[:at], lines[at:]
    if before and not before[-1].endswith("\n"):
        before[-1] += ending
    gap = ending if before and before[-1].strip() else ""
    rest = ending if after and after[0].strip() else ""
    return "".join((*before, gap, block.replace("\n", ending), rest, *after))


def inline(value: Mapping[str, Any]) -> Any:
    """Return *value* in braces, with spaces inside as people write them."""
    table = tomlkit.inline_table()
    table.update(value)
    return tomlkit.value(f"{{ {table.as_string()[1:-1]} }}")


def agreed(path: Path, key: str, changed: str, expected: Mapping[str, Any], advice: str) -> str:
    """
    Return *changed* if it says what is *expected* and nothing else.

    Raises:
        ConfigError: it does not; *advice* is what to do by hand.
    """
    try:
        if tomllib.loads(changed) == expected:
            return changed
    except tomllib.TOMLDecodeError:
        pass
    raise ConfigError((Problem(str(path), key, _BY_HAND + advice),))


def _headings(text: str) -> set[str]:
    return {"".join(found[0].split()) for found in re.finditer(r"(?m)^[ \t]*\[\[.*?\]\]", text)}


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _past_own_comments(lines: Sequence[str], at: int) -> int:
    """Return the line behind the comments that follow line *at* closely and end with a gap."""
    end = at
    while end < len(lines) and lines[end].lstrip().startswith("#"):
        end += 1
    is_own = end == len(lines) or not lines[end].strip()
    return end if is_own else at


def _cut(text: str, name: str, number: int) -> str:
    found = Places(text).lines((name, number))
    lines = _lines(text)
    first, last = found or (0, -1)
    after = lines[last + 1 :]
    has_gap_above = first == 0 or not lines[first - 1].strip()
    if has_gap_above and after and not after[0].strip():
        after = after[1:]
    return "".join((*lines[:first], *after))


def _in_list(text: str, name: str, tables: Sequence[Mapping[str, Any]]) -> str:
    """Add *tables* to outlets = [ { … }, … ]."""
    parsed = tomlkit.parse(text)
    rows: Any = parsed[name]
    for table in tables:
        row = tomlkit.inline_table()
        for key, value in table.items():
            row.add(key, inline(value) if isinstance(value, dict) else value)
        rows.append(row)
    return _whole(text, parsed)


def _out_of_list(text: str, name: str, number: int) -> str:
    parsed = tomlkit.parse(text)
    rows: Any = parsed[name]
    del rows[number]
    return _whole(text, parsed)


def _whole(before: str, parsed: tomlkit.TOMLDocument) -> str:
    """Return the text of *parsed* with the line ends it had; "" if it would lose something."""
    if tomlkit.parse(before).as_string() != before:
        return ""
    changed = parsed.as_string()
    is_crlf = before.count("\r\n") == before.count("\n") > 0
    return re.sub(r"(?<!\r)\n", "\r\n", changed) if is_crlf else changed
