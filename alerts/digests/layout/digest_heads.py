"""
The heads that items of a digest stand under: part and incident, or part, rule and outlet.

An incident is said in full where it begins, and by its heading alone where a later page goes on.
"""

from alerts.digests.language.phrase import NOTHING, Phrase, filled, foreign
from alerts.digests.language.times import Times
from alerts.digests.layout.blocks import Head, size
from alerts.digests.layout.chat import harmless, paragraph
from alerts.digests.layout.templates import head_form, incident_form
from alerts.digests.plain import one_line
from alerts.digests.view.items import NAME_LIMIT, outlet_name
from alerts.digests.view.reports import IncidentView, bare_incident, incident_view
from alerts.digests.view.rows import Row, count_by_kind
from model.digest import Digest, DigestIncident, PartKind

_SHARE = 3  # of a page at most one part in so many is for the head of an incident


class Heads:
    """Writes heads, with the numbers of what stands under them."""

    def __init__(self, digest: Digest, times: Times, room: int) -> None:
        self._times = times
        self._room = room
        self._kinds = count_by_kind(digest)
        self._rules = _alone(digest)

    def above(self, row: Row) -> tuple[Head, ...]:
        """Return what *row* stands under."""
        if row.incident is not None:
            return (self._kind(row.kind), self._incident(row.incident))
        return (self._kind(row.kind), self._rule(row.kind, row.rule), self._outlet(row))

    def _kind(self, kind: PartKind) -> Head:
        words = self._times.words
        label, gloss = Phrase(words.kinds[kind]), Phrase(words.kinds_explained[kind])
        return self._head("part", label, self._kinds[kind], gloss)

    def _incident(self, incident: DigestIncident) -> Head:
        words = self._times.words
        view = incident_view(incident, self._times)
        form = incident_form(view, words)
        if size((form,)) > self._room // _SHARE:
            view = bare_incident(incident, self._times)
            form = incident_form(view, words)
        again = incident_form(view, words, Phrase(words.continued))
        return Head(form, again, self._brief(view), incident.summary.number)

    def _brief(self, view: IncidentView) -> str:
        direction = self._times.words.direction
        lines = (view.heading, view.origins, view.news)
        return paragraph(*(harmless(line.plain(direction)) for line in lines if line))

    def _rule(self, kind: PartKind, rule: str) -> Head:
        return self._head("rule", foreign(one_line(rule, NAME_LIMIT)), self._rules[kind, rule])

    def _outlet(self, row: Row) -> Head:
        return self._head("outlet", outlet_name(row.outlet, self._times))

    def _head(
        self, kind: str, label: Phrase, number: int | None = None, gloss: Phrase = NOTHING
    ) -> Head:
        words = self._times.words
        again = filled("{label} ({again})", label=label, again=Phrase(words.continued))
        return Head(
            head_form(kind, label, words, number, gloss), head_form(kind, again, words, number)
        )


def _alone(digest: Digest) -> dict[tuple[PartKind, str], int]:
    return {
        (part.kind, section.rule): sum(len(group.items) for group in section.groups)
        for part in digest.parts
        for section in part.sections
    }
