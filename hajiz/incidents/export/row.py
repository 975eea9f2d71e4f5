"""
An incident in one row, for tables and maps: names and numbers, no evidence.

Pure; takes what `shape` gives.
"""

from collections.abc import Iterable

from hajiz.incidents.export.shape import Plain


def row(incident: Plain) -> Plain:
    """Return the values of a row by their columns; lists as texts with semicolons between."""
    place = incident["place"] or {}
    return {
        "number": incident["number"],
        "heading": incident["heading"],
        "kinds": _listed(incident["kinds"]),
        "place_id": place.get("id", ""),
        "place": place.get("name", ""),
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "precision": place.get("precision"),
        "first_day": incident["first_day"],
        "last_day": incident["last_day"],
        "first_report_at": incident["first_report_at"],
        "last_report_at": incident["last_report_at"],
        "outlets": len(incident["outlets"]),
        "origins": incident["origins"],
        "claimed_by": _named(incident["claimed_by"]),
        "is_claimed_without_name": bool(incident["without_name"]),
        "confirmed_by": _named(incident["confirmed_by"]),
        "denied_by": _named(incident["denied_by"]),
        "disputed": _listed(
            f"{each['about']}: {each['name']}" if each["about"] else each["name"]
            for each in incident["disputed"]
        ),
        "figures": _listed(_figure(each) for each in incident["figures"]),
        "items": _listed(str(each["item"]) for each in _once(incident["reports"])),
        "links": _listed(each["url"] for each in _once(incident["reports"]) if each["url"]),
    }


def _named(voices: Iterable[Plain]) -> str:
    return _listed(dict.fromkeys(each["name"] for each in voices))


def _figure(figure: Plain) -> str:
    thing = " ".join(filter(None, (figure["what"], figure["kind"])))
    return f"{thing} {figure['number']} ({figure['origin_name'] or 'unknown'})"


def _once(reports: Iterable[Plain]) -> Iterable[Plain]:
    return {each["item"]: each for each in reports}.values()


def _listed(words: Iterable[str]) -> str:
    return "; ".join(words)
