"""
What a speaker does with an event: claims it, confirms it, denies it, disputes a detail of it.

Knows cues and the events of an item. A monitor that "confirms" claims; only a second party to the
matter confirms. Silence is no denial.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from alerts.incidents.lexicon import Mark
from alerts.incidents.mentions import Events
from alerts.incidents.origins import Origin, Registry
from alerts.incidents.reading import Reading, Sentence
from alerts.incidents.speakers import Attribution
from model import Span
from model.incident import Claim, Mention, Stance

# Whose word on a matter of their own is an acknowledgement: others have told of it before.
_FORCES_OF = dict.fromkeys(("coalition", "centcom", "pentagon"), frozenset({"coalition"}))
_FORCES_OF["turkish-mod"] = frozenset({"turkey_sna"})
_CLAUSE_END = re.compile(r"[,;،؛]|\bbut\b|\bsaying\b|\bhowever\b|\bلكن|\bама\b|\bно\b|\bancak\b")
_HAPPENINGS = frozenset({"clash", "blocked", "convoy", "patrol"})
_SHORT = 14  # words
_BESIDE = 12  # characters
_SOON = 3  # sentences with a claim
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
    return tuple(_acknowledged(list(_without_weaker(list(found.values()))), registry))


def _acknowledged(claims: list[Claim], registry: Registry) -> Iterator[Claim]:
    """Let a party that disputes a detail only confirm the rest of what it tells."""
    disputing = {(c.mention, c.origin) for c in claims if c.stance == "disputes"}
    denying = {(c.mention, c.origin) for c in claims if c.stance == "denies"}
    for claim in claims:
        key = claim.mention, claim.origin
        is_party = claim.origin in registry and registry[claim.origin].is_party
        if claim.stance == "claims" and is_party and key in disputing and key not in denying:
            yield replace(claim, stance="confirms")
        else:
            yield claim


def _without_weaker(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Leave out that one merely says what the same sentence has him deny or confirm."""
    for claim in claims:
        same = [c for c in claims if c.sentence == claim.sentence and c.origin == claim.origin]
        is_plain = claim.stance == "claims"
        if is_plain and any(c.stance in {"denies", "confirms"} for c in same):
            continue
        yield claim


def own_claims(
    reading: Reading, events: Events, quoted: Sequence[Claim], outlet: Origin | None
) -> Iterator[Claim]:
    """
    Yield what an outlet that is an origin itself says in its own voice.

    An agency's claims are its own where nobody else is said to make them; a party always speaks for
    itself, and denies where it says that something did not happen.
    """
    if outlet is None or not outlet.is_first_hand:
        return
    attributed = {claim.sentence for claim in quoted}
    told = {claim.mention for claim in quoted}
    for number, mention in events.of_sentence.items():
        sentence = reading.sentences[number]
        is_silent = mention in told and not outlet.is_party
        if (sentence.span in attributed or is_silent) and not sentence.has("flag", "dispute"):
            continue
        stance: Stance = "claims"
        about = ""
        if outlet.is_party and (clause := _untrue(reading, sentence)):
            own = Attribution(
                number, outlet.id, "", Mark(sentence.start, sentence.start, "cue", "")
            )
            stance, about = _denial(reading, events, own, clause)
        elif outlet.is_party and _is_involved(outlet.id, events.mentions[mention]):
            stance = "confirms"
        elif sentence.has("flag", "dispute"):
            stance, about = "disputes", "casualties"
        yield Claim(mention, outlet.id, "", "", stance, about, sentence.span, None)


def _claim(
    reading: Reading,
    events: Events,
    attribution: Attribution,
    registry: Registry,
    before: Iterable[Claim],
) -> Claim | None:
    number = attribution.sentence
    sentence = reading.sentences[number]
    stance, about = _stance(reading, events, attribution, registry, before)
    mention = events.of_sentence.get(number)
    if mention is None:
        if stance == "claims" and not _is_of_neighbour(reading, events, number):
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


def _is_of_neighbour(reading: Reading, events: Events, number: int) -> bool:
    """Say whether a sentence that names no event speaks of that beside it: "SANA reported this"."""
    beside = {events.of_sentence.get(number - 1), events.of_sentence.get(number + 1)} - {None}
    if events.near.get(number) not in beside:
        return False
    sentence = reading.sentences[number]
    is_short = len(sentence.text.split()) <= _SHORT
    return is_short or bool(sentence.values("actor")) or bool(sentence.values("place"))


def _stance(
    reading: Reading,
    events: Events,
    attribution: Attribution,
    registry: Registry,
    before: Iterable[Claim],
) -> tuple[Stance, str]:
    sentence, cue = reading.sentences[attribution.sentence], attribution.cue
    if cue.value == "denied":
        return _denial(reading, events, attribution, _clause(reading, sentence, cue.end))
    if cue.value == "reports":
        return "claims", ""
    if sentence.has("flag", "dispute") and cue.value != "claimed":
        return "disputes", _detail(sentence, sentence.span) or "casualties"
    if untrue := _untrue(reading, sentence):
        return _denial(reading, events, attribution, untrue)
    if cue.value == "disputed":
        return "disputes", _detail(sentence, sentence.span) or "casualties"
    mention = events.of_sentence.get(attribution.sentence)
    if mention is not None and _is_involved(attribution.origin, events.mentions[mention]):
        return "confirms", ""
    if cue.value == "confirmed" and _is_second(attribution, registry, before):
        return "confirms", ""
    return "claims", ""


