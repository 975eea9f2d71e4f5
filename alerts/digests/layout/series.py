"""The messages that one digest or alert is parted into: their ids, numbers and threads."""

from dataclasses import dataclass

from alerts.digests.language.phrase import Phrase, figure, filled, foreign, listed
from alerts.digests.language.words import Words
from alerts.digests.payload.shape import Place
from alerts.digests.plain import one_line

NAME_IN_SUBJECT = 40


@dataclass(frozen=True, slots=True)
class Series:
    """A whole with the messages it is parted into, which are counted from 1."""

    id: str  # of the whole
    name: str
    thread: str
    parts: int

    def message_id(self, part: int) -> str:
        """Return the id of a message: the only one has the id of the whole."""
        return self.id if self.parts == 1 else f"{self.id}.{part}"

    def thread_of(self, part: int) -> str:
        """Return which message a message follows: further ones the first, unless told so."""
        return self.thread or ("" if part == 1 else self.message_id(1))

    def place(self, part: int) -> Place:
        """Return where a message stands, for its payload."""
        return Place(self.message_id(part), part, self.parts)

    def subject(self, sentence: str, part: int, what: Phrase, words: Words) -> str:
        """Write the subject of a message: "Hajiz morning (1/3): 14 matches"."""
        name = foreign(one_line(self.name, NAME_IN_SUBJECT))
        if self.parts > 1:
            name = listed(" ", [name, Phrase(f"({part}/{self.parts})")])
        return filled(sentence, name=name, what=what).plain(words.direction)

    def note(self, part: int, words: Words) -> Phrase:
        """Say which part this is, where there are several."""
        if self.parts == 1:
            return Phrase()
        return filled(words.page, page=figure(part), pages=figure(self.parts))


def stretch(first: int, last: int, total: int, words: Words) -> Phrase:
    """Say which items a further message has: "items 45 to 98 of 140"."""
    return filled(words.page_subject, first=figure(first), last=figure(last), total=figure(total))
