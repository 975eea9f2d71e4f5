"""
Explanations of rules as values, and in words: parts of a rule with what each found.

Knows nothing of how a rule is evaluated; explain.py makes these.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.rules.matching.context import NEAR_ENOUGH
from model import Hit

MOST_SHOWN = 6  # different words shown of one part
FARTHEST = 100  # words; a distance greater than that is not told


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A hit that does not count, and the phrase of an exclusion that it is part of."""

    hit: Hit
    exclusion: Hit


@dataclass(frozen=True, slots=True)
class Lonely:
    """A weak hit without context, and what there was instead."""

    hit: Hit
    sought: tuple[str, ...]  # what would have been context, as the topic has it
    nearest: Hit | None  # in the same field; None when there is none at all
    words: int  # between the two; what is farther off than a hundred counts as a hundred


@dataclass(frozen=True, slots=True)
class Past:
    """A hit that does not count, and the sentence about the past that it stands in."""

    hit: Hit
    sentence: str
    date: str  # of what is told there, in words; "" where a word alone dates it back


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rule: what it asks for, whether it holds, and by which words."""

    asks: str  # in the query language
    kind: str  # all, any, not, near, term, topic, when
    holds: bool
    hits: tuple[Hit, ...]
    cancelled: tuple[Cancelled, ...] = ()
    lonely: tuple[Lonely, ...] = ()
    past: tuple[Past, ...] = ()  # of a when: all that is left out of the rule
    apart: int | None = None  # of a near that does not hold: words between the nearest two
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule held against an item, in full."""

    rule: str
    rule_set: str
    fires: bool
    hits: tuple[Hit, ...]
    tree: Part
    missing: tuple[str, ...]  # for a rule that does not fire: the fewest parts that would have to


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a rule in words, with what is to be said of it and the parts under it."""

    holds: bool
    words: str
    notes: tuple[str, ...]
    parts: tuple["Line", ...]


def missing(part: Part) -> Iterator[str]:
    """Name the fewest parts that would have to hold for *part* to hold."""
    failing = [each for each in part.parts if not each.holds]
    if part.kind == "when":
        return  # the parts that it takes the past from say so
    if part.kind == "any":
        yield from min((list(missing(each)) for each in part.parts), key=len)
    elif part.kind == "not":
        yield f"{part.asks}: it does occur ({_words(part.parts[0].hits)})"
    elif part.kind == "near" and not failing:
        yield f"{part.asks}: both occur, but {_apart(part)}"
    elif part.parts:
        for each in failing:
            yield from missing(each)
    else:
        yield f"{part.asks}{_why_not(part)}"


def _apart(part: Part) -> str:
    if part.apart is None:
        return "not so near"
    return f"not so near: {_words_away(part.apart)} in between"


def _why_not(part: Part) -> str:
    if part.past:
        return f": {_past(part.past[0])}; {_of_the_past(part.past[0])}"
    if part.lonely:
        return f": {_lonely(part.lonely[0])}"
    if part.cancelled:
        return f": {_cancelled(part.cancelled[0])}"
    return ": does not occur"


def lines(explained: Explained) -> list[str]:
    """Lay out an explanation for people, a line a thought."""
    verdict = "match" if explained.fires else "no match"
    shown = [f"{explained.rule}: {verdict}", *_tree(outline(explained.tree), 1)]
    if explained.missing:
        shown += ["  what is missing:", *(f"    {each}" for each in explained.missing)]
    return shown


_LABELS = {"all": "all of", "any": "any of", "not": "not", "near": "near"}


def outline(part: Part) -> Line:
    """Put a part of a rule into words, and all parts of it under it."""
    if part.parts:
        words = part.asks if part.kind == "near" else _LABELS[part.kind]
    else:
        words = f"{part.asks}  {_words(part.hits)}" if part.hits else part.asks
    notes = [_cancelled(each) for each in part.cancelled[:MOST_SHOWN]]
    notes += [_lonely(each) for each in part.lonely[:MOST_SHOWN]]
    tell = _of_the_past if part.kind == "when" else _past
    notes += list(dict.fromkeys(map(tell, part.past)))[:MOST_SHOWN]
    return Line(part.holds, words, tuple(notes), tuple(map(outline, part.parts)))


def _tree(line: Line, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{'✓' if line.holds else '✗'} {line.words}"
    yield from (f"{indent}    {note}" for note in line.notes)
    for each in line.parts:
        yield from _tree(each, depth + 1)


def _words(hits: tuple[Hit, ...]) -> str:
    shown = list(dict.fromkeys(f"«{hit.surface}» ({hit.field})" for hit in hits))
    more = f" and {len(shown) - MOST_SHOWN} more" if len(shown) > MOST_SHOWN else ""
    return ", ".join(shown[:MOST_SHOWN]) + more


def _cancelled(cancelled: Cancelled) -> str:
    phrase = cancelled.exclusion
    return (
        f"«{cancelled.hit.surface}» does not count: «{phrase.surface}» ({phrase.term}) is excluded"
    )


def _past(past: Past) -> str:
    return f"«{past.hit.surface}» ({past.hit.field}) does not count: its sentence tells of the past"


def _of_the_past(past: Past) -> str:
    return f"«{past.sentence}» is background: {past.date or 'a word dates it back'}"


def _lonely(lonely: Lonely) -> str:
    shown = ", ".join(lonely.sought[:MOST_SHOWN])
    more = ", …" if len(lonely.sought) > MOST_SHOWN else ""
    weak = (
        f"«{lonely.hit.surface}» ({lonely.hit.field}) is weak and needs context in its sentence "
        f"or within {NEAR_ENOUGH} words ({shown}{more})"
    )
    if lonely.nearest is None:
        return f"{weak}; there is none in the {lonely.hit.field}"
    distance = _words_away(lonely.words)
    return f"{weak}; the nearest is «{lonely.nearest.surface}», {distance} away"


def _words_away(words: int) -> str:
    if words >= FARTHEST:
        return f"{FARTHEST} words or more"
    return "1 word" if words == 1 else f"{words} words"
