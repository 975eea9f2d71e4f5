"""Incidents as one JSON array, piece by piece, so that thousands need no room."""

import json
from collections.abc import Iterable, Iterator

from hajiz.incidents.export.shape import Plain


def written(incidents: Iterable[Plain]) -> Iterator[str]:
    """Yield the text of the array."""
    separator = "[\n"
    for each in incidents:
        yield separator + json.dumps(each, ensure_ascii=False, indent=2)
        separator = ",\n"
    yield "\n]\n" if separator == ",\n" else "[]\n"
