"""
Incidents as GeoJSON (RFC 7946): a point where the gazetteer knows the place, else no geometry.

The point is that of the place, not of the event: *precision* says how exact the place is.
"""

import json
from collections.abc import Iterable, Iterator

from hajiz.incidents.export.row import row
from hajiz.incidents.export.shape import Plain

_COORDINATES = ("latitude", "longitude")
_BEGIN = '{"type": "FeatureCollection", "features": ['


def written(incidents: Iterable[Plain]) -> Iterator[str]:
    """Yield the text of the collection."""
    separator = _BEGIN + "\n"
    for each in incidents:
        yield separator + json.dumps(feature(each), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n" if separator == ",\n" else _BEGIN + "]}\n"


def feature(incident: Plain) -> Plain:
    """Return an incident as a feature; longitude comes first (§3.1.1)."""
    values = row(incident)
    latitude, longitude = (values[each] for each in _COORDINATES)
    is_known = latitude is not None and longitude is not None
    return {
        "type": "Feature",
        "id": values["number"],
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if is_known else None,
        "properties": {key: each for key, each in values.items() if key not in _COORDINATES},
    }
