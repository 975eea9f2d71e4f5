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

from hajiz.config.rows import agreed, inline, with_rows, without_row
from model import Outlet

_CHANNEL = re.compile(r"https://t\.me/s/(\w+)")


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
        table.add(key, inline(value) if isinstance(value, dict) else value)
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
    changed = with_rows(text, "outlets", tables, _blocks(outlets, groups))
    expected = {**document, "outlets": [*document.get("outlets", []), *tables]}
    lines = "".join(f"\n{written(outlet)}" for outlet in outlets)
    return agreed(path, "outlets", changed, expected, f"Add these lines by hand:\n{lines}")


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
    changed = without_row(text, "outlets", number)
    left = [row for n, row in enumerate(rows) if n != number]
    expected = {**document, "outlets": left}
    if not left and "outlets" not in tomllib.loads(changed):
        del expected["outlets"]
    return agreed(path, "outlets", changed, expected, f'Delete "{outlet_id}" by hand')


def _place(outlet: Outlet) -> dict[str, Any]:
    if outlet.kind == "listing" and outlet.listing is not None:
        parts = {key: value for key, value in asdict(outlet.listing).items() if value}
        if parts.get("link") == "a":
            del parts["link"]
        return {"listing": {"url": outlet.feed, **parts}}
    channel = _CHANNEL.fullmatch(outlet.feed) if outlet.kind == "telegram" else None
    return {outlet.kind: channel[1] if channel else outlet.feed}


def _blocks(outlets: Sequence[Outlet], groups: Mapping[str, str]) -> str:
    blocks = []
    for outlet in outlets:
        if title := groups.get(outlet.id):
            blocks.append(f"# {title}\n")
        blocks.append(written(outlet))
    return "\n".join(blocks)
