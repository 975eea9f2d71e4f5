"""
Which name in a sentence belongs to a word that attributes: its speaker, or who was told.

Knows cues, names and the order of words of each language; what is said is not known here.
"""

import re
from collections.abc import Iterable, Sequence

from alerts.incidents.lexicon import Mark
from alerts.incidents.origins import Registry
from alerts.incidents.reading import Reading, Sentence
from model import Span

_WORD = re.compile(r"[^\W_]+")
_COLON = re.compile(r"(?:\s?\([^)\n]{1,30}\))?\s?[:|]\s")
LEADING = {"according": 8, "by": 5, "reports": 4}  # cues that lead a name, so many words off
_BEHIND = {"en": 2, "ru": 4, "ar": 5}  # words between a verb and its speaker behind it
_FEW = 4  # words in quotation marks that are no speech
_FARTHEST = 14
_FARTHEST_ANAPHOR = 6
_FAR = 500  # characters
_MOST = 40  # names in one sentence
_FARTHEST_PARTY = 8
_BEHIND_PARTY = 3
_WITH_SOURCES = frozenset({"agency", "monitor", "network", "force", "authority"})
_VERB_LAST = frozenset({"tr", "ku"})
_OF = re.compile(r"^\S+(?: \S+)?['’]?n?[ıiuü]n\s$")  # SANA'nın iddiası
_ADDRESSED_ENDING = re.compile(r"['’](?:y?[eaê]|yê)$", re.IGNORECASE)


