"""Why an outlet cannot be added: what is there already, or was."""

from collections.abc import Mapping, Sequence

from crawler.address import place_of
from hajiz.outlets.name import twin
from model import Outlet


def why_not(url: str, wished_id: str, outlets: Sequence[Outlet], known: Mapping[str, str]) -> str:
    """
    Say why there can be no outlet at *url* called *wished_id* beside *outlets*; "" if there can.

    *known* are the addresses remembered, by id.
    """
    if there := twin(url, outlets):
        return f'{there.feed} is there already: it is the outlet "{there.id}" ({there.name})'
    if wished_id in {outlet.id for outlet in outlets}:
        return f'there is an outlet "{wished_id}" already; choose another id'
    before = known.get(wished_id)
    if before is not None and place_of(before) != place_of(url):
        return (
            f'"{wished_id}" was the outlet at {before}, and its archive is kept; choose another '
            "id, so that what that one told is not taken for what this one tells"
        )
    return ""
