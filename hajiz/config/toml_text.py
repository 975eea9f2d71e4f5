"""
A text as TOML writes it, and places in a file cut out and filled.

Pure; knows TOML's quotation marks, not what a text is for.
"""

import json
import re
from collections.abc import Iterable

Splice = tuple[int, int, str]  # from, to, and what stands there afterwards

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def quoted(text: str, ending: str = "\n") -> str:
    """
    Return *text* as a TOML string that people can read: 'one line' or '''several lines'''.

    *ending* are the file's line ends. Only what cannot stand between such marks is escaped.

    Raises:
        ValueError: it holds half a character, which no file in UTF-8 can.
    """
    if _SURROGATE.search(text):
        raise ValueError("holds half a character, which cannot be saved")
    if _CONTROL.search(text) or "'''" in text or text.endswith("'"):
        return _escaped(text)
    if "\n" in text:
        return f"'''\n{text}'''".replace("\n", ending)
    if "'" in text:
        return f"'''{text}'''" if '"' in text or "\\" in text else f'"{text}"'
    return f"'{text}'" if '"' in text or "\\" in text else f'"{text}"'


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """Return *text* with each of *splices*, none of which overlap, made in it."""
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def ending_of(text: str) -> str:
    """Return the line end most lines of *text* have."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
