"""
The file config.toml as text and as a TOML document, or what is wrong with it as a file.

Knows encodings and TOML's syntax; not what any key means.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model import ConfigError, Problem

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# What tomllib says first, and what it means for somebody who has never heard of TOML.
_ADVICE = {
    "Invalid value": 'a value is missing or not written as one; texts stand in "double quotes"',
    "Invalid statement": "neither a [table] nor a line of the form key = value",
    "Expected newline": 'something follows the value; texts such as "60m" stand in double quotes',
    "Expected '='": "no equals sign after the key; a line has the form key = value",
    "Expected ']": "the brackets around the table's name are not closed",
    "Invalid initial character": "a key is made of letters, digits, hyphens and underscores",
    "Cannot overwrite": "this is given twice; keep one of the two",
    "Cannot declare": "this table is opened twice; put all its keys under one heading",
    "Cannot redefine": "this table is opened twice; put all its keys under one heading",
    "Cannot mutate": "this is there twice, once as a list and once as tables; keep one",
    "Duplicate inline": "this is given twice; keep one of the two",
    "Unclosed array": 'a list is not closed; it has the form ["one", "two"], with commas',
    "Unclosed inline": 'a table in braces has the form { env = "NAME" }, on one line',
    "Unterminated": "a text is not closed: its second quotation mark is missing",
    "Illegal character '\\n'": "a text is not closed: its second quotation mark is missing",
    "Illegal character": "a control character stands where none may be",
    "Found invalid": "a control character stands where none may be",
    "Unescaped": "a backslash in a text is written twice; or write the text in 'single quotes'",
    "Invalid hex": "a backslash in a text is written twice; or write the text in 'single quotes'",
    "Invalid date": "there is no such date or time",
}
_CURLY = (
    "\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019"  # what word processors and chats make of " and '
)
_CURLY_ADVICE = 'this quotation mark is curly; write a straight one: "'
_TWO_TEXTS = (
    "the text ends before this; a text with quotation marks in it stands in 'single quotes', "
    "such as query = 'title:\"army convoy\"'"
)


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file that is TOML; *text* is what people see in their editor."""

    path: Path
    text: str
    document: dict[str, Any]


def read_toml(path: Path) -> TomlFile:
    """
    Read *path*: UTF-8 with or without a byte order mark, lines ended by LF or CRLF.

    Raises:
        ConfigError: there is no such file, it cannot be read, or it is not TOML.
    """
    return parse_toml(path, _bytes(path))


def parse_toml(path: Path, body: bytes) -> TomlFile:
    """
    Read *body*, which stands in *path* or is to stand there.

    Raises:
        ConfigError: it is not TOML in UTF-8.
    """
    text = _decoded(path, body)
    try:
        return TomlFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((_syntax_problem(path, text, error),)) from None
    except RecursionError:
        raise _unusable(path, "lists are nested too deeply") from None
    except ValueError:  # Python refuses to read a number of more than 4,300 digits
        raise _unusable(path, "it holds a number too long to be meant") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        advice = "there is no such file; copy the one shipped with Hajiz, or name yours"
        raise _unusable(path, f"{advice} with --config PATH") from None
    except IsADirectoryError:
        raise _unusable(path, "is a folder; name the file in it with --config PATH") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise _unusable(path, f"cannot be read: {reason}") from None


def _decoded(path: Path, body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in body[:2]:
        raise _unusable(path, "is saved as UTF-16; save it as UTF-8")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = "is not saved as UTF-8; choose UTF-8 in your editor and save it again"
        raise ConfigError((Problem(str(path), "", message, line, column),)) from None


def _unusable(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(str(path), "", message),))


def _syntax_problem(path: Path, text: str, error: tomllib.TOMLDecodeError) -> Problem:
    said = str(error)
    position = _POSITION.search(said)
    plain = _POSITION.sub("", said)
    advice = next((words for start, words in _ADVICE.items() if plain.startswith(start)), None)
    advice = advice or f"this is not written as TOML: {plain}"
    line, column = text.count("\n") + 1, None
    if position and position[1]:
        line, column = int(position[1]), int(position[2])
        advice = _of_quotes(text, line, column) or advice
    return Problem(str(path), "", advice, line, column)


def _of_quotes(text: str, line: int, column: int) -> str:
    """Say what is wrong with the quotation marks at that place; "" when it is not they."""
    written = text.split("\n")[line - 1]
    before, after = written[: column - 1], written[column - 1 :]
    if after[:1] and after[0] in _CURLY:
        return _CURLY_ADVICE
    if before.endswith('"') and after[:1].isalnum() and '"' in after.partition("#")[0]:
        return _TWO_TEXTS
    return ""
