"""
Numbers of vehicles, killed and wounded, as sentences give them.

Knows the words of each language (counts/*.toml); which of two figures is true is not known here.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

_FOLDER = Path(__file__).with_name("counts")
_START, _END = "(?<![^\\W_])", "(?![^\\W_])"
_BEFORE = {"ar": "[وفبلك]{0,2}(?:ال)?"}
_DIGITS = "\\d{1,3}(?:[.,]\\d{3})+|\\d{1,5}"
_WORD = re.compile(r"[^\W_]+")
_NOT_A_NUMBER = re.compile(
    r"[:.,/-]\d|%|-?year|(?:st|nd|rd|th)\b| ?(?:am|pm|[кk]m|км|mm|years?|km)\b"
)
_MOST = 24  # numbers, and words of casualties, in one sentence
_FARTHEST = 7  # words between a number and "killed"
_BREAK = 3  # words that a comma or an "and" counts for
_BREAKS = re.compile(r"[,;،؛]|\b(?:and|و|ve|û|u|и)\b|(?<=\s)و")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class Counted(NamedTuple):
    """A number of something in a folded text; the place is that of number and noun."""

    what: str
    number: int
    kind: str
    start: int
    end: int


class _Number(NamedTuple):
    value: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Words:
    numbers: re.Pattern[str]
    values: Mapping[str, int]
    articles: re.Pattern[str]
    pairs: re.Pattern[str] | None
    singles: re.Pattern[str] | None
    vehicles: re.Pattern[str]
    people: re.Pattern[str]
    casualties: re.Pattern[str]
    kinds: Mapping[str, str]  # by the name of a group


def counts_in(
    folded: str, language: str, taken_by: Sequence[tuple[int, int]] = ()
) -> list[Counted]:
    """
    Return what is counted in *folded*, a sentence, in the order of the text.

    Numbers in the stretches *taken_by* something else – dates – count nothing.
    """
    words = _words(language if language in _known() else "en")
    vehicles = words.vehicles.search(folded)
    hurt = list(islice(words.casualties.finditer(folded), _MOST))
    if not vehicles and not hurt and not (words.pairs and words.pairs.search(folded)):
        return []
    found: list[Counted] = []
    numbers = [
        number
        for number in islice(_numbers(folded, words), _MOST)
        if not any(start <= number.start < end for start, end in taken_by)
    ]
    taken: set[int] = set()
    for number in numbers:
        if noun := _behind(words.vehicles, folded, number.end, stop=words.people):
            found.append(_counted("vehicle", number, noun, words))
            taken.add(number.start)
    found += _pairs_of_vehicles(folded, words)
    if hurt:
        found += _casualties(folded, [n for n in numbers if n.start not in taken], hurt, words)
    return sorted(set(found), key=lambda each: each.start)


def _counted(what: str, number: _Number, noun: re.Match[str], words: _Words) -> Counted:
    kind = words.kinds.get(noun.lastgroup or "", "")
    return Counted(what, number.value, kind, number.start, noun.end())


def _numbers(folded: str, words: _Words) -> Iterator[_Number]:
    for match in words.numbers.finditer(folded):
        written = match[0]
        if written[0].isdecimal():
            if _NOT_A_NUMBER.match(folded, match.end()) or _is_part(folded, match.start()):
                continue
            value = int(re.sub("[.,]", "", written))
            if _FIRST_YEAR <= value < _LAST_YEAR and len(written) == 4:  # noqa: PLR2004 - a year
                continue
        else:
            value = words.values[" ".join((match["word"] or match[0]).split())]
        yield _Number(value, match.start(), match.end())
    for match in words.articles.finditer(folded):
        if words.vehicles.match(folded, match.end() + 1) or _is_person(folded, match, words):
            yield _Number(1, match.start(), match.end())


def _is_part(folded: str, start: int) -> bool:
    return start > 1 and folded[start - 1] in ":./-" and folded[start - 2].isalnum()


def _is_person(folded: str, article: re.Match[str], words: _Words) -> bool:
    return _behind(words.people, folded, article.end(), most=2) is not None


def _behind(
    nouns: re.Pattern[str],
    folded: str,
    end: int,
    most: int = 5,
    stop: re.Pattern[str] | None = None,
) -> re.Match[str] | None:
    """Return the noun that a number before *end* counts: few words behind it, and no sign."""
    for _ in range(most + 1):
        while end < len(folded) and folded[end] in " \n-\"'“”«»":
            end += 1
        if noun := nouns.match(folded, end):
            return noun
        word = _WORD.match(folded, end)
        is_other = stop is not None and stop.match(folded, end)
        if word is None or word[0].isdecimal() or is_other:
            return None
        end = word.end()
    return None


def _pairs_of_vehicles(folded: str, words: _Words) -> Iterator[Counted]:
    if words.pairs:
        for match in words.pairs.finditer(folded):
            what, _, kind = words.kinds[match.lastgroup or ""].partition(":")
            if what == "vehicles":
                yield Counted("vehicle", 2, kind, match.start(), match.end())


def _casualties(
    folded: str, numbers: list[_Number], hurt: list[re.Match[str]], words: _Words
) -> Iterator[Counted]:
    for number, kind in [*_of_people(folded, numbers, words), *_by_form(folded, words)]:
        distances = [(_distance(folded, number, each), each) for each in hurt]
        distance, nearest = min(distances, key=lambda pair: pair[0])
        if distance <= _FARTHEST:
            what = words.kinds[nearest.lastgroup or ""]
            start = min(number.start, nearest.start())
            yield Counted(what, number.value, kind, start, max(number.end, nearest.end()))


def _of_people(
    folded: str, numbers: Iterable[_Number], words: _Words
) -> Iterator[tuple[_Number, str]]:
    for number in numbers:
        noun = _behind(words.people, folded, number.end)
        yield number, words.kinds.get(noun.lastgroup or "", "") if noun else ""


def _by_form(folded: str, words: _Words) -> Iterator[tuple[_Number, str]]:
    """Yield the people whose number their form tells: جنديان are two, جندي is one."""
    for pattern, value in ((words.pairs, 2), (words.singles, 1)):
        for match in pattern.finditer(folded) if pattern else ():
            what, _, kind = words.kinds[match.lastgroup or ""].partition(":")
            if what == "people" and not _has_number(folded, match, words):
                yield _Number(value, match.start(), match.end()), kind


def _has_number(folded: str, noun: re.Match[str], words: _Words) -> bool:
    return any(
        noun.start() - 12 <= each.end() <= noun.start()
        for each in words.numbers.finditer(folded, max(0, noun.start() - 20), noun.start())
    )


def _distance(folded: str, number: _Number, word: re.Match[str]) -> int:
    """Return how many words stand between, where a comma or an "and" is worth several."""
    if word.start() >= number.end:
        between = folded[number.end : word.start()]
    else:
        between = folded[word.end() : number.start]
    return len(_WORD.findall(between)) + _BREAK * len(_BREAKS.findall(between))


@cache
def _known() -> frozenset[str]:
    return frozenset(file.stem for file in _FOLDER.glob("*.toml"))


@cache
def _words(language: str) -> _Words:
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        table = tomllib.load(file)
    before = _BEFORE.get(language, "")
    kinds: dict[str, str] = {}

    def nouns(part: Mapping[str, Iterable[str]], prefix: str = "") -> re.Pattern[str]:
        return _pattern({f"{prefix}{kind}": forms for kind, forms in part.items()}, before, kinds)

    numbers = "|".join(sorted(map(_form, table["numbers"]), key=len, reverse=True))
    articles = "|".join(table["articles"]) or "(?!)"
    return _Words(
        numbers=re.compile(f"{_START}(?:{_DIGITS}|{before}(?P<word>{numbers})){_END}"),
        values=table["numbers"],
        articles=re.compile(f"{_START}(?:{articles}){_END}"),
        pairs=nouns(_flat(table["pairs"])) if "pairs" in table else None,
        singles=nouns(_flat(table["single"])) if "single" in table else None,
        vehicles=nouns(table["vehicles"]),
        people=nouns(table["people"]),
        casualties=nouns(table["casualties"]),
        kinds=kinds,
    )


def _flat(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {f"{what}:{kind}": forms for what, of in table.items() for kind, forms in of.items()}


def _pattern(
    part: Mapping[str, Iterable[str]], before: str, kinds: dict[str, str]
) -> re.Pattern[str]:
    branches = []
    for kind, forms in part.items():
        name = f"n{len(kinds)}"
        kinds[name] = kind
        each = "|".join(sorted(map(_form, forms), key=len, reverse=True))
        branches.append(f"(?P<{name}>{each})")
    return re.compile(f"{_START}{before}(?:{'|'.join(branches)}){_END}")


def _form(word: str) -> str:
    return word.replace("*", "[^\\W_]*").replace(" ", "[ \\n-]")
