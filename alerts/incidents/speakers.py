"""
Who speaks in each sentence: the name nearest to the word that attributes, or whom it stands for.

Knows cues, names and quotations; what is said, and of which event, is not known here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from alerts.incidents.lexicon import Mark
from alerts.incidents.origins import Origin, Registry
from alerts.incidents.reading import Reading, Sentence, is_signature, post_before
from model import Span

_WORD = re.compile(r"[^\W_]+")
_COLON = re.compile(r"(?:\s?\([^)\n]{1,30}\))?\s?[:|]\s")
_NAME = re.compile(
    r"(?<![\w@#])[A-ZÀ-ÖØ-ÞÇĞİÖŞÜА-Я][\w'’.-]+"
    r"(?: (?:\"\w+\" )?(?:al-|el-|bin )?[A-ZÀ-ÖØ-ÞÇĞİÖŞÜА-Я][\w'’-]+){1,3}"
)
_ONE_NAME = re.compile(r"(?<![\w@#])[A-ZÀ-ÖØ-ÞÇĞİÖŞÜА-Я][\w'’-]{2,}$")
_NEAR = {"according": 8, "by": 5, "reports": 4}
_LEADING = frozenset(_NEAR)
_BEHIND = {"en": 2, "ru": 4, "ar": 5}  # words between a verb and its speaker behind it
_FEW = 4  # words in quotation marks that are no speech
_FARTHEST = 14
_FARTHEST_PARTY = 8
_BEHIND_PARTY = 3
_WITH_SOURCES = frozenset({"agency", "monitor", "network", "force", "authority"})
_VERB_LAST = frozenset({"tr", "ku"})
_ANAPHORS: dict[str, frozenset[str]] = {
    "agency": frozenset({"agency", "outlet", "network"}),
    "monitor": frozenset({"monitor", "network"}),
    "official": frozenset({"force", "authority"}),
    "source": frozenset({"unnamed"}),
}
_OF = re.compile(r"^\S+(?: \S+)?['’]?n?[ıiuü]n\s$")  # SANA'nın iddiası
_ADDRESSED_ENDING = re.compile(r"['’](?:y?[eaê]|yê)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A sentence, or a quotation in it, put into somebody's mouth."""

    sentence: int
    origin: str  # id; "" for one who is not in the registry
    named: str
    cue: Mark
    quote: Span | None = None
    is_told: bool = False  # told to the outlet itself


def attributions(reading: Reading, registry: Registry, outlet: str) -> list[Attribution]:
    """Return who says what, in the order of the text; *outlet* is the registry's id of ours."""
    return list(_Speakers(reading, registry, outlet).all())


