"""
Figures for Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/.

The only file that knows prometheus_client. One read of the database for all of them.
"""

import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from hajiz import __version__
from hajiz.assembly import Assembly
from hajiz.clock import Clock
from hajiz.pulse import Pulse
from hajiz.survey import by_state, survey
from model import HealthState, StorageError
from storage import census

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
FAMILY = TypeVar("FAMILY", CounterMetricFamily, GaugeMetricFamily)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted in the database at one moment."""

    healths: Mapping[HealthState, int]
    counts: census.Counts


def metrics_of(assembly: Assembly, pulse: Pulse, clock: Clock) -> bytes:
    """Return all figures as text; of a database that fails, only that it does. Never raises."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    try:
        figures = _figures(assembly, clock())
    except StorageError:
        figures = None
    registry.register(_Collector(figures, pulse, clock()))
    return generate_latest(registry)


def _figures(assembly: Assembly, now: datetime) -> Figures:
    with assembly.database.read() as tx:
        healths = by_state(survey(tx, assembly.config.outlets, now))
        sizes = {state: len(healths.get(state, ())) for state in HealthState}
        return Figures(sizes, census.take(tx))


class _Collector(Collector):
    def __init__(self, figures: Figures | None, pulse: Pulse, now: datetime) -> None:
        self._figures, self._pulse, self._now = figures, pulse, now

    def collect(self) -> Iterator[Metric]:
        yield from self._of_process()
        if self._figures is not None:
            yield from self._of_database(self._figures)

    def _of_process(self) -> Iterator[Metric]:
        about = {"version": __version__, "python": platform.python_version()}
        build = GaugeMetricFamily("hajiz_build", "What runs.", labels=list(about))
        build.add_metric(list(about.values()), 1)
        yield build
        is_up = self._figures is not None
        yield GaugeMetricFamily("hajiz_database_up", "Whether it can be read.", int(is_up))
        polls = CounterMetricFamily("hajiz_polls", "Looks at outlets.", labels=["result"])
        yield _filled(polls, dict(self._pulse.polls))
        pages = CounterMetricFamily("hajiz_pages", "Articles' pages.", labels=["result"])
        yield _filled(pages, dict(self._pulse.pages))
        new = self._pulse.new_items
        yield CounterMetricFamily("hajiz_new_items", "Items never seen before.", new)
        name, words = "hajiz_last_turn_seconds", "Since a loop last turned well."
        yield _filled(GaugeMetricFamily(name, words, labels=["loop"]), self._pulse.ages())

    def _of_database(self, figures: Figures) -> Iterator[Metric]:
        counts = figures.counts
        outlets = GaugeMetricFamily("hajiz_outlets", "By how they fare.", labels=["state"])
        yield _filled(outlets, {str(state): size for state, size in figures.healths.items()})
        yield GaugeMetricFamily("hajiz_items", "Items ever kept.", counts.items)
        matches = CounterMetricFamily("hajiz_matches", "Matches kept.", labels=["rule"])
        yield _filled(matches, counts.matches)
        events = GaugeMetricFamily("hajiz_events", "Of alerts.", labels=["alert", "state"])
        for (alert, state), number in counts.events.items():
            events.add_metric([alert, state], number)
        yield events
        sent = GaugeMetricFamily("hajiz_deliveries", "Messages.", labels=["channel", "state"])
        for (channel, state), number in counts.deliveries.items():
            sent.add_metric([channel, state], number)
        yield sent
        oldest = counts.oldest_pending
        age = self._now - oldest if oldest else timedelta(0)
        name = "hajiz_oldest_pending_seconds"
        yield GaugeMetricFamily(name, "Age of what waits longest.", age.total_seconds())
        yield GaugeMetricFamily("hajiz_database_bytes", "Size of the database.", counts.bytes)


def _filled(family: FAMILY, values: Mapping[str, float]) -> FAMILY:
    for label, value in values.items():
        family.add_metric([label], value)
    return family