class Naming:
    """The names of one item, and how they stand to its cues."""

    def __init__(self, reading: Reading, registry: Registry, outlet: str) -> None:
        self._reading = reading
        self._registry = registry
        self._outlet = outlet

    def speech_at(self, place: int) -> Span | None:
        """Return the quotation at *place*, unless it is a word or a name in quotation marks."""
        quote = self._reading.quote_at(place)
        if quote is None or self.words(quote.start, quote.end) <= _FEW:
            return None
        return quote

    def candidates(self, sentence: Sentence) -> list[Mark]:
        """Return the names and words that may stand for one who speaks; "our correspondent" too."""
        found = [
            Mark(m.start, m.end, "origin", self._outlet)
            for m in sentence.of("flag")
            if m.value == "own" and self._outlet
        ]
        inside = [
            m
            for m in sentence.marks
            if m.sort in {"origin", "anaphor"}
            and not any(each.start < m.end and m.start < each.end for each in found)
        ]
        return sorted([*found, *inside])[:_MOST]

    def listener(self, candidates: Sequence[Mark]) -> set[Mark]:
        """Return the outlet where one without a name told it: рассказал РИА Новости очевидец."""
        tellers = [m for m in candidates if m.value in {"local-sources", "witnesses", "official"}]
        ours = {m for m in candidates if m.sort == "origin" and m.value == self._outlet}
        is_owner = any(self.owner(teller, None, ours) for teller in tellers)
        return ours if tellers and not is_owner else set()

    def colon(self, sentence: Sentence, candidates: Sequence[Mark]) -> Mark | None:
        """Return the colon of "SANA: …" as a cue."""
        for mark in candidates[:1]:
            found = _COLON.match(self._reading.text, mark.end)
            if mark.sort == "origin" and mark.start - sentence.start < 12 and found:  # noqa: PLR2004
                return Mark(mark.end, found.end(), "cue", "colon")
        return None

    def is_addressed(self, mark: Mark) -> bool:
        """Say whether the form of the name says "to": لنورث برس, Rûdaw'ê re."""
        text = self._reading.text
        language = self._reading.language
        surface = text[mark.start : mark.end]
        if language == "ar":
            return surface.startswith("ل") and not surface.startswith("لل")
        if language == "tr":
            return (
                _ADDRESSED_ENDING.search(surface) is not None
                and "göre" not in text[mark.end : mark.end + 8]
            )
        if language == "ku":
            return text[mark.end : mark.end + 4] in {" re ", " re,", " re:"}
        return False

    def is_told(self, cue: Mark, sentence: Sentence, used: set[Mark]) -> bool:
        """Note who is told, as "told Rudaw" has it, and say whether it is the outlet itself."""
        if cue.value != "told":
            return False
        behind = [
            m
            for m in sentence.of("origin")
            if m.start >= cue.end and self.kind(m.value) != "unnamed"
        ]
        if behind and self.words(cue.end, behind[0].start) <= 2:  # noqa: PLR2004
            used.add(behind[0])
            return behind[0].value == self._outlet
        ours = self._reading.item.outlet
        return bool(ours) and ours in self._reading.text[cue.end : cue.end + len(ours) + 5]

    def words(self, end: int, start: int) -> int:
        """Return how many words stand from *end* to *start*; far apart they are not counted."""
        if start - end > _FAR:
            return _FAR
        return len(_WORD.findall(self._reading.text, end, start)) if start > end else 0

    def nearest(self, cue: Mark, sentence: Sentence, candidates: Sequence[Mark]) -> Mark | None:
        """Return which of the *candidates* speaks, as far as their places and the cue tell."""
        if cue.value == "colon":
            return next((m for m in candidates if m.end == cue.start), None)
        before, behind = self._sides(cue, candidates)
        if cue.value in LEADING:
            return self._within(cue, [*before, *behind], LEADING[cue.value])
        if cue.value == "added":
            close = self._within(cue, [*before, *behind], 2)
            return close or Mark(cue.start, cue.start, "anaphor", "anyone")
        if self._reading.language in _VERB_LAST:
            return self._first_before(cue, sentence, before) or self._closest(cue, behind)
        close = self._closest(cue, [*before, *behind])
        return self._in_front_of_apposition(cue, close, before) if close else None

    def _sides(self, cue: Mark, candidates: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
        """Return the names in front of a cue and behind it that it may belong to."""
        before = [m for m in candidates if m.end <= cue.start]
        # نقلت سبوتنيك عن: the name may stand inside
        behind = [m for m in candidates if m.start >= cue.end or cue.start < m.start < cue.end]
        if cue.value == "reports" and self._reading.language == "tr":
            text = self._reading.text
            return [m for m in before if _OF.search(text[m.start : cue.start])], []
        if cue.value in {"according", "reports"}:
            return [], behind
        if cue.value == "by":
            return before, []
        reach = _BEHIND.get(self._reading.language, 2)
        return before, [m for m in behind if self.words(cue.end, m.start) <= reach]

    def _within(self, cue: Mark, candidates: Sequence[Mark], most: int) -> Mark | None:
        close = [mark for mark in candidates if self._apart(cue, mark) <= most]
        return min(close, key=lambda mark: self._apart(cue, mark), default=None)

    def _in_front_of_apposition(self, cue: Mark, close: Mark, before: Sequence[Mark]) -> Mark:
        """Return ANHA for "ANHA, which is linked to the Administration, said"."""
        text = self._reading.text
        if close.start > cue.start or text[close.end : cue.start].rstrip(' ”"»')[-1:] != ",":
            return close
        if "," not in text[close.end : cue.start]:
            return close
        for mark in before:
            if mark.end < close.start and "," in text[mark.end : mark.end + 3]:
                is_unnamed = mark.sort == "origin" and self.kind(mark.value) == "unnamed"
                return close if is_unnamed else mark
        return close

    def _first_before(self, cue: Mark, sentence: Sentence, before: Sequence[Mark]) -> Mark | None:
        """Return the subject in front of a verb at the end: the name that begins the sentence."""
        close = self._closest(cue, before)
        if close is not None and self._apart(cue, close) <= 1:
            return close
        for mark in before:
            if self.words(sentence.start, mark.start) <= 3 and mark.value != "anyone":  # noqa: PLR2004
                return mark
        return close

    def _closest(self, cue: Mark, candidates: Sequence[Mark]) -> Mark | None:
        close = [mark for mark in candidates if self._apart(cue, mark) <= self._reach(cue, mark)]
        return min(close, key=lambda mark: self._apart(cue, mark), default=None)

    def _reach(self, cue: Mark, mark: Mark) -> int:
        """Return how many words may stand between a verb and a speaker of this kind."""
        if mark.sort == "anaphor":
            return 1 if mark.value == "anyone" else _FARTHEST_ANAPHOR
        if self._registry[mark.value].is_party:
            return _BEHIND_PARTY if mark.start >= cue.end else _FARTHEST_PARTY
        return _FARTHEST

    def _apart(self, cue: Mark, mark: Mark) -> int:
        if mark.end <= cue.start:
            return self.words(mark.end, cue.start)
        return self.words(cue.end, mark.start) + (self._reading.language == "en")

    def owner(self, mark: Mark, sentence: Sentence | None, others: Iterable[Mark] = ()) -> str:
        """Return the origin that a word stands right beside: SOHR sources, مصادر المرصد."""
        for other in sentence.of("origin") if sentence else others:
            is_before = 0 <= mark.start - other.end <= 3 and self._reading.language != "ru"  # noqa: PLR2004
            is_behind = other.start >= mark.end and other.start - mark.end <= 1
            if (is_before or is_behind) and self.kind(other.value) in _WITH_SOURCES:
                return other.value if not self.is_addressed(other) else ""
        return ""

    def kind(self, origin: str) -> str:
        """Return of which kind an origin is; "" for one who is not in the registry."""
        known = self._registry.get(origin)
        return known.kind if known else ""