class _Speakers:
    def __init__(self, reading: Reading, registry: Registry, outlet: str) -> None:
        self._reading = reading
        self._registry = registry
        self._outlet = outlet
        self._spoken: list[tuple[str, str]] = []  # origins and names so far, the last at the end

    def all(self) -> Iterator[Attribution]:
        """Yield the attributions of every sentence."""
        found: list[list[Attribution]] = []
        for number, sentence in enumerate(self._reading.sentences):
            if sentence.is_repeated:
                found.append([])
                continue
            if is_signature(sentence):
                self._sign(number, sentence, found)
            found.append(list(self._of(number, sentence)))
        self._spread_over_quotes(found)
        for each in found:
            yield from each

    def _of(self, number: int, sentence: Sentence) -> Iterator[Attribution]:
        candidates = self._candidates(sentence)
        used = {m for m in candidates if self._is_addressed(m)} | self._listener(candidates)
        cues = [cue for cue in sentence.of("cue") if cue.value != "unsure"]
        told = any(self._is_told(cue, sentence, used) for cue in cues) or bool(
            {self._outlet} & {m.value for m in used}
        )
        if colon := self._colon(sentence, candidates):
            cues.insert(0, colon)
        for cue, mark in self._matched(cues, sentence, candidates, used):
            if (speaker := self._speaker(cue, sentence, mark)) is not None:
                origin, named = speaker
                self._spoken.append((origin, named))
                quote = self._quote_beside(cue, sentence)
                yield Attribution(number, origin, named, cue, quote, told)

    def _matched(
        self, cues: list[Mark], sentence: Sentence, candidates: list[Mark], used: set[Mark]
    ) -> list[tuple[Mark, Mark | None]]:
        """Give each cue the name beside it: "according to" takes its own first, "it" comes last."""
        found: list[tuple[Mark, Mark | None]] = []
        for cue in sorted(cues, key=lambda cue: (cue.value not in _LEADING, cue.start)):
            free = [m for m in candidates if m not in used]
            quote = self._speech_at(cue.start)
            beside = [m for m in free if self._speech_at(m.start) == quote]
            mark = self._nearest(cue, sentence, beside)
            if mark is not None and cue.value in _LEADING:
                used.add(mark)
            found.append((cue, mark))
        found.sort(key=lambda pair: pair[1] is not None and pair[1].sort == "anaphor")
        return found

    def _speech_at(self, place: int) -> Span | None:
        """Return the quotation at *place*, unless it is a word or a name in quotation marks."""
        quote = self._reading.quote_at(place)
        if quote is None or self._words(quote.start, quote.end) <= _FEW:
            return None
        return quote

    def _candidates(self, sentence: Sentence) -> list[Mark]:
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
        return sorted([*found, *inside])

    def _listener(self, candidates: Sequence[Mark]) -> set[Mark]:
        """Return the outlet where somebody without a name told it: рассказал РИА Новости очевидец."""
        tellers = [m for m in candidates if m.value in {"local-sources", "witnesses", "official"}]
        ours = {m for m in candidates if m.sort == "origin" and m.value == self._outlet}
        is_owner = any(self._beside(teller, None, ours) for teller in tellers)
        return ours if tellers and not is_owner else set()

    def _colon(self, sentence: Sentence, candidates: Sequence[Mark]) -> Mark | None:
        """Return the colon of "SANA: …" as a cue."""
        for mark in candidates[:1]:
            found = _COLON.match(self._reading.text, mark.end)
            if mark.sort == "origin" and mark.start - sentence.start < 12 and found:  # noqa: PLR2004
                return Mark(mark.end, found.end(), "cue", "colon")
        return None

    def _is_addressed(self, mark: Mark) -> bool:
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

    def _is_told(self, cue: Mark, sentence: Sentence, used: set[Mark]) -> bool:
        """Note who is told, as "told Rudaw" has it, and say whether it is the outlet itself."""
        if cue.value != "told":
            return False
        ours = self._reading.item.outlet
        if ours and self._reading.text[cue.end : cue.end + len(ours) + 5].find(ours) >= 0:
            return True
        behind = [
            m
            for m in sentence.of("origin")
            if m.start >= cue.end and self._kind(m.value) != "unnamed"
        ]
        if behind and self._words(cue.end, behind[0].start) <= 2:  # noqa: PLR2004
            used.add(behind[0])
            return behind[0].value == self._outlet
        return False

    def _words(self, end: int, start: int) -> int:
        return len(_WORD.findall(self._reading.text, end, start)) if start > end else 0

    def _speaker(self, cue: Mark, sentence: Sentence, mark: Mark | None) -> tuple[str, str] | None:
        if mark is None:
            return self._by_name(cue, sentence)
        named = self._reading.text[mark.start : mark.end]
        if mark.sort == "origin":
            is_unnamed = self._kind(mark.value) == "unnamed"
            return (is_unnamed and self._beside(mark, sentence)) or mark.value, named
        if (found := self._meant_by(mark, sentence)) is not None:
            return found, named
        return self._by_name(cue, sentence)

    def _nearest(self, cue: Mark, sentence: Sentence, candidates: Sequence[Mark]) -> Mark | None:
        if cue.value == "colon":
            return next((m for m in candidates if m.end == cue.start), None)
        is_leading = cue.value in {"according", "reports"}
        before = [m for m in candidates if m.end <= cue.start] if not is_leading else []
        behind = [m for m in candidates if m.start >= cue.end] if cue.value != "by" else []
        if cue.value == "reports" and self._reading.language == "tr":
            text = self._reading.text
            before = [m for m in candidates if _OF.search(text[m.start : cue.start])]
            behind = []
        if cue.value in _NEAR:
            ranked = [(self._apart(cue, m), m) for m in (*before, *behind)]
            ranked = [pair for pair in ranked if pair[0] <= _NEAR[cue.value]]
            return min(ranked, key=lambda pair: pair[0])[1] if ranked else None
        reach = _BEHIND.get(self._reading.language, 2)
        behind = [m for m in behind if self._words(cue.end, m.start) <= reach]
        if cue.value == "added":
            ranked = [(self._apart(cue, m), m) for m in (*before, *behind)]
            close = [m for apart, m in ranked if apart <= 2]  # noqa: PLR2004
            return close[0] if close else Mark(cue.start, cue.start, "anaphor", "anyone")
        if self._reading.language in _VERB_LAST:
            return self._first_before(cue, sentence, before) or self._closest(cue, behind)
        close = self._closest(cue, [*before, *behind])
        return self._in_front_of_apposition(cue, close, before) if close else None

    def _in_front_of_apposition(self, cue: Mark, close: Mark, before: Sequence[Mark]) -> Mark:
        """Return ANHA for "ANHA, which is linked to the Administration, said"."""
        text = self._reading.text
        if close.start > cue.start or text[close.end : cue.start].rstrip(' ”"»')[-1:] != ",":
            return close
        if "," not in text[close.end : cue.start] or close.sort != "origin":
            return close
        for mark in before:
            if mark.end < close.start and "," in text[mark.end : mark.end + 3]:
                is_unnamed = mark.sort == "origin" and self._kind(mark.value) == "unnamed"
                return close if is_unnamed else mark
        return close

    def _first_before(self, cue: Mark, sentence: Sentence, before: Sequence[Mark]) -> Mark | None:
        """Return the subject in front of a verb at the end: the name that begins the sentence."""
        close = self._closest(cue, before)
        if close is not None and self._apart(cue, close) <= 1:
            return close
        for mark in before:
            if self._words(sentence.start, mark.start) <= 3 and mark.value != "anyone":  # noqa: PLR2004
                return mark
        return close

    def _closest(self, cue: Mark, candidates: Sequence[Mark]) -> Mark | None:
        ranked: list[tuple[int, Mark]] = []
        for mark in candidates:
            apart = self._apart(cue, mark)
            farthest = _FARTHEST
            if mark.sort == "anaphor":
                farthest = 1 if mark.value == "anyone" else 6
            elif self._registry[mark.value].is_party:
                is_behind = mark.start >= cue.end
                farthest = _BEHIND_PARTY if is_behind else _FARTHEST_PARTY
            if apart <= farthest:
                ranked.append((apart, mark))
        return min(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def _apart(self, cue: Mark, mark: Mark) -> int:
        if mark.end <= cue.start:
            return self._words(mark.end, cue.start)
        return self._words(cue.end, mark.start) + (self._reading.language == "en")

    def _meant_by(self, mark: Mark, sentence: Sentence) -> str | None:
        """Return whom "the agency" or "it" stands for: the last such speaker, else the next."""
        kinds = _ANAPHORS.get(mark.value)
        if mark.value == "source" and (owner := self._beside(mark, sentence)):
            return owner
        for origin, _ in reversed(self._spoken):
            if kinds is None or self._kind(origin) in kinds:
                return origin
        if kinds is None:
            return None
        number = self._reading.sentences.index(sentence)
        for other in self._reading.sentences[number : number + 3]:
            for each in other.of("origin"):
                if self._kind(each.value) in kinds and each.start > mark.end:
                    return each.value
        return None if mark.value != "source" else "local-sources"

    def _beside(self, mark: Mark, sentence: Sentence | None, others: Iterable[Mark] = ()) -> str:
        """Return the origin that a word stands right beside: SOHR sources, مصادر المرصد."""
        for other in sentence.of("origin") if sentence else others:
            is_before = 0 <= mark.start - other.end <= 3 and self._reading.language != "ru"  # noqa: PLR2004
            is_behind = other.start >= mark.end and other.start - mark.end <= 1
            if (is_before or is_behind) and self._kind(other.value) in _WITH_SOURCES:
                return other.value if not self._is_addressed(other) else ""
        return ""

    def _kind(self, origin: str) -> str:
        known: Origin | None = self._registry.get(origin)
        return known.kind if known else ""

    def _by_name(self, cue: Mark, sentence: Sentence) -> tuple[str, str] | None:
        """Return a person with a name of capitals beside the cue, who is not in the registry."""
        text = self._reading.text
        if cue.value in {"added", "colon"} or self._reading.language == "ar":
            return None
        marks = [*sentence.of("origin"), *sentence.of("place")]
        names = [
            name
            for name in _NAME.finditer(text, sentence.start, sentence.end)
            if self._speech_at(name.start()) is None
            and not any(m.start < name.end() and name.start() < m.end for m in marks)
        ]
        behind = [n for n in names if n.start() >= cue.end and self._words(cue.end, n.start()) <= 3]  # noqa: PLR2004
        before = [n for n in names if n.end() <= cue.start and self._words(n.end(), cue.start) <= 8]  # noqa: PLR2004
        if cue.value in {"according", "reports"}:
            return ("", behind[0][0]) if behind else None
        if before:
            return "", before[-1][0]
        if behind and cue.value != "told":
            return "", behind[0][0]
        one = _ONE_NAME.search(text[sentence.start : cue.start].rstrip())
        return ("", one[0]) if one and not any(m.end == cue.start - 1 for m in marks) else None

    def _quote_beside(self, cue: Mark, sentence: Sentence) -> Span | None:
        """Return the quotation in the sentence of *cue* that is nearest to it."""
        within = self._reading.quote_at(cue.start)
        quotes = [
            quote
            for quote in self._reading.quotes
            if quote.start < sentence.end
            and quote.end > sentence.start
            and quote != within
            and len(_WORD.findall(self._reading.text, quote.start, quote.end)) > 2  # noqa: PLR2004
        ]
        gaps = [(max(q.start - cue.end, cue.start - q.end), q) for q in quotes]
        return min(gaps, key=lambda pair: pair[0])[1] if gaps else None

    def _sign(self, number: int, sentence: Sentence, found: list[list[Attribution]]) -> None:
        """Put the post in front of a signature into its writer's mouth."""
        name = sentence.text.lstrip("—–- ").partition("(@")[0].strip()
        cue = Mark(sentence.start, sentence.start, "cue", "said")
        for back in post_before(self._reading, number):
            if not found[back]:
                found[back] = [Attribution(back, "", name, cue)]

    def _spread_over_quotes(self, found: list[list[Attribution]]) -> None:
        """Give a quotation's speaker to all of its sentences, and to one that goes on with it."""
        speakers = {
            attribution.quote: attribution
            for each in found
            for attribution in each
            if attribution.quote is not None
        }
        last: Attribution | None = None
        for number, sentence in enumerate(self._reading.sentences):
            quote = self._reading.quote_at((sentence.start + sentence.end) // 2)
            is_inside = all(self._reading.quote_at(a.cue.start) == quote for a in found[number])
            if quote is not None and is_inside:
                speaker = speakers.get(quote)
                if speaker is None and last is not None and number - last.sentence == 1:
                    speaker = last
                if speaker is not None:
                    found[number].append(replace(speaker, sentence=number, quote=quote))
            if found[number]:
                last = found[number][-1]
