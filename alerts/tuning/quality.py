"""
How good a rule is by what people said of items: precision, recall, and how sure both are.

Precision is the share of what fired that is relevant, recall the share of what is relevant that
fired (van Rijsbergen, Information Retrieval, 1979, ch. 7). Both only of what is labelled relevant
or noise; "unsure" and what nobody labelled count for neither. Pure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import sqrt

from model import Verdict

_Z = 1.959963984540054  # the standard normal's quantile for 95 % on both sides


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, in how many cases each, with the interval its true value is likely in."""

    part: int
    whole: int  # never 0

    @property
    def value(self) -> float:
        """The share itself, between 0 and 1."""
        return self.part / self.whole

    @property
    def interval(self) -> tuple[float, float]:
        """
        Between what the true share lies with 95 % confidence.

        Wilson's score interval (J. Am. Stat. Assoc. 22, 1927, pp. 209–212), which holds for few
        cases too: 3 of 3 is a share of 1, and may well be 0.44.
        """
        n, z2 = self.whole, _Z * _Z
        middle = (self.value + z2 / (2 * n)) / (1 + z2 / n)
        spread = _Z / (1 + z2 / n) * sqrt(self.value * (1 - self.value) / n + z2 / (4 * n * n))
        return max(0.0, middle - spread), min(1.0, middle + spread)


@dataclass(frozen=True, slots=True)
class Quality:
    """What is labelled of a rule, counted."""

    relevant: int  # of what it fires for
    noise: int
    missed: int  # labelled relevant, and it does not fire

    @property
    def precision(self) -> Share | None:
        """The relevant among the labelled it fires for; None when none is labelled."""
        return _share(self.relevant, self.relevant + self.noise)

    @property
    def recall(self) -> Share | None:
        """What fires among all that is labelled relevant; None when nothing is."""
        return _share(self.relevant, self.relevant + self.missed)


def quality(fired: Collection[int], verdicts: Mapping[int, Verdict]) -> Quality:
    """Count what *verdicts* say of the items *fired* and of all others, by the items' numbers."""
    own = set(fired)
    relevant = {item for item, verdict in verdicts.items() if verdict == "relevant"}
    noise = {item for item, verdict in verdicts.items() if verdict == "noise"}
    return Quality(len(relevant & own), len(noise & own), len(relevant - own))


def _share(part: int, whole: int) -> Share | None:
    return Share(part, whole) if whole else None
