"""
Topics held against items as docs/rules.md says: slow and obvious.

Written from the manual, for tests only; of the product it uses the names of things.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from alerts.rules.rule import Topic
from model import Item
from tests.alerts import naive_text
from tests.alerts.naive_text import Place, Text

CONTEXT_WITHIN = 12  # words
SCRIPTS = {"en": "latin", "tr": "latin", "ar": "arabic", "ru": "cyrillic"}


@dataclass(frozen=True)
class World:
    """An item, and the topics there are."""

    item: Item
    topics: Mapping[str, Topic]
    past: tuple[tuple[int, int], ...] = ()  # stretches of the past, in title, empty line and body
    is_past_left_out: bool = False

    def counted(self, hits: Iterable[Place]) -> list[Place]:
        """Return those of *hits* that a rule may count."""
        return [each for each in hits if not (self.is_past_left_out and self.is_past(each))]

    def is_past(self, hit: Place) -> bool:
        """Say whether *hit* begins in a stretch of the past."""
        if hit.field not in ("title", "body"):
            return False
        start = hit.start + (0 if hit.field == "title" else len(self.item.title) + 2)
        return any(first <= start < end for first, end in self.past)

    @property
    def language(self) -> str:
        """The language without the country."""
        return self.item.language.partition("-")[0].lower()

    def texts(self, field: str | None) -> list[Text]:
        """Return what is searched when *field* is asked for; nothing: title and body."""
        if field is None or field in ("title", "body"):
            return [naive_text.read(each, getattr(self.item, each)) for each in ("title", "body")]
        if field == "category":
            return [naive_text.read(field, "\n\n".join(self.item.categories))]
        if field == "url":  # the words of an address stand between any signs
            return [naive_text.read(field, re.sub(r"[\W_]", " ", self.item.url))]
        return [naive_text.read(field, getattr(self.item, field))]

    def text_of(self, place: Place) -> Text:
        """Return the text that *place* is in."""
        return next(each for each in self.texts(place.field) if each.field == place.field)


def term_hits(term: str, texts: list[Text]) -> list[Place]:
    """Return where *term* stands in *texts*."""
    return [hit for text in texts for hit in naive_text.hits_of(term, text)]


def part_hits(topic: Topic, part: str, world: World, texts: list[Text]) -> set[Place]:
    """Return where the terms of a part of *topic* stand, those of the item's language."""
    return {hit for entry in asked(topic, part, world) for hit in term_hits(entry, texts)}


def asked(topic: Topic, part: str, world: World) -> list[str]:
    """Return the terms of a part of *topic* that are looked for in the item."""
    return [
        entry
        for language, entries in getattr(topic, part).items()
        for entry in entries
        if not entry.startswith("@") and is_asked(entry, language, world.language)
    ]


def is_asked(term: str, language: str, of_item: str) -> bool:
    """Say whether a term of *language* is looked for in an item."""
    if language in ("any", of_item) or of_item not in SCRIPTS:
        return True
    return script_of(term) != SCRIPTS[of_item]


def script_of(term: str) -> str:
    """Return the script of the first letter that tells."""
    letter = next(c for c in term if c.isalpha())
    return "latin" if letter < "\u0370" else "cyrillic" if letter < "\u0530" else "arabic"


def named(topic: Topic, part: str, world: World) -> list[Topic]:
    """Return the topics that a part of *topic* names."""
    entries = [entry for each in getattr(topic, part).values() for entry in each]
    return [world.topics[entry[1:]] for entry in entries if entry.startswith("@")]


def counting(topic: Topic, world: World, texts: list[Text]) -> set[Place]:
    """Return the hits of *topic* that count."""
    strong = in_force(topic, "terms", world, texts)
    found = in_force(topic, "weak", world, texts)
    weak = {hit for hit in found if not is_inside(hit, strong)}
    context = context_of(topic, world, texts)
    counted = strong | {hit for hit in weak if has_context(hit, context, world)}
    if any(hit.field == "body" for hit in counted):  # what the text bears out, its title may say
        counted |= {hit for hit in weak if hit.field == "title"}
    return {hit for hit in counted if not is_inside(hit, counted - {hit})}


def is_inside(hit: Place, others: Iterable[Place]) -> bool:
    """Say whether *hit* is no more than a part of another."""
    return any(
        each.field == hit.field and each.start <= hit.start and hit.end <= each.end
        for each in others
    )


def context_of(topic: Topic, world: World, texts: list[Text]) -> set[Place]:
    """Return what makes weak hits of *topic* count."""
    found = part_hits(topic, "context", world, texts)
    for other in named(topic, "context", world):
        found |= in_force(other, "terms", world, texts) | in_force(other, "weak", world, texts)
    return found


def has_context(hit: Place, context: Iterable[Place], world: World) -> bool:
    """Say whether context stands in the sentence of *hit* or within twelve words."""
    return any(bears_out(each, hit, world) for each in context)


def bears_out(context: Place, hit: Place, world: World) -> bool:
    """Say whether *context* is near *hit*, and more than a part of it."""
    if context.field != hit.field or is_inside(context, [hit]):
        return False
    if overlap(context, hit):
        return True
    text = world.text_of(hit)
    first, second = sorted([context, hit])
    if naive_text.in_one_sentence(text, first, second):
        return True
    return naive_text.words_between(text, first, second) <= CONTEXT_WITHIN


def overlap(one: Place, other: Place) -> bool:
    """Say whether two hits share a character."""
    return one.field == other.field and one.start < other.end and other.start < one.end


def in_force(topic: Topic, part: str, world: World, texts: list[Text]) -> set[Place]:
    """Return the hits of a part of *topic* that no exclusion cancels."""
    exclusions = part_hits(topic, "exclude", world, texts)
    cancels = _cancelling(exclusions, lifting_of(topic, world, texts), world)
    always = part_hits(topic, "never", world, texts)
    return {
        hit
        for hit in part_hits(topic, part, world, texts)
        if not cancels(hit) and not any(overlap(each, hit) for each in always)
    }


def lifting_of(topic: Topic, world: World, texts: list[Text]) -> set[Place]:
    """Return what makes an exclusion not hold."""
    found = part_hits(topic, "unless", world, texts)
    for other in named(topic, "unless", world):
        found |= part_hits(other, "terms", world, texts) | part_hits(other, "weak", world, texts)
    return found


def is_in_gap(place: Place, phrase: Place) -> bool:
    """Say whether *place* stands between the first and the last word of *phrase*."""
    return place.field == phrase.field and phrase.start < place.start and place.end < phrase.end


def _cancelling(
    exclusions: set[Place], lifting: set[Place], world: World
) -> Callable[[Place], bool]:
    def is_lifted(exclusion: Place, hit: Place) -> bool:
        text = world.text_of(hit)
        whole = Place(hit.field, min(exclusion.start, hit.start), max(exclusion.end, hit.end))
        for each in lifting:
            if is_in_gap(each, exclusion) and not overlap(each, hit):
                return True
            if each.field == hit.field and not overlap(each, exclusion):
                first, second = (each, whole) if each.end <= exclusion.start else (whole, each)
                if naive_text.in_one_sentence(text, first, second):
                    return True
        return False

    def cancels(hit: Place) -> bool:
        return any(overlap(each, hit) and not is_lifted(each, hit) for each in exclusions)

    return cancels
