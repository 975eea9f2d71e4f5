"""
A sentence of ours with what is filled into it, to be written as HTML or as plain text.

What others wrote keeps its own direction within the sentence: as <bdi> in HTML, isolated in text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from alerts.digests.language.plurals import Counted
from alerts.digests.language.words import Words
from alerts.digests.plain import Direction, isolate


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words of others, clean, on one line; *language* is a BCP 47 tag or ""."""

    text: str
    language: str = ""

    def html(self) -> Markup:
        """Write them escaped and isolated."""
        tag = Markup(' lang="{}"').format(self.language) if self.language else Markup()
        return Markup("<bdi{}>{}</bdi>").format(tag, self.text)

    def plain(self, direction: Direction) -> str:
        """Write them isolated, for a line of that *direction*."""
        return isolate(self.text, direction)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A *sentence* of ours, or of nobody when empty; its gaps hold figures and foreign words."""

    sentence: str = ""
    values: Mapping[str, "Foreign | Phrase"] = field(default_factory=dict)

    def html(self) -> Markup:
        """Write it as HTML."""
        filled = {name: value.html() for name, value in self.values.items()}
        return Markup(self.sentence).format(**filled)  # noqa: S704 - from our tables only

    def plain(self, direction: Direction = "ltr") -> str:
        """Write it as plain text, for a line of that *direction*."""
        filled = {name: value.plain(direction) for name, value in self.values.items()}
        return self.sentence.format(**filled)

    def __bool__(self) -> bool:
        return bool(self.sentence)


NOTHING = Phrase()


def foreign(text: str, language: str = "") -> Phrase:
    """Return a phrase that is nothing but what another one wrote."""
    return Phrase("{words}", {"words": Foreign(text, language)}) if text else NOTHING


def filled(sentence: str, **values: str | Phrase) -> Phrase:
    """Return one of our sentences; values that are texts were written by others."""
    return Phrase(sentence, {name: _value(value) for name, value in values.items()})


def counted(words: Words, forms: Counted, number: int, **values: str | Phrase) -> Phrase:
    """Return the form that goes with *number*: "1 match", "6,120 items"."""
    return filled(forms[words.form(number)], n=figure(number), **values)


def figure(number: int) -> Phrase:
    """Write a number with its thousands parted."""
    return Phrase(f"{number:,}")


def listed(separator: str, phrases: Iterable[Phrase]) -> Phrase:
    """Join those phrases that say something."""
    said = {f"p{index}": phrase for index, phrase in enumerate(phrases) if phrase}
    return Phrase(separator.join(f"{{{name}}}" for name in said), said)


def _value(value: str | Phrase) -> Foreign | Phrase:
    return value if isinstance(value, Phrase) else Foreign(value)
