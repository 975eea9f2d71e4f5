"""
Which mentions are one event, among those that have to do with each other.

The answer depends on the mentions and on what people said of them, never on the order they came in.
"""

from collections.abc import Iterable, Sequence
from itertools import product

from alerts.incidents.agreement import Where
from alerts.incidents.evidence import Evidence
from alerts.incidents.links import Links
from alerts.incidents.sighting import Sighting

Group = tuple[Sighting, ...]


def partition(members: Iterable[Sighting], evidence: Evidence) -> list[Group]:
    """
    Group *members*: exact ones first, each joins the group most speaks for, or begins one.

    Nothing joins a group that it links with no member of, or that a member of rules it out.
    """
    groups: list[list[Sighting]] = []
    for new in _bound(members, evidence.links):
        fitting = [group for group in groups if _fits(new, group, evidence)]
        if len(fitting) == 1:
            fitting[0].extend(new)
        elif fitting:
            max(fitting, key=lambda group: _weight(new, group, evidence)).extend(new)
        else:
            groups.append(list(new))
    return [tuple(sorted(group, key=_order)) for group in groups]


def is_anchored(group: Group) -> bool:
    """Say whether a member of *group* names an exact place and day."""
    return any(member.is_firm for member in group)


def anchor(loose: Group, anchored: Iterable[Group], evidence: Evidence) -> Group | None:
    """
    Return the group that *loose*, which knows its place or day only roughly, belongs to.

    Only one may be meant: of several it is the one of the same main place, or the only one with
    the same figures, or for a denial that names no day the latest; else it is none of them.
    """
    fitting = [group for group in anchored if _may_hold(group, loose, evidence)]
    for narrow in (_is_same_place, _has_same_figures):
        if len(fitting) > 1:
            fitting = [each for each in fitting if narrow(each, loose, evidence)] or fitting
    if len(fitting) > 1 and any(each.days and each.days.basis == "open" for each in loose):
        return max(fitting, key=lambda group: (_last_day(group), group[0].key))
    return fitting[0] if len(fitting) == 1 else None


def _bound(members: Iterable[Sighting], links: Links) -> list[Group]:
    """Return *members*, those that people put together as one, in the order to look at them."""
    known = {member.key: member for member in members}
    bound: list[Group] = []
    while known:
        found, waiting = [], [min(known)]
        while waiting:
            member = known.pop(waiting.pop(), None)
            if member is not None:
                found.append(member)
                waiting.extend(links.partners(member.key))
        bound.append(tuple(sorted(found, key=_order)))
    return sorted(bound, key=lambda group: _order(group[0]))


def _order(sighting: Sighting) -> tuple[object, ...]:
    return (
        not sighting.is_firm,
        sighting.mention.is_background,
        sighting.days is None or sighting.days.basis != "stated",
        sighting.published,
        sighting.key,
    )


def _fits(new: Group, group: Sequence[Sighting], evidence: Evidence) -> bool:
    pairs = list(product(new, group))
    if evidence.links.parts(pairs):
        return False
    relations = [evidence.of(a, b) for a, b in pairs]
    possible = [each for each in relations if not each.is_excluded]
    if not any(each.is_linked for each in possible):
        return False
    if len(possible) < len(relations) and not any(each.is_sure for each in possible):
        return False
    return 2 * sum(each.is_against for each in possible) <= len(possible)


def _weight(new: Group, group: Sequence[Sighting], evidence: Evidence) -> int:
    return max(evidence.of(a, b).weight for a, b in product(new, group))


def _may_hold(group: Group, loose: Group, evidence: Evidence) -> bool:
    pairs = list(product(loose, group))
    if evidence.links.parts(pairs):
        return False
    relations = [evidence.of(a, b) for a, b in pairs]
    return any(each.where >= Where.NESTED and each.is_backed for each in relations) and 2 * sum(
        each.is_against for each in relations
    ) < len(relations)


def _is_same_place(group: Group, loose: Group, evidence: Evidence) -> bool:
    return any(evidence.of(a, b).where >= Where.NAMED for a, b in product(loose, group))


def _has_same_figures(group: Group, loose: Group, _: Evidence) -> bool:
    return any(a.figures & b.figures for a, b in product(loose, group))


def _last_day(group: Group) -> str:
    return max(each.days.last.isoformat() for each in group if each.days)
