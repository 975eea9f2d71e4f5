"""
Where in the text of config.toml each key stands, so that a problem can point at its line.

Scans text that `tomllib` has accepted already; knows TOML's syntax and nothing of what keys mean.
"""

import re
import tomllib
from dataclasses import dataclass

from model import Problem

KeyPath = tuple[str | int, ...]  # ("outlets", 3, "language")

_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_BLANK_OR_COMMA = re.compile(r"(?:\s|,|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?!")|'
    r"'''.*?'''(?!')|"
    r'"(?:[^"\\]|\\.)*"|'
    r"'[^']*'",
    re.DOTALL,
)
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at a key, not yet located in the text."""

    path: KeyPath
    message: str


def written(path: KeyPath) -> str:
    """Return *path* as people write it: `outlets[3].language`; rows are counted from 0."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _key(part: str) -> str:
    return part if _BARE_KEY.fullmatch(part) else f'"{part}"'


class Places:
    """The position of every key, table and list element of one text."""

    def __init__(self, text: str) -> None:
        scan = _Scan(text.replace("\r\n", "\n"))
        scan.document()
        self._text = scan.text
        self._found = scan.found
        self._ended = scan.ended
        self._values = scan.values
        self._starts = [0, *(end.end() for end in re.finditer("\n", text))]

    def lines(self, path: KeyPath) -> tuple[int, int] | None:
        """Return the first and the last line of what stands at and below *path*, from 0."""
        depth = len(path)
        starts = [at for each, at in self._found.items() if each[:depth] == path]
        ends = [at for each, at in self._ended.items() if each[:depth] == path]
        if not starts:
            return None
        end = max(ends, default=starts[-1])
        return self._text.count("\n", 0, min(starts)), self._text.count("\n", 0, end)

    def span(self, path: KeyPath) -> tuple[int, int] | None:
        """Return where what stands at *path*, key and value, begins and ends in the text."""
        return self._span(self._found.get(path), self._ended.get(path))

    def value(self, path: KeyPath) -> tuple[int, int] | None:
        """Return where the value of *path* begins and ends in the text."""
        return self._span(self._values.get(path), self._ended.get(path))

    def below(self, path: KeyPath) -> list[KeyPath]:
        """Return every key that has a value right below *path*, in the order of the text."""
        depth = len(path)
        return [at for at in self._values if at[:depth] == path and len(at) == depth + 1]

    def problem(self, file: str, fault: Fault) -> Problem:
        """Locate *fault*: at its key, else at the nearest thing around it, else at the top."""
        path = fault.path
        while path and path not in self._found:
            path = path[:-1]
        start = self._found.get(path, 0)
        return Problem(
            file=file,
            key=written(fault.path),
            message=fault.message,
            line=self._text.count("\n", 0, start) + 1,
            column=start - self._text.rfind("\n", 0, start),
        )

    def _span(self, start: int | None, end: int | None) -> tuple[int, int] | None:
        return None if start is None or end is None else (self._real(start), self._real(end))

    def _real(self, at: int) -> int:
        """Return where offset *at* is in the text with its own line ends."""
        line = self._text.count("\n", 0, at)
        return self._starts[line] + at - (self._text.rfind("\n", 0, at) + 1)


class _Scan:
    """One walk through a text; *found* and *ended* grow on the way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[KeyPath, int] = {}
        self.ended: dict[KeyPath, int] = {}  # of headings, keys and elements: where the last ends
        self.values: dict[KeyPath, int] = {}  # of keys and elements: where the value begins
        self._at = 0
        self._last_row: dict[KeyPath, int] = {}  # of each array of tables, so far

    def document(self) -> None:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self.text):
            if self._next() == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> KeyPath:
        start = self._at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self._at += brackets
        keys = self._keys()
        self._at += brackets
        row_of = keys[-1] if brackets > 1 else None
        path = self._table(keys[:-1] if row_of else keys, row_of, start)
        self.ended[path] = self._at
        return path

    def _table(self, keys: tuple[str, ...], row_of: str | None, start: int) -> KeyPath:
        path: KeyPath = ()
        for key in keys:
            path = self._remember((*path, key), start)
            if path in self._last_row:
                path = (*path, self._last_row[path])
        if row_of is None:
            return path
        path = self._remember((*path, row_of), start)
        self._last_row[path] = self._last_row.get(path, -1) + 1
        return self._remember((*path, self._last_row[path]), start)

    def _pair(self, table: KeyPath) -> None:
        start = self._at
        path = table
        for key in self._keys():
            path = self._remember((*path, key), start)
        self._at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        opening = self._next()
        self.values[path] = self._at
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        elif opening in {'"', "'"}:
            self._skip(_STRING)
        else:
            start = self._at
            self._at = start + len(self._skip(_BARE_VALUE).rstrip())
        self.ended[path] = self._at

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        self._skip(_BLANK_OR_COMMA)
        index = 0
        while self._next() not in {"]", ""}:
            self._value(self._remember((*path, index), self._at))
            self._skip(_BLANK_OR_COMMA)
            index += 1
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        self._skip(_BLANK_OR_COMMA)
        while self._next() not in {"}", ""}:
            self._pair(path)
            self._skip(_BLANK_OR_COMMA)
        self._at += 1

    def _keys(self) -> tuple[str, ...]:
        keys = [self._one_key()]
        while self._next() == ".":
            self._at += 1
            keys.append(self._one_key())
        return tuple(keys)

    def _one_key(self) -> str:
        self._skip(_SPACE)
        quoted = self._next() in {'"', "'"}
        raw = self._skip(_STRING if quoted else _BARE_KEY)
        self._skip(_SPACE)
        return str(tomllib.loads(f"key = {raw}")["key"]) if quoted else raw

    def _remember(self, path: KeyPath, start: int) -> KeyPath:
        self.found.setdefault(path, start)
        return path

    def _next(self) -> str:
        return self.text[self._at : self._at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match[0]
