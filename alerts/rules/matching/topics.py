"""
A topic held against a text: which of its hits count, and why the others do not.

Knows the parts of topics, not where their terms come from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from alerts.rules.matching.context import Context
from alerts.rules.matching.groups import Group
from alerts.rules.matching.nearness import Neighbours, is_close
from alerts.rules.matching.section import Found, Section, Subject

_FEW = 8  # strong hits, each of which may as well be compared with every weak one
_MOST_WEAK = 250  # weak hits in one text; the others get no look


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A hit that does not count, and the phrase it is part of."""

    hit: Found
    exclusion: Found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text has of a topic."""

    counting: tuple[Found, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()
    lonely: tuple[Found, ...] = ()  # weak hits without context


_NOTHING = Verdict()


@dataclass(eq=False, slots=True)
class SoughtTopic:
    """A topic, compiled."""

    name: str
    strong: Group
    weak: Group
    exclude: Group
    never: Group
    lifting: list[Group] = field(default_factory=list)  # what lifts an exclusion
    context: Context = field(default_factory=Context)
    patterns: frozenset[int] = field(init=False)  # the keys without one of which there is no hit

    def __post_init__(self) -> None:
        self.patterns = self.strong.patterns | self.weak.patterns

    def be_context_of(self, other: "SoughtTopic") -> None:
        """
        Let hits of this topic make weak hits of *other* count.

        Each does that no exclusion cancels, strong or weak: two weak signs of two different topics
        side by side bear each other out.
        """
        other.context.add(self.strong, self._is_in_force)
        other.context.add(self.weak, self._is_in_force)

    def verdict(self, subject: Subject, section: Section) -> Verdict:
        """
        Say which hits in *section* count.

        A strong one does; a weak one only with context in its sentence or within 12 words, or,
        in a title, when one in the body counts; none that overlaps an exclusion, unless the
        sentence lifts that, or a phrase of *never*. Of hits inside one another the longest stands
        for all.
        """
        if self.patterns.isdisjoint(section.present):
            return _NOTHING
        found: Verdict | None = section.values.get(self)
        if found is None:
            found = section.values[self] = self._verdict(subject, section)
        return found

    def _verdict(self, subject: Subject, section: Section) -> Verdict:
        strong, weak = self.strong.hits(section), self.weak.hits(section)[:_MOST_WEAK]
        if not strong and not weak:
            return _NOTHING
        cancelled = self._cancelled(section, [*strong, *weak])
        if cancelled:
            strong = _without(strong, cancelled)
            weak = _without(weak, cancelled)
        counting: list[Found] = [*strong]
        lonely: list[Found] = []
        for hit in _outside(weak, strong):
            (counting if self.context.is_around(section, hit) else lonely).append(hit)
        if lonely and any(hit[0] >= subject.body_at for hit in counting):
            counting += [hit for hit in lonely if hit[0] < subject.body_at]
            lonely = [hit for hit in lonely if hit[0] >= subject.body_at]
        return Verdict(tuple(_outermost(counting)), tuple(cancelled), tuple(lonely))

    def _cancelled(self, section: Section, hits: Iterable[Found]) -> list[Cancelled]:
        if not self._has_exclusion(section):
            return []
        pairs = ((hit, self._exclusion_of(section, hit)) for hit in sorted(hits))
        return [Cancelled(hit, exclusion) for hit, exclusion in pairs if exclusion]

    def _is_in_force(self, section: Section, hit: Found) -> bool:
        return not self._has_exclusion(section) or self._exclusion_of(section, hit) is None

    def _has_exclusion(self, section: Section) -> bool:
        return bool(self.exclude.hits(section) or self.never.hits(section))

    def _exclusion_of(self, section: Section, hit: Found) -> Found | None:
        """Return the exclusion that cancels *hit*, if one does."""
        exclusions, never, lifting = self._exclusions(section)
        if always := next(never.overlapping(hit[0], hit[1]), None):
            return always
        for each in exclusions.overlapping(hit[0], hit[1]):
            start, end = min(each[0], hit[0]), max(each[1], hit[1])
            before, after = lifting.before(each[0]), lifting.after(each[1])
            is_lifted = (before and is_close(section, before[1], start, "s")) or (
                after and is_close(section, end, after[0], "s")
            )
            if not is_lifted and not _is_lifted_inside(each, hit, lifting):
                return each
        return None

    def _exclusions(self, section: Section) -> tuple[Neighbours, Neighbours, Neighbours]:
        key = self, "exclusions"
        if key not in section.values:
            lifting = (hit for group in self.lifting for hit in group.hits(section))
            kinds = self.exclude.hits(section), self.never.hits(section), lifting
            section.values[key] = tuple(map(Neighbours, kinds))
        return section.values[key]  # type: ignore[no-any-return]


def _without(hits: Sequence[Found], cancelled: Iterable[Cancelled]) -> Sequence[Found]:
    gone = {each.hit for each in cancelled}
    return [hit for hit in hits if hit not in gone]


def _is_lifted_inside(exclusion: Found, hit: Found, lifting: Neighbours) -> bool:
    """Say whether what lifts stands in a gap of *exclusion*: "wedding … shot at … convoy"."""
    return any(
        exclusion[0] < each[0] and each[1] < exclusion[1] and not _overlap(each, hit)
        for each in lifting.overlapping(exclusion[0], exclusion[1])
    )


def _overlap(one: Found, other: Found) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _outside(weak: Sequence[Found], strong: Sequence[Found]) -> Sequence[Found]:
    """Leave out the *weak* hits that are part of a strong one."""
    if not strong:
        return weak
    if len(strong) > _FEW:
        around = Neighbours(strong)
        return [hit for hit in weak if not _is_part(hit, around.overlapping(hit[0], hit[1]))]
    return [hit for hit in weak if not _is_part(hit, strong)]


def _is_part(hit: Found, of: Iterable[Found]) -> bool:
    for each in of:  # noqa: SIM110 - asked for every weak hit: no generator for it
        if each[0] <= hit[0] and hit[1] <= each[1]:
            return True
    return False


def _outermost(hits: Sequence[Found]) -> Iterable[Found]:
    """Leave out hits inside another; of two in one place, the term written first stays."""
    if len(hits) < 2:  # noqa: PLR2004 - nothing to be inside of
        return hits
    kept: list[Found] = []
    for hit in sorted(hits, key=lambda hit: (hit[0], -hit[1], hit[2])):
        if not kept or hit[1] > kept[-1][1]:
            kept.append(hit)
    return kept
