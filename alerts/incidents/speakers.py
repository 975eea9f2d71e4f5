"""
Who speaks in each sentence: the name nearest to the word that attributes, or whom it stands for.

Knows cues, names and quotations; what is said, and of which event, is not known here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from alerts.incidents.colons import colon_of
from alerts.incidents.lexicon import Mark
from alerts.incidents.naming import LEADING, Naming
from alerts.incidents.origins import Registry
from alerts.incidents.reading import Reading, Sentence, is_signature, post_before
from model import Span

_NAME = re.compile(
    r"(?<![\w@#])[A-ZÀ-ÖØ-ÞÇĞİÖŞÜА-Я][\w'’.-]+"
    r"(?: (?:\"\w+\" )?(?:al-|el-|bin )?[A-ZÀ-ÖØ-ÞÇĞİÖŞÜА-Я][\w'’-]+){1,3}"
)
_ONE_NAME = re.compile(r"(?<![\w@#])[A-ZÀ-ÖØ-ÞÇĞİÖŞÜА-Я][\w'’-]{2,}$")
_MOST = 40  # cues in one sentence
_FAR = 200  # characters from a cue; farther off nobody's name is looked for
_NEAR_NAME_BEHIND, _NEAR_NAME_BEFORE = 3, 8  # words between a name and a cue
_SHORTEST_QUOTE = 3  # words that are somebody's
_ANAPHORS: dict[str, frozenset[str]] = {
    "agency": frozenset({"agency", "outlet", "network"}),
    "state": frozenset(),
    "monitor": frozenset({"monitor", "network"}),
    "official": frozenset({"force", "authority"}),
    "source": frozenset({"unnamed"}),
}
# Whom a word means where nobody is named: the state of news from Syria is Syria.
_WITHOUT_NAME = {"source": "local-sources", "state": "sana"}


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
        self._outlet = outlet
        self._registry = registry
        self._naming = Naming(reading, registry, outlet)
        self._spoken: dict[str, str] = {}  # who spoke last, by kind; the last of all at the end

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
        candidates = self._naming.candidates(sentence)
        colon = colon_of(self._reading, self._registry, sentence, candidates)
        heads = [m for m in candidates if colon is None or m.start < colon.end]
        used = {m for m in heads if self._naming.is_addressed(m)} | self._naming.listener(heads)
        cues = list(_sure(sentence.of("cue")))
        is_told = [self._naming.is_told(cue, sentence, used) for cue in cues]  # all note who is
        told = any(is_told) or bool({self._outlet} & {m.value for m in used})
        told = told or sentence.has("flag", "us")
        if colon:
            cues.insert(0, colon)
        hearers = frozenset(used)
        for cue, mark in self._matched(cues, sentence, candidates, used):
            if (speaker := self._speaker(cue, sentence, mark, hearers)) is not None:
                origin, named = speaker
                self._remember(origin)
                quote = self._quote_beside(cue, sentence)
                yield Attribution(number, origin, named, cue, quote, told)

    def _remember(self, origin: str) -> None:
        kind = self._naming.kind(origin)
        self._spoken.pop(kind, None)
        self._spoken[kind] = origin

    def _matched(
        self, cues: list[Mark], sentence: Sentence, candidates: list[Mark], used: set[Mark]
    ) -> list[tuple[Mark, Mark | None]]:
        """Give each cue the name beside it: "according to" takes its own first, "it" comes last."""
        found: list[tuple[Mark, Mark | None]] = []
        for cue in sorted(cues[:_MOST], key=lambda cue: (cue.value not in LEADING, cue.start)):
            free = [m for m in candidates if m not in used]
            quote = self._naming.speech_at(cue.start)
            beside = [m for m in free if self._naming.speech_at(m.start) == quote]
            mark = self._naming.nearest(cue, sentence, beside)
            if mark is not None and cue.value in LEADING:
                used.add(mark)
            found.append((cue, mark))
        found.sort(key=lambda pair: pair[1] is not None and pair[1].sort == "anaphor")
        return found

    def _speaker(
        self, cue: Mark, sentence: Sentence, mark: Mark | None, hearers: frozenset[Mark]
    ) -> tuple[str, str] | None:
        if mark is None:
            return self._by_name(cue, sentence)
        named = self._reading.text[mark.start : mark.end]
        found = mark.value if mark.sort == "origin" else self._meant_by(mark, sentence)
        if found is None:
            return self._by_name(cue, sentence)
        if self._naming.kind(found) == "unnamed":
            owner = self._naming.owner(mark, sentence)
            found = owner or self._naming.asker(cue, mark, sentence, hearers) or found
        return found, named

    def _meant_by(self, mark: Mark, sentence: Sentence) -> str | None:
        """Return whom "the agency" or "it" stands for: the last such speaker, else the next."""
        kinds = _ANAPHORS.get(mark.value)
        if mark.value == "source" and (owner := self._naming.owner(mark, sentence)):
            return owner
        for kind, origin in reversed(self._spoken.items()):
            if kinds is None or kind in kinds:
                return origin
        if mark.value in _WITHOUT_NAME:
            return _WITHOUT_NAME[mark.value]
        return None if kinds is None else self._named_next(mark, kinds)

    def _named_next(self, mark: Mark, kinds: frozenset[str]) -> str | None:
        """Return whom "the country's news agency" will turn out to be, a sentence later."""
        sentences = self._reading.sentences
        number = bisect_right(sentences, mark.start, key=lambda sentence: sentence.start) - 1
        for other in sentences[number : number + 3]:
            for each in other.of("origin"):
                if self._naming.kind(each.value) in kinds and each.start > mark.end:
                    return each.value
        return None

    def _by_name(self, cue: Mark, sentence: Sentence) -> tuple[str, str] | None:
        """Return a person with a name of capitals beside the cue, who is not in the registry."""
        text = self._reading.text
        if cue.value in {"added", "colon"} or self._reading.language == "ar":
            return None
        low, high = max(sentence.start, cue.start - _FAR), min(sentence.end, cue.end + _FAR)
        known = [*sentence.of("origin"), *sentence.of("place")]
        marks = [mark for mark in known if low <= mark.end and mark.start <= high]
        names = [
            name
            for name in _NAME.finditer(text, low, high)
            if self._naming.speech_at(name.start()) is None
            and not any(m.start < name.end() and name.start() < m.end for m in marks)
        ]
        words = self._naming.words
        behind = [n for n in names if 0 <= words(cue.end, n.start()) <= _NEAR_NAME_BEHIND]
        behind = [n for n in behind if n.start() >= cue.end]
        before = [n for n in names if words(n.end(), cue.start) <= _NEAR_NAME_BEFORE]
        before = [n for n in before if n.end() <= cue.start]
        if cue.value in {"according", "reports"}:
            return ("", behind[0][0]) if behind else None
        if before:
            return "", before[-1][0]
        if behind and cue.value != "told":
            return "", behind[0][0]
        one = _ONE_NAME.search(text[low : cue.start].rstrip())
        return ("", one[0]) if one and not any(m.end == cue.start - 1 for m in marks) else None

    def _quote_beside(self, cue: Mark, sentence: Sentence) -> Span | None:
        """Return the quotation in the sentence of *cue* that is nearest to it."""
        within = self._reading.quote_at(cue.start)
        quotes = [
            quote
            for quote in self._reading.quotes_in(sentence)
            if quote != within and self._naming.words(quote.start, quote.end) >= _SHORTEST_QUOTE
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


def _sure(cues: Iterable[Mark]) -> Iterator[Mark]:
    """Leave out cues within words that say nothing is known: "could not verify the report"."""
    known = list(cues)
    unsure = [cue for cue in known if cue.value == "unsure"]
    for cue in known:
        if not any(each.start < cue.end and cue.start < each.end for each in unsure):
            yield cue
