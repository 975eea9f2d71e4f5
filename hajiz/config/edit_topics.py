"""
Terms put into the topics of config.toml; all else stays as it is.

Pure: text in, text out. A topic that has no table yet gets one that adds to the built-in topic.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from alerts.rules.rule import EVERY_LANGUAGE, Part
from hajiz.config.places import KeyPath, Places
from hajiz.config.rows import agreed, behind
from hajiz.config.toml_text import Splice, ending_of, quoted, spliced
from model import ConfigError, Problem

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BEHIND_ELEMENT = re.compile(r"[ \t]*(,?)[ \t]*(#[^\r\n]*)?(\r?\n)")


def with_terms(
    path: Path, text: str, topic: str, part: Part, language: str, terms: Sequence[str]
) -> str:
    """
    Return *text* of the file *path* where *part* of *topic* has *terms* of *language* as well.

    Terms that are there already change nothing. A part written as one list, which is for every
    language, stays one.

    Raises:
        ConfigError: the topic is written in a way that cannot be changed.
    """
    document = tomllib.loads(text)
    expected, at, new = _expected(document, topic, part, language, terms)
    if not new:
        return text
    try:
        literals = [quoted(term) for term in new]
    except ValueError as error:
        raise ConfigError((Problem(str(path), f"topics.{topic}", f"a term {error}"),)) from None
    changed = _changed(text, document, at, literals)
    lines = _block(at, literals, heading=True)
    return agreed(path, f"topics.{topic}", changed, expected, f"Add this by hand:\n\n{lines}")


def _expected(
    document: Mapping[str, Any], topic: str, part: Part, language: str, terms: Sequence[str]
) -> tuple[dict[str, Any], KeyPath, list[str]]:
    """Return the document wished for, where in it the terms stand, and which of them are new."""
    wished = deepcopy(dict(document))
    topics = wished.setdefault("topics", {})
    table = topics.setdefault(topic, {"extends": topic})
    keys: list[str] = [] if part == "terms" else [part]
    if isinstance(table.get(part), list):  # one list for every language
        language = EVERY_LANGUAGE
        owner, key = table, str(part)
    else:
        owner = table if part == "terms" else table.setdefault(part, {})
        key = language
        keys.append(language)
    known = owner.setdefault(key, [])
    new = [term for term in dict.fromkeys(terms) if term not in known]
    known.extend(new)
    return wished, ("topics", topic, *keys), new


def _changed(text: str, document: Mapping[str, Any], at: KeyPath, literals: list[str]) -> str:
    places = Places(text)
    if places.value(at):
        return spliced(text, _into_list(text, places, at, literals))
    line = f"{_key(at[-1])} = [{', '.join(literals)}]"
    owner = places.below(at[:-1])
    if owner:
        return spliced(text, [_behind_key(text, places, owner[-1], line)])
    _, topic, *_ = at
    topics = document.get("topics", {})
    if topic in topics:
        return behind(text, ("topics", topic), _block(at, literals, heading=False))
    last = ("topics", str(list(topics)[-1])) if topics else ("topics",)
    return behind(text, last, _block(at, literals, heading=True))


def _block(at: KeyPath, literals: Sequence[str], *, heading: bool) -> str:
    """Return the lines of a table for the terms, below one for the topic where it is new."""
    _, topic, *_ = at
    line = f"{_key(at[-1])} = [{', '.join(literals)}]\n"
    head = f"[topics.{_key(topic)}]\nextends = {quoted(str(topic))}\n" if heading else ""
    if len(at) == 3:  # noqa: PLR2004 - topics, its name, the language
        return f"{head}{line}"
    return f"{head}[topics.{_key(topic)}.{_key(at[2])}]\n{line}"


def _key(name: str | int) -> str:
    return str(name) if _BARE.fullmatch(str(name)) else quoted(str(name))


def _into_list(text: str, places: Places, at: KeyPath, literals: list[str]) -> list[Splice]:
    joined = ", ".join(literals)
    elements = places.below(at)
    last = places.value(elements[-1]) if elements else None
    if last is None:
        start, _ = places.value(at) or (0, 0)
        return [(start + 1, start + 1, joined)]
    start, end = last
    before = text[text.rfind("\n", 0, start) + 1 : start]
    found = _BEHIND_ELEMENT.match(text, end)
    if before.strip() or found is None:  # beside others on its line
        return [(end, end, f", {joined}")]
    comma = [] if found[1] else [(end, end, ",")]
    lines = "".join(f"{before}{each},{found[3]}" for each in literals)
    return [*comma, (found.end(), found.end(), lines)]


def _behind_key(text: str, places: Places, at: KeyPath, line: str) -> Splice:
    start, end = places.span(at) or (0, 0)
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if before.strip():  # in braces
        return (end, end, f", {line}")
    line_end = text.find("\n", end) + 1
    if not line_end:
        return (len(text), len(text), f"{ending_of(text)}{before}{line}")
    return (line_end, line_end, f"{before}{line}{ending_of(text)}")
