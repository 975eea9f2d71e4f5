"""
Outlets written into the text of config.toml and taken out of it; all else stays as it is.

Pure: text in, text out. A TOML library writes the new lines, but it does not write the file: it
would move tables that stand apart, and put new ones behind the comments of the next.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import tomlkit

from hajiz.config.places import Places
from model import ConfigError, Outlet, Problem

_CHANNEL = re.compile(r"https://t\.me/s/(\w+)")
_BY_HAND = "cannot be changed by a program as it is written; nothing was changed. "


def table_of(outlet: Outlet) -> dict[str, Any]:
    """Return the table that describes *outlet*, without the keys that have their default."""
    table: dict[str, Any] = {"id": str(outlet.id), "name": outlet.name}
    table |= _place(outlet)
    table["language"] = outlet.language
    optional = {"affiliation": outlet.affiliation, "homepage": outlet.homepage}
    table |= {key: value for key, value in optional.items() if value}
    return table | ({"full_text": True} if outlet.full_text else {})


def written(outlet: Outlet) -> str:
    """Return the lines of *outlet* as they stand in config.toml, with its heading."""
    table = tomlkit.table()
    for key, value in table_of(outlet).items():
        table.add(key, _inline(value) if isinstance(value, dict) else value)
    return f"[[outlets]]\n{table.as_string().rstrip()}\n"


def with_outlets(
    path: Path, text: str, outlets: Sequence[Outlet], groups: Mapping[str, str]
) -> str:
    """
    Return *text* of the file *path* with *outlets* behind those it has, or else at its end.

    *groups* names what stands as a comment above an outlet, by id. Nothing else changes: comments,
    order and line ends stay.

    Raises:
        ConfigError: the text is written in a way that leaves no place for them.
    """
    document = tomllib.loads(text)
    tables = [table_of(outlet) for outlet in outlets]
    if isinstance(document.get("outlets"), list) and "[[outlets]]" not in _headings(text):
        changed = _in_list(text, tables)
    else:
        changed = _behind(text, document, _blocks(outlets, groups))
    expected = {**document, "outlets": [*document.get("outlets", []), *tables]}
    lines = "".join(f"\n{written(outlet)}" for outlet in outlets)
    return _agreed(path, changed, expected, f"Add these lines by hand:\n{lines}")


def without_outlet(path: Path, text: str, outlet_id: str) -> str:
    """
    Return *text* of the file *path* without the outlet called *outlet_id*, which is in it.

    The comments around it stay.

    Raises:
        ConfigError: its lines cannot be told from others.
    """
    document = tomllib.loads(text)
    rows: list[dict[str, Any]] = document["outlets"]
    number = next(n for n, row in enumerate(rows) if str(row.get("id")).strip() == outlet_id)
    cut = _cut if "[[outlets]]" in _headings(text) else _out_of_list
    changed = cut(text, number)
    left = [row for n, row in enumerate(rows) if n != number]
    expected = {**document, "outlets": left}
    if not left and "outlets" not in tomllib.loads(changed):
        del expected["outlets"]
    return _agreed(path, changed, expected, f'Delete "{outlet_id}" by hand')


def _place(outlet: Outlet) -> dict[str, Any]:
    if outlet.kind == "listing" and outlet.listing is not None:
        parts = {key: value for key, value in asdict(outlet.listing).items() if value}
        if parts.get("link") == "a":
            del parts["link"]
        return {"listing": {"url": outlet.feed, **parts}}
    channel = _CHANNEL.fullmatch(outlet.feed) if outlet.kind == "telegram" else None
    return {outlet.kind: channel[1] if channel else outlet.feed}


def _inline(value: Mapping[str, str]) -> Any:
    """Return *value* in braces, with spaces inside as people write them."""
    table = tomlkit.inline_table()
    table.update(value)
    return tomlkit.value(f"{{ {table.as_string()[1:-1]} }}")


def _headings(text: str) -> set[str]:
    return {"".join(found[0].split()) for found in re.finditer(r"(?m)^[ \t]*\[\[.*?\]\]", text)}


def _blocks(outlets: Sequence[Outlet], groups: Mapping[str, str]) -> str:
    blocks = []
    for outlet in outlets:
        if title := groups.get(outlet.id):
            blocks.append(f"# {title}\n")
        blocks.append(written(outlet))
    return "\n".join(blocks)


def _behind(text: str, document: Mapping[str, Any], block: str) -> str:
    lines = _lines(text)
    rows = len(document.get("outlets", []))
    places = Places(text).lines(("outlets", rows - 1)) if rows else None
    at = _past_own_comments(lines, places[1] + 1) if places else len(lines)
    ending = "\r\n" if (lines[at - 1 : at] or [""])[0].endswith("\r\n") else "\n"
    before, after = lines[:at], lines[at:]
    if before and not before[-1].endswith("\n"):
        before[-1] += ending
    gap = ending if before and before[-1].strip() else ""
    rest = ending if after and after[0].strip() else ""
    return "".join((*before, gap, block.replace("\n", ending), rest, *after))


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _past_own_comments(lines: Sequence[str], at: int) -> int:
    """Return the line behind the comments that follow line *at* closely and end with a gap."""
    end = at
    while end < len(lines) and lines[end].lstrip().startswith("#"):
        end += 1
    is_own = end == len(lines) or not lines[end].strip()
    return end if is_own else at


def _cut(text: str, number: int) -> str:
    found = Places(text).lines(("outlets", number))
    lines = _lines(text)
    first, last = found or (0, -1)
    after = lines[last + 1 :]
    has_gap_above = first == 0 or not lines[first - 1].strip()
    if has_gap_above and after and not after[0].strip():
        after = after[1:]
    return "".join((*lines[:first], *after))


def _in_list(text: str, tables: Sequence[Mapping[str, Any]]) -> str:
    """Add *tables* to outlets = [ { … }, … ]."""
    parsed = tomlkit.parse(text)
    rows: Any = parsed["outlets"]
    for table in tables:
        row = tomlkit.inline_table()
        for key, value in table.items():
            row.add(key, _inline(value) if isinstance(value, dict) else value)
        rows.append(row)
    return _whole(text, parsed)


def _out_of_list(text: str, number: int) -> str:
    parsed = tomlkit.parse(text)
    rows: Any = parsed["outlets"]
    del rows[number]
    return _whole(text, parsed)


def _whole(before: str, parsed: tomlkit.TOMLDocument) -> str:
    """Return the text of *parsed* with the line ends it had; "" if it would lose something."""
    if tomlkit.parse(before).as_string() != before:
        return ""
    changed = parsed.as_string()
    is_crlf = before.count("\r\n") == before.count("\n") > 0
    return re.sub(r"(?<!\r)\n", "\r\n", changed) if is_crlf else changed


def _agreed(path: Path, changed: str, expected: Mapping[str, Any], advice: str) -> str:
    """Return *changed* if it says what is *expected* and nothing else."""
    try:
        if tomllib.loads(changed) == expected:
            return changed
    except tomllib.TOMLDecodeError:
        pass
    raise ConfigError((Problem(str(path), "outlets", _BY_HAND + advice),))
