"""
Incidents: which mentions, of which items, are of one event, as items arrive.

Holds mentions and what people said of them, and finds for each new item the few that it may have
to do with. Which of them are one event is partition's; the answer is the same whatever the order
of arrival, only the numbers of incidents follow it. All it holds can be saved and given back.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Self

from alerts.incidents.agreement import likeness
from alerts.incidents.evidence import Evidence
from alerts.incidents.links import Links
from alerts.incidents.neighbours import Neighbours
from alerts.incidents.partition import Group, anchor, is_anchored, partition
from alerts.incidents.reported import Decision, Reported
from alerts.incidents.sighting import Key, Sighting, sightings
from alerts.incidents.wire import Print, Wire
from alerts.incidents.wording import Wording
from model.incident import Account


class Grouping:
    """The mentions of all items in incidents."""

    def __init__(self, links: Links | None = None, first: int = 1) -> None:
        """Begin with what people said before; incidents are numbered from *first*."""
        self._links = links or Links()
        self._next = first
        self._sightings: dict[Key, Sighting] = {}
        self._items: dict[int, tuple[Key, ...]] = {}
        self._groups: dict[Key, Group] = {}
        self._clusters: dict[Key, frozenset[Key]] = {}  # a group and the vague ones that joined it
        self._incident: dict[Key, int] = {}
        self._members: dict[int, set[Key]] = {}
        self._joined: dict[Key, set[Key]] = {}
        self._neighbours = Neighbours()
        self._wire = Wire()
        self._evidence = Evidence(self._links, self._wire.is_copy)

    @classmethod
    def restored(
        cls, reports: Iterable[Reported], numbers: Mapping[Key, int], links: Links, first: int
    ) -> Self:
        """
        Return the grouping of *reports* as it was, its incidents under their *numbers*.

        New incidents are numbered from *first*, so that no number is given twice.
        """
        grouping = cls(links, first)
        grouping.recall(reports, numbers)
        return grouping

    def recall(
        self, reports: Iterable[Reported], numbers: Mapping[Key, int]
    ) -> tuple[Decision, ...]:
        """
        Take in *reports* that were grouped before, their incidents under their *numbers*.

        Returns every mention whose incident is another now that they are looked at together.
        """
        recalled: set[Key] = set()
        self._wire.add_all(self._held(reports, recalled))
        for key in recalled:
            self._join(self._sightings[key])
        for key in recalled & numbers.keys():
            self._move(key, numbers[key])
        return self._settle(recalled)

    def knows(self, item: int) -> bool:
        """Say whether *item* was taken in."""
        return item in self._items

    @property
    def next(self) -> int:
        """The number that the next new incident gets."""
        return self._next

    @property
    def links(self) -> Links:
        """What people said."""
        return self._links

    def add(
        self,
        account: Account,
        item: int,
        outlet: str,
        published: datetime,
        text: Wording | None = None,
    ) -> tuple[Decision, ...]:
        """
        Take in what *item* says, or says now: an edit replaces what it said before.

        Returns every mention whose incident changed, also those of other items.
        """
        new = sightings(account, item, outlet, published)
        self._carry_links(item, new)
        touched, left = self._take_out(item, {each.key for each in new})
        if text is not None:
            self._wire.add(item, outlet, published, text)
        self._enter(item, new)
        return left + self._settle({*touched, *self._items[item]})

    def forget(self, item: int) -> tuple[Decision, ...]:
        """Take out all mentions of *item*."""
        touched, left = self._take_out(item, set())
        return left + self._settle(touched)

    def merge(self, incidents: Iterable[int]) -> tuple[Decision, ...]:
        """Make *incidents* one, for ever."""
        keys = {key for incident in incidents for key in self._members[incident]}
        self._links.merge(keys)
        for key in keys:
            self._join(self._sightings[key])
        return self._settle(keys)

    def split(self, incident: int, keys: Iterable[Key]) -> tuple[Decision, ...]:
        """Take *keys* out of *incident* and keep them out, for ever; they stay together."""
        away = self._members[incident] & set(keys)
        rest = self._members[incident] - away
        self._links.split(away, rest)
        self._links.merge(away)
        return self._settle({*away, *rest})

    def incidents(self) -> Mapping[int, tuple[Key, ...]]:
        """Return the mentions of every incident."""
        return {number: tuple(sorted(keys)) for number, keys in self._members.items()}

    def members(self, incident: int) -> tuple[Sighting, ...]:
        """Return the mentions of *incident*, by the time their items were published."""
        found = (self._sightings[key] for key in self._members.get(incident, ()))
        return tuple(sorted(found, key=lambda each: (each.published, each.key)))

    def incident_of(self, key: Key) -> int | None:
        """Return the incident of a mention; None when it founded and joined none."""
        return self._incident.get(key)

    def copies(self, item: int) -> frozenset[int]:
        """Return the items in the same words as *item*."""
        return self._wire.copies(item)

    def _held(self, reports: Iterable[Reported], recalled: set[Key]) -> Iterator[Print]:
        """Hold the mentions of *reports* one by one, and pass on what the wire keeps of them."""
        for each in reports:
            new = sightings(each.account, each.item, each.outlet, each.published)
            self._hold(each.item, new)
            recalled.update(one.key for one in new)
            if each.text is not None:
                yield each.item, each.outlet, each.published, each.text

    def _enter(self, item: int, new: tuple[Sighting, ...]) -> None:
        self._hold(item, new)
        for each in new:
            self._join(each)

    def _hold(self, item: int, new: tuple[Sighting, ...]) -> None:
        for each in new:
            self._sightings[each.key] = each
            self._neighbours.add(each)
        self._items[item] = tuple(each.key for each in new)

    def _carry_links(self, item: int, new: tuple[Sighting, ...]) -> None:
        """Let what people said of a mention hold for the one that an edit made of it."""
        for key in self._items.get(item, ()):
            old = self._sightings[key]
            heir = max(new, key=lambda each: likeness(old, each), default=None)
            if heir is not None and heir.key != key and any(likeness(old, heir)):
                self._links.rename(key, heir.key)

    def _take_out(self, item: int, staying: set[Key]) -> tuple[set[Key], tuple[Decision, ...]]:
        """Remove the mentions of *item*; return those that were with them, and what left."""
        gone = self._items.pop(item, ())
        touched = {key for each in gone for key in self._clusters.pop(each, ())} - set(gone)
        for key in gone:
            self._neighbours.remove(self._sightings.pop(key))
            self._evidence.forget(key)
            self._groups.pop(key, None)
            for other in self._joined.pop(key, set()):
                self._joined[other].discard(key)
        left = tuple(self._move(key, None) for key in gone if key not in staying)
        return touched, tuple(each for each in left if each.before is not None)

    def _join(self, new: Sighting) -> None:
        """Note which mentions *new* has to be looked at with."""
        near = self._neighbours.named_with(new) | set(self._links.partners(new.key))
        near |= {key for item in self.copies(new.key.item) for key in self._items.get(item, ())}
        for key in near:
            other = self._sightings.get(key)
            if other is not None and key != new.key and self._evidence.joined(new, other):
                self._joined.setdefault(new.key, set()).add(key)
                self._joined.setdefault(key, set()).add(new.key)

    def _settle(self, touched: set[Key]) -> tuple[Decision, ...]:
        """Group anew all that *touched* mentions have to do with."""
        scope = self._scope(touched)
        groups = [g for part in self._components(scope) for g in partition(part, self._evidence)]
        for group in groups:
            self._groups.update((member.key, group) for member in group)
        clusters: dict[Key, set[Key]] = {}
        for group in groups:
            host = self._host(group)
            cluster = clusters.setdefault(host[0].key, {member.key for member in host})
            cluster.update(member.key for member in group)
        for root in clusters.keys() - scope:
            clusters[root] |= self._clusters[root] - scope
        for cluster in clusters.values():
            self._clusters.update(dict.fromkeys(cluster, frozenset(cluster)))
        return self._number(list(clusters.values()))

    def _scope(self, touched: set[Key]) -> set[Key]:
        """Return the mentions whose incident may change when *touched* do."""
        scope = self._whole(touched)
        return self._whole(scope | {key for each in scope for key in self._vague_about(each)})

    def _whole(self, keys: set[Key]) -> set[Key]:
        """Return *keys* with all they hang together with, and all that joined any of these."""
        while True:
            reached = self._reach(keys)
            joined = {key for each in reached for key in self._clusters.get(each, ())}
            wider = (reached | joined) & self._sightings.keys()
            if len(wider) == len(reached):
                return wider
            keys = wider

    def _vague_about(self, key: Key) -> set[Key]:
        return self._neighbours.vague_about(self._sightings[key])

    def _reach(self, keys: Iterable[Key]) -> set[Key]:
        return {key for part in self._connected(keys) for key in part}

    def _components(self, keys: Iterable[Key]) -> Iterator[list[Sighting]]:
        for part in self._connected(keys):
            yield [self._sightings[key] for key in part]

    def _connected(self, keys: Iterable[Key]) -> Iterator[set[Key]]:
        """Yield the mentions that hang together with any of *keys*, part by part."""
        done: set[Key] = set()
        for key in keys:
            part, waiting = set[Key](), [key]
            while waiting:
                each = waiting.pop()
                if each not in done:
                    done.add(each)
                    part.add(each)
                    waiting.extend(self._joined.get(each, ()))
            if part:
                yield part

    def _host(self, group: Group) -> Group:
        """Return the group that *group* belongs to: often itself."""
        if is_anchored(group):
            return group
        near = {key for member in group for key in self._neighbours.inside(member)}
        anchored = {self._groups[key][0].key: self._groups[key] for key in near}
        exact = [each for _, each in sorted(anchored.items()) if is_anchored(each)]
        return anchor(group, exact, self._evidence) or group

    def _number(self, clusters: list[set[Key]]) -> tuple[Decision, ...]:
        """Give each of *clusters* the number most of it had, if no other has a better claim."""
        here = {key for cluster in clusters for key in cluster}
        votes = [Counter(self._incident[k] for k in c if k in self._incident) for c in clusters]
        claims = sorted(
            (-count, number, min(cluster), at)
            for at, (cluster, vote) in enumerate(zip(clusters, votes, strict=True))
            for number, count in vote.items()
            if self._members[number] <= here and self._founds(cluster)
        )
        numbers: dict[int, int] = {}
        for _, number, _, at in claims:
            if at not in numbers and number not in numbers.values():
                numbers[at] = number
        return self._assign(clusters, numbers)

    def _founds(self, cluster: set[Key]) -> bool:
        """Say whether *cluster* is an incident: what is only told as background is none."""
        return any(not self._sightings[key].mention.is_background for key in cluster)

    def _assign(self, clusters: list[set[Key]], numbers: Mapping[int, int]) -> tuple[Decision, ...]:
        decisions = []
        for at, cluster in sorted(enumerate(clusters), key=lambda each: min(each[1])):
            number = numbers.get(at)
            if number is None and self._founds(cluster):
                number, self._next = self._next, self._next + 1
            decisions += [self._move(key, number) for key in sorted(cluster)]
        return tuple(each for each in decisions if each.incident != each.before)

    def _move(self, key: Key, incident: int | None) -> Decision:
        before = self._incident.pop(key, None)
        if before is not None and before in self._members:
            self._members[before].discard(key)
            if not self._members[before]:
                del self._members[before]
        if incident is not None:
            self._incident[key] = incident
            self._members.setdefault(incident, set()).add(key)
        return Decision(key, incident, before)