def _is_involved(origin: str, mention: Mention) -> bool:
    """Say whether a party that comes to speak last of all speaks of what its own forces met."""
    return bool(_FORCES_OF.get(origin, frozenset()) & mention.actors)


def _is_second(attribution: Attribution, registry: Registry, before: Iterable[Claim]) -> bool:
    """Say whether the speaker is a party to the matter, or another had said it first."""
    known = registry.get(attribution.origin)
    if known is None or known.kind in {"monitor", "unnamed"}:
        return False
    if known.is_party:
        return True
    others = {claim.origin for claim in before}
    return bool(others - {attribution.origin, ""})


def _clause(reading: Reading, sentence: Sentence, start: int) -> Span:
    """Return what follows a verb, up to where another thought begins."""
    found = _CLAUSE_END.search(reading.text, start + 1, sentence.end)
    return Span(start, found.start() if found else sentence.end)


def _untrue(reading: Reading, sentence: Sentence) -> Span | None:
    """Return the clause that says that something did not happen; "did not comment" is none."""
    unsure = [mark for mark in sentence.of("cue") if mark.value == "unsure"]
    for mark in sentence.of("flag"):
        is_unsure = any(each.start < mark.end and mark.start < each.end for each in unsure)
        if mark.value == "untrue" and not is_unsure and not _is_of_harm(sentence, mark):
            return _clause(reading, sentence, mark.start)
    return None


def _is_of_harm(sentence: Sentence, mark: Mark) -> bool:
    """Say whether it is that nobody was hurt: no denial, and of nothing that was claimed."""
    return any(
        flag.value == "casualties"
        and flag.start - mark.end <= _BESIDE
        and mark.start - flag.end <= _BESIDE
        for flag in sentence.of("flag")
    )


def _denial(
    reading: Reading, events: Events, attribution: Attribution, clause: Span
) -> tuple[Stance, str]:
    sentence = reading.sentences[attribution.sentence]
    about = _detail(sentence, clause)
    if not about and _is_only_strike(sentence, clause) and _has_more(reading, events, attribution):
        about = "airstrike"
    return ("disputes", about) if about else ("denies", "")


def _detail(sentence: Sentence, clause: Span) -> str:
    """Return "casualties" or "location" where *clause* speaks of that first."""
    for mark in sentence.marks:  # in the order of the text
        if clause.start <= mark.start < clause.end:
            if mark.sort == "flag" and mark.value in {"casualties", "location"}:
                return mark.value
            if mark.sort == "kind" and mark.value not in {"attack", "checkpoint"}:
                return ""
    return ""


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
    deciding: Claim | None, chain: Sequence[str], registry: Registry, *, is_told: bool
) -> Stance:
    """
    Return the stance of an item, of which *deciding* is the claim that its news stands on.

    What somebody told the outlet itself, or a party an agency, is first-hand news: a claim. What
    another outlet or agency published is only quoted.
    """
    if deciding is not None and deciding.stance != "claims":
        return deciding.stance
    outlet = registry.get(chain[0])
    if deciding is not None and registry[deciding.origin].is_party:
        is_wired = len(chain) > 2  # noqa: PLR2004 - an agency stands between
        if is_told or (outlet is not None and outlet.is_first_hand and not is_wired):
            return "claims"
    named = [link for link in chain[1:] if link in registry and registry[link].kind != "unnamed"]
    return "quotes" if named else "claims"


def deciding_claim(
    claims: Sequence[Claim], outlet: str, registry: Registry, body_at: int, *, is_told: bool
) -> Claim | None:
    """
    Return the claim that the news of an item stands on; None when nobody is said to make one.

    That is the strongest of the first sentence that attributes the main event to one in the
    registry. Headlines say "the regime" where the text names its agency, and a text begins with
    residents where an agency told of them: then the name that follows soon is it, unless *is_told*:
    they told the outlet itself.
    """
    main = [claim for claim in claims if claim.mention == 0 and claim.origin]
    title = [claim for claim in main if claim.sentence.start < body_at]
    body = [claim for claim in main if claim.sentence.start >= body_at]
    if title and body and body[0].stance == title[0].stance:
        main = body
    sentences = list(dict.fromkeys(claim.sentence for claim in main))[:_SOON]
    firsts = [_strongest(main, sentence, registry) for sentence in sentences]
    if not firsts:
        return None
    if is_told or registry[firsts[0].origin].kind != "unnamed":
        return firsts[0]
    agencies = (
        c for c in firsts if registry[c.origin].kind in {"agency", "monitor"} and c.origin != outlet
    )
    same = (claim for claim in agencies if claim.stance == firsts[0].stance)
    return next(same, firsts[0])


def _strongest(claims: Sequence[Claim], sentence: Span, registry: Registry) -> Claim:
    within = (claim for claim in claims if claim.sentence == sentence)
    return min(within, key=lambda c: (_WEIGHT[c.stance], registry[c.origin].kind == "unnamed"))
