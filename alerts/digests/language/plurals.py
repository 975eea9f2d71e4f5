"""
Which form of a noun goes with a number, as the languages' grammars have it (Unicode CLDR).

"zero" stands for nothing at all in every language: nobody writes "0 matches".
"""

from collections.abc import Mapping
from typing import Literal

Form = Literal["zero", "one", "two", "few", "many", "other"]
Counted = Mapping[Form, str]  # each with {n} where the number is written

ENGLISH_FORMS: tuple[Form, ...] = ("zero", "one", "other")
ARABIC_FORMS: tuple[Form, ...] = ("zero", "one", "two", "few", "many", "other")

_SMALLEST: dict[int, Form] = {0: "zero", 1: "one", 2: "two"}


def english(number: int) -> Form:
    """Return the English form: 1 match, 2 matches."""
    return {0: "zero", 1: "one"}.get(number, "other")  # type: ignore[return-value]


def arabic(number: int) -> Form:
    """Return the Arabic form; hundreds begin anew: 103 goes like 3, 111 like 11, 100 by itself."""
    if number in _SMALLEST:
        return _SMALLEST[number]
    rest = number % 100
    if 3 <= rest <= 10:  # noqa: PLR2004 - the grammar's own numbers
        return "few"
    return "many" if rest > 10 else "other"  # noqa: PLR2004 - as above


def three(zero: str, one: str, other: str) -> Counted:
    """Return the forms of an English noun."""
    return {"zero": zero, "one": one, "other": other}


def six(zero: str, one: str, two: str, few: str, many: str, other: str) -> Counted:
    """Return the forms of an Arabic noun."""
    return {"zero": zero, "one": one, "two": two, "few": few, "many": many, "other": other}
