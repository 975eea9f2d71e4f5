"""
What is said of a query that cannot be read: the mistake, where it is, and what to write instead.

Knows what people write who come from other query languages; not how a query is read.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from alerts.rules.names import closest

if TYPE_CHECKING:
    from lark import Token

_OPERATORS = ("AND", "OR", "NOT")
_OPERANDS = ("WORD", "PHRASE", "TOPIC", "FIELD", "OPEN", "NOT")
_ENDS = ("WORD", "PHRASE", "TOPIC", "CLOSE")  # what an operator must stand behind
_ELSEWHERE = {  # how others write operators of ours
    "&": "AND", "&&": "AND", "ANDNOT": "AND NOT", "BUT": "AND", "WITH": "AND",
}  # fmt: skip
_FIELDS_ELSEWHERE = {  # how others write fields of ours
    "content": "body", "feed": "outlet", "intitle": "title", "inurl": "url", "place": "area",
    "site": "outlet", "source": "outlet", "text": "body",
}  # fmt: skip
_DAYS = frozenset({"after", "before", "date", "day", "since", "until"})
_DISTANT = re.compile(
    r"(?P<name>NEAR|BEFORE|AROUND|WITHIN|W|PRE|ADJ|ONEAR)(?:/(?P<distance>\w*))?", re.IGNORECASE
)
_IN_ORDER = ("BEFORE", "PRE", "ONEAR")
_NUMBER_BEHIND = re.compile(r"\s*\(?\s*(\d{1,3})(?!\w)")
_NEGATING = re.compile(r"[-!‐‑‒–—−]")
_PLAIN_WORD = re.compile(r"[^\s()\"“”„‟«»:,;،؛|]+")
_MOST_SHOWN = 5  # words of a phrase that lacks its quotation marks
_LONGEST_SHOWN = 40
_LOOKED_FOR = {"area:": "hasakah", "when:": "recent"}  # behind others: convoy


class SlipError(Exception):
    """A query cannot be read, for a reason and at a place; `query.parse` names the rule."""

    def __init__(self, message: str, offset: int) -> None:
        self.message = message
        self.offset = offset
        super().__init__(message)


def look_at_word(text: str, token: "Token") -> None:
    """
    See that a word of the query *text* is not an operator written in another way.

    Raises:
        SlipError: it is.
    """
    word, start = str(token), token.start_pos or 0
    if word.upper() in _OPERATORS:
        advice = f'write {word.upper()}, or "{word}" in quotation marks for the word'
        raise SlipError(f"unknown operator {word}; {advice}", start)
    if word in ("NEAR", "BEFORE"):
        advice = f"{word} needs a distance: {_distant(text, token, word)} for words"
        raise SlipError(f"{advice}, {word}/s for one sentence, {word}/p for one paragraph", start)
    found = _DISTANT.fullmatch(word)
    if found and found["distance"] is not None:
        meant = _distant(text, token, found["name"], found["distance"])
        raise SlipError(f"unknown operator {word} – did you mean {meant}?", start)
    if word.upper() in _ELSEWHERE and not word.isalpha():
        raise SlipError(f"unknown operator {word}; write {_ELSEWHERE[word]}", start)
    if word == "@":
        raise SlipError('a topic\'s name must stand right behind "@", as in @convoy', start)
    if _NEGATING.match(word):
        raise SlipError(f'"{word[0]}" excludes nothing here; write NOT, or quotation marks', start)
    if word.startswith("+"):
        raise SlipError('"+" asks for nothing here; take it out, and write AND between', start)


def misplaced(text: str, token: "Token", before: "Token | None") -> SlipError:
    """Return what is wrong with *token*, which cannot follow the token *before* it."""
    start = token.start_pos or 0
    last = before.type if before else ""
    if token.type in _OPERANDS and last in _ENDS and before:
        return _side_by_side(text, before, token)
    if last == "FIELD":
        return _after_field(before, token)
    if token.type == "$END":
        return _too_early(text, before)
    if last == "OPEN" and token.type == "CLOSE":
        return SlipError("nothing stands between these parentheses; take them out", start - 1)
    missing = f'nothing stands before "{token}"'
    if before and last != "OPEN":
        missing = f'nothing stands between "{before}" and "{token}"'
    return SlipError(f"{missing}; write a word there, or take one out", start)


def strange_sign(text: str, offset: int) -> SlipError:
    """Return what is wrong with the sign at *offset* of *text*, which opens nothing known."""
    match sign := text[offset]:
        case ":":
            advice = (
                "a colon stands only behind a field's name, as in title:convoy; in a text, put \""
            )
            return SlipError(advice + '…" around it', offset)
        case "|":
            return SlipError(f"unknown operator {sign}; write OR", offset)
        case "," | ";" | "،" | "؛":
            advice = f'"{sign}" parts nothing here; write OR for either, AND for both'
            return SlipError(advice + ", or put the whole in quotation marks", offset)
        case _:
            return SlipError(f"this quotation mark {sign} has no partner; add one", offset)


def unknown_field(name: str, known: list[str], offset: int) -> SlipError:
    """Return what to say of `name:`, which is none of the *known* fields."""
    quotes = "a text with a colon stands in quotation marks"
    if name in _DAYS:
        days = "days stand beside a query, not in it: --since and --until, or the days on the page"
        return SlipError(f"unknown field {name}: – {days}", offset)
    if meant := _FIELDS_ELSEWHERE.get(name) or closest(name, known):
        return SlipError(f"unknown field {name}: – did you mean {meant}:? ({quotes})", offset)
    listed = ", ".join(f"{each}:" for each in known)
    return SlipError(f"unknown field {name}:; there are {listed}; {quotes}", offset)


def unknown_when(value: str, offset: int) -> SlipError:
    """Return what to say of `when:value`, which is not when:recent."""
    if len(value) > _LONGEST_SHOWN:
        value = f"{value[:_LONGEST_SHOWN]}…"
    known = "there is only when:recent, which leaves out what is told of the past"
    return SlipError(f"there is no when:{value}; {known}", offset)


def unknown_distance(operator: str, offset: int, farthest: int) -> SlipError:
    """Return what to say of `NEAR/x`, whose distance is none."""
    name, _, distance = operator.partition("/")
    if distance.isdecimal():
        return SlipError(f"{operator} is not between {name}/1 and {name}/{farthest}", offset)
    if distance.lower() in ("s", "p"):
        return SlipError(f"unknown distance – did you mean {name}/{distance.lower()}?", offset)
    kinds = f"{name}/8 for words, {name}/s for one sentence, {name}/p for one paragraph"
    return SlipError(f'unknown distance "{distance}"; write {kinds}', offset)


def _distant(text: str, token: "Token", name: str, distance: str = "") -> str:
    """Return the operator of ours that *name* with its *distance*, or a number behind, means."""
    behind = _NUMBER_BEHIND.match(text, token.end_pos or 0)
    known = distance.isdecimal() or distance.lower() in ("s", "p")
    nearest = distance.lower() if known else (behind[1] if behind else "8")
    return f"{'BEFORE' if name.upper() in _IN_ORDER else 'NEAR'}/{nearest}"


def _side_by_side(text: str, left: "Token", right: "Token") -> SlipError:
    start = right.start_pos or 0
    if right.type == "NOT":
        return SlipError("NOT takes away from what is before it; write AND NOT", start)
    word = str(right)
    if right.type == "WORD":
        if found := _DISTANT.fullmatch(word):
            meant = _distant(text, right, found["name"])
            return SlipError(f"unknown operator {word} – did you mean {meant}?", start)
        if word in _ELSEWHERE:
            return SlipError(f"unknown operator {word} – did you mean {_ELSEWHERE[word]}?", start)
        if word.startswith("~"):
            return SlipError('a gap stands inside the quotation marks: "a ~2 b"', start)
    words = _words_from(text, left, right)
    if not words:
        return SlipError("nothing joins these two; write AND for both, OR for either", start)
    phrase, both = " ".join(words), " AND ".join(words)
    kind = "both" if len(words) == 2 else "all"  # noqa: PLR2004
    advice = f'write "{phrase}" for the phrase, {both} for {kind}'
    return SlipError(f"words side by side; {advice}", start)


def _words_from(text: str, left: "Token", right: "Token") -> list[str]:
    """Return the plain words that stand side by side from *left* on, none when it is no word."""
    if left.type != "WORD" or right.type != "WORD":
        return []
    return list(_neighbours(text, left.start_pos or 0))


def _neighbours(text: str, start: int) -> Iterator[str]:
    end = start
    for word in _first(_MOST_SHOWN, _PLAIN_WORD.finditer(text, start)):
        is_word = word[0] not in _OPERATORS and not word[0].startswith(("@", "NEAR/", "BEFORE/"))
        if text[end : word.start()].strip() or not is_word or text[word.end() :][:1] == ":":
            return
        end = word.end()
        yield word[0].strip("'‘’")


def _first(count: int, found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    return (each for _, each in zip(range(count), found, strict=False))


def _after_field(field: "Token | None", token: "Token") -> SlipError:
    if token.type == "NOT":
        message = f"NOT stands before the field: NOT {field}…"
        return SlipError(message, token.start_pos or 0)
    start = (field.end_pos or 0) if field else 0
    example = _LOOKED_FOR.get(str(field), "convoy")
    return SlipError(f"{field} lacks what to look for, as in {field}{example}", start)


def _too_early(text: str, before: "Token | None") -> SlipError:
    if before is None:
        return SlipError("an empty query asks for nothing; write a word", 0)
    return SlipError(
        f"nothing stands behind {before}; write a word, or take it out", len(text.rstrip())
    )
