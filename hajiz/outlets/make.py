"""
From what was found on the web to an outlet as config.toml describes it.

Pure, except for the database's memory of the outlets there were.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hajiz.clock import utc_now
from hajiz.config.read import Config
from hajiz.config.values import line, web_address
from hajiz.outlets.examine import Examined
from hajiz.outlets.name import id_before, id_for, ids_by_place, name_of
from model import Outlet, OutletId


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says of a new outlet; "" for what is to be found out."""

    id: str = ""
    name: str = ""
    language: str = ""
    full_text: bool = False


def outlet_of(
    examined: Examined, wishes: Wishes, config: Config, known: Mapping[str, str]
) -> Outlet:
    """
    Return the outlet *examined* would be; *known* are the addresses remembered, by id.

    An address that was an outlet before keeps its id.
    """
    url = examined.lasting_url
    heading = examined.heading
    name = line(wishes.name or heading.title or examined.place.title) or name_of(url)
    language = wishes.language or examined.language
    configured = {str(outlet.id) for outlet in config.outlets}
    taken = {*known, *configured}
    wished = OutletId(wishes.id) if wishes.id else None
    chosen = wished or id_before(url, ids_by_place(known), configured)
    return Outlet(
        id=chosen or id_for(name, url, language, taken),
        name=name,
        feed=url,
        language=language,
        homepage=_homepage(heading.homepage),
        kind=examined.place.kind,
        listing=examined.place.listing,
        full_text=wishes.full_text,
    )


def as_polled(examined: Examined, outlet: Outlet) -> Examined:
    """Return *examined* with its items as a poll of *outlet* would give them."""
    items = (replace(i, outlet=outlet.id, language=outlet.language) for i in examined.items)
    return replace(examined, items=tuple(items))


def remembered(config: Config) -> dict[str, str]:
    """
    Return the address of every outlet the database remembers, by id; nothing if there is none.

    Raises:
        StorageError: it cannot be read.
    """
    from storage import feeds
    from storage.database import Database

    if not config.database.exists():
        return {}
    database = Database.open(config.database, utc_now())
    try:
        with database.read() as tx:
            return {str(i): state.url for i, state in feeds.states(tx).items()}
    finally:
        database.close()


def _homepage(found: str) -> str:
    try:
        return web_address(found) if found else ""
    except ValueError:
        return ""
