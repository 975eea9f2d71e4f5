"""
What a speaker does with an event: claims it, confirms it, denies it, disputes a detail of it.

Knows cues and the events of an item. A monitor that "confirms" claims; only a second party to the
matter confirms. Silence is no denial.
"""

import re
from collections.abc import Iterator, Sequence

from alerts.incidents.mentions import Events
from alerts.incidents.origins import Registry
from alerts.incidents.reading import Reading, Sentence
from alerts.incidents.speakers import Attribution
from model import Span
from model.incident import Claim, Stance

_CLAUSE_END = re.compile(r"[,;،؛]|\bbut\b|\bsaying\b|\bhowever\b|\bلكن|\bама\b|\bно\b|\bancak\b")
_HAPPENINGS = frozenset({"clash", "blocked", "convoy", "patrol"})
_WEIGHT: dict[Stance, int] = {"denies": 0, "disputes": 1, "confirms": 2, "claims": 3, "quotes": 4}


def claims_of(
    reading: Reading, events: Events, spoken: Sequence[Attribution], registry: Registry
) -> tuple[Claim, ...]:
    """Return the claims of an item, in the order of the text, each speaker once a sentence."""
    if not events.mentions:
        return ()
    found: dict[tuple[int, str, str, str, str], Claim] = {}
    for attribution in spoken:
        claim = _claim(reading, events, attribution, registry, found.values())
        if claim is not None:
            key = (attribution.sentence, claim.origin, claim.named, claim.stance, claim.about)
            found.setdefault(key, claim)
    return tuple(_without_weaker(found.values()))


def _without_weaker(claims: "Sequence[Claim] | object") -> Iterator[Claim]:
    """Leave out that one merely says what the same sentence has him deny or confirm."""
    every = list(claims)  # type: ignore[call-overload]
    for claim in every:
        same = [c for c in every if c.sentence == claim.sentence and c.origin == claim.origin]
        is_plain = claim.stance == "claims"
        if is_plain and any(c.stance == "denies" and not c.about for c in same):
            continue
        yield claim


def _claim(
    reading: Reading,
    events: Events,
    attribution: Attribution,
    registry: Registry,
    before: "object",
) -> Claim | None:
    number = attribution.sentence
    sentence = reading.sentences[number]
    stance, about = _stance(reading, events, attribution, registry, before)
    mention = events.of_sentence.get(number)
    if mention is None:
        if stance not in {"denies", "disputes", "confirms"}:
            return None
        mention = events.near.get(number, 0)
    cue = attribution.cue
    return Claim(
        mention=mention,
        origin=attribution.origin,
        named=attribution.named,
        cue=reading.text[cue.start : cue.end].strip(),
        stance=stance,
        about=about,
        sentence=Span(sentence.start, sentence.end),
        quote=attribution.quote,
    )


def _stance(
    reading: Reading,
    events: Events,
    attribution: Attribution,
    registry: Registry,
    before: "object",
) -> tuple[Stance, str]:
    sentence, cue = reading.sentences[attribution.sentence], attribution.cue
    if cue.value == "denied":
        return _denial(reading, events, attribution, _clause(reading, sentence, cue.end))
    if untrue := _untrue(reading, sentence, attribution):
        return _denial(reading, events, attribution, untrue)
    if cue.value == "disputed":
        return "disputes", _detail(sentence, sentence.span) or "casualties"
    if cue.value == "confirmed" and _is_second(attribution, registry, before):
        return "confirms", ""
    return "claims", ""


def _is_second(attribution: Attribution, registry: Registry, before: "object") -> bool:
    """Say whether the speaker is a party to the matter, or another had said it first."""
    known = registry.get(attribution.origin)
    if known is None or known.kind in {"monitor", "unnamed"}:
        return False
    if known.is_party:
        return True
    others = {claim.origin for claim in before}  # type: ignore[attr-defined]
    return bool(others - {attribution.origin, ""})


def _clause(reading: Reading, sentence: Sentence, start: int) -> Span:
    """Return what follows a verb, up to where another thought begins."""
    found = _CLAUSE_END.search(reading.text, start + 1, sentence.end)
    return Span(start, found.start() if found else sentence.end)


def _untrue(reading: Reading, sentence: Sentence, attribution: Attribution) -> Span | None:
    """Return the clause in which the speaker says that something did not happen."""
    for mark in sentence.of("flag"):
        if mark.value == "untrue":
            return _clause(reading, sentence, mark.start)
    return None


def _denial(
    reading: Reading, events: Events, attribution: Attribution, clause: Span
) -> tuple[Stance, str]:
    sentence = reading.sentences[attribution.sentence]
    about = _detail(sentence, clause)
    if not about and _is_only_strike(sentence, clause) and _has_more(reading, events, attribution):
        about = "airstrike"
    return ("disputes", about) if about else ("denies", "")


def _detail(sentence: Sentence, clause: Span) -> str:
    """Return "casualties" or "location" where that alone is spoken of in *clause*."""
    within = [m for m in sentence.marks if clause.start <= m.start < clause.end]
    kinds = {mark.value for mark in within if mark.sort == "kind"} - {"attack", "checkpoint"}
    flags = {mark.value for mark in within if mark.sort == "flag"}
    if not kinds and "casualties" in flags:
        return "casualties"
    return "location" if not kinds and "location" in flags else ""


def _is_only_strike(sentence: Sentence, clause: Span) -> bool:
    kinds = {m.value for m in sentence.of("kind") if clause.start <= m.start < clause.end}
    return "airstrike" in kinds and not kinds & _HAPPENINGS


def _has_more(reading: Reading, events: Events, attribution: Attribution) -> bool:
    """Say whether the event is more than a strike: fighting, or a convoy that was stopped."""
    mention = events.of_sentence.get(attribution.sentence, events.near.get(attribution.sentence, 0))
    happened = {
        mark.value
        for number, each in enumerate(reading.sentences)
        if events.of_sentence.get(number) == mention
        for mark in each.of("kind")
    }
    return bool(happened & {"clash", "blocked"})


def item_stance(
    claims: Sequence[Claim], chain: Sequence[str], outlet: str, registry: Registry
) -> Stance:
    """Return the stance of an item: that of the first sentence that attributes its main event."""
    main = [claim for claim in claims if claim.mention == 0]
    if not main:
        return "claims"
    first = [claim for claim in main if claim.sentence == main[0].sentence]
    deciding = min(first, key=lambda claim: _WEIGHT[claim.stance])
    if deciding.stance != "claims":
        return deciding.stance
    is_own = deciding.origin == outlet or not _is_named(deciding.origin, registry)
    return "claims" if is_own else "quotes"


def _is_named(origin: str, registry: Registry) -> bool:
    known = registry.get(origin)
    return known is not None and known.kind != "unnamed"
