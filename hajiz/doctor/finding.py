"""What an examination comes to: one line for each thing looked at."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "attention", "broken"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at; *remedy* says what to do, "" when nothing need be done."""

    about: str
    verdict: Verdict
    words: str
    remedy: str = ""


def judged(about: str, words: str, remedy: str = "", *, is_broken: bool = False) -> Line:
    """Return a line that is well without a *remedy*, else one that asks for attention or worse."""
    if not remedy:
        return Line(about, "ok", words)
    return Line(about, "broken" if is_broken else "attention", words, remedy)
