"""
Which name in a sentence belongs to a word that attributes: its speaker, or who was told.

Knows cues, names and the order of words of each language; what is said is not known here.
"""

import re
from collections.abc import Iterable, Sequence

from alerts.incidents.colons import named_by
from alerts.incidents.lexicon import Mark
from alerts.incidents.origins import Registry
from alerts.incidents.reading import Reading, Sentence
from model import Span

_WORD = re.compile(r"[^\W_]+")
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
_TELLERS = frozenset({"local-sources", "witnesses", "official", "source"})
PUBLISHING = frozenset({"agency", "monitor", "network", "outlet"})
_NEAR_CITING = 3  # words
_SPEAKER_LAST = frozenset({"en", "ru", "ar"})
_VERB_LAST = frozenset({"tr", "ku"})
_OF = re.compile(r"^\S+(?: \S+)?['’]?n?[ıiuü]n\s$")  # SANA'nın iddiası
# Behind it stands what is told, not who tells it: said that villagers …, قالت إن الأهالي …
_THAT = {
    "en": re.compile(r"\b(?:that|how)\b"),
    "ar": re.compile(r"(?<!\w)[وفب]?[أإا]نّ?(?:ها|هم|ه)?(?!\w)"),
    "ru": re.compile(r"\b(?:что|будто|как)\b"),
    "ku": re.compile(r"\bku\b"),
}
_OWNED = frozenset({"convoy", "patrol", "airstrike", "checkpoint"})
_OWNER_FIRST = frozenset({"en", "tr"})  # US military convoy, but колонна американских военных
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
            and not self._is_owner_of_event(m, sentence)
        ]
        return sorted([*found, *inside])[:_MOST]

    def _is_owner_of_event(self, mark: Mark, sentence: Sentence) -> bool:
        """Say whether a party is named for what is told of it only: "a US military convoy"."""
        if mark.sort != "origin" or not self._registry[mark.value].is_party:
            return False
        is_first = self._reading.language in _OWNER_FIRST
        return any(
            0 <= (kind.start - mark.end if is_first else mark.start - kind.end) <= 1
            or (kind.start <= mark.start and mark.end < kind.end)
            for kind in sentence.of("kind")
            if kind.value in _OWNED
        )

    def listener(self, candidates: Sequence[Mark]) -> set[Mark]:
        """Return the outlet where one without a name told it: рассказал РИА Новости очевидец."""
        tellers = [
            m for m in candidates if m.value in _TELLERS and not self._is_told_of(candidates[0], m)
        ]
        ours = {m for m in candidates if m.sort == "origin" and m.value == self._outlet}
        is_owner = any(self.owner(teller, None, ours) for teller in tellers)
        return ours if tellers and not is_owner else set()

    def is_addressed(self, mark: Mark) -> bool:
        """Say whether the form of the name says "to": لنورث برس, Rûdaw'ê re."""
        text = self._reading.text
        language = self._reading.language
        surface = text[mark.start : mark.end]
        if self._is_led_to(mark):
            return False
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

    def _is_led_to(self, mark: Mark) -> bool:
        """Say whether the "to" belongs to what stands in front: وفقاً لوكالة سانا."""
        text = self._reading.text
        sentence = self._reading.sentence_at(mark.start)
        if self._reading.language != "ar" or sentence is None:
            return False
        return any(
            -2 <= mark.start - cue.end <= 1  # noqa: PLR2004 - the cue may take the "to" in
            and (cue.value == "according" or "بيان" in text[cue.start : cue.end])
            for cue in sentence.of("cue")
        )

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
            return named_by(cue, candidates, self._registry)
        before, behind = self._sides(cue, candidates)
        if cue.value in LEADING:
            close = self._within(cue, [*before, *behind], LEADING[cue.value])
            return close or self._citing(cue, candidates)
        if cue.value == "added":
            close = self._within(cue, [*before, *behind], 2)
            return close or Mark(cue.start, cue.start, "anaphor", "anyone")
        if self._reading.language in _VERB_LAST:
            return self._first_before(cue, sentence, before) or self._closest(cue, behind)
        if behind and self._is_behind_comma(cue):
            before = []
        close = self._closest(cue, [*before, *behind])
        return self._in_front_of_apposition(cue, close, before) if close else None

    def _is_behind_comma(self, cue: Mark) -> bool:
        """Say whether a verb follows what is said, its speaker behind it: "…, сообщает SANA"."""
        text, language = self._reading.text, self._reading.language
        is_joined = language == "ar" and text[cue.start : cue.start + 1] == "و"
        before = text[max(0, cue.start - 3) : cue.start].rstrip(' "”»—–-')
        return is_joined or (language in _SPEAKER_LAST and before.endswith((",", "،")))

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
        near = (m for m in behind if self.words(cue.end, m.start) <= reach)
        return before, [m for m in near if not self._is_told_of(cue, m)]

    def _citing(self, cue: Mark, candidates: Sequence[Mark]) -> Mark | None:
        """Return who cites one without any name: "the channel X quoted its correspondent"."""
        if cue.value != "according":
            return None
        before = [m for m in candidates if m.end <= cue.start and m.sort == "origin"]
        close = self._within(cue, before, _NEAR_CITING)
        return close if close and self.kind(close.value) in PUBLISHING else None

    def _is_told_of(self, cue: Mark, mark: Mark) -> bool:
        """Say whether *mark* is in what is said: "said that villagers …"."""
        that = _THAT.get(self._reading.language)
        if that is None or mark.start - cue.end > _FAR:
            return False
        return that.search(self._reading.text, cue.end, max(cue.end, mark.start)) is not None

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

    def asker(self, cue: Mark, mark: Mark, sentence: Sentence, told: Iterable[Mark]) -> str:
        """
        Return which other outlet one without a name spoke to, or cites one; "" for none.

        Such as SANA in "sources told SANA" – *told* are who is told – and "SANA quoted residents".
        """
        if cue.value in {"denied", "disputed", "reports"}:
            return ""
        for other in sentence.of("origin"):
            if self.kind(other.value) not in PUBLISHING or other.value == self._outlet:
                continue
            if other in told or self._cites(other, cue, mark):
                return other.value
        return ""

    def _cites(self, other: Mark, cue: Mark, mark: Mark) -> bool:
        """Say whether *other* stands where one does who cites *mark*, or is told by it."""
        if self._reading.language in _VERB_LAST:
            return other.end <= mark.start and self.words(other.end, mark.start) <= 2  # noqa: PLR2004
        if cue.value == "according":
            return other.end <= cue.start and self.words(other.end, cue.start) <= _NEAR_CITING
        is_behind = mark.end <= cue.start and cue.end <= other.start
        is_dative = self._reading.language == "ru" and self.words(cue.end, other.start) <= 1
        return is_behind and is_dative

    def kind(self, origin: str) -> str:
        """Return of which kind an origin is; "" for one who is not in the registry."""
        known = self._registry.get(origin)
        return known.kind if known else ""
