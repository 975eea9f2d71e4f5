"""
The sentences about incidents that a language must have.

{…} are filled in: names of origins and outlets, places, moments, figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.digests.language.plurals import Counted
from model.incident import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentWords:
    """All that Hajiz says of incidents in one language."""

    # what, where, when
    topics: Mapping[str, str]  # by their names in the lexicon
    together: Mapping[tuple[str, ...], str]  # some of them that make one phrase
    anything: str  # an incident of no known topic
    numbered: str
    unlisted: str  # a village that is not in the gazetteer
    at_place: str
    on_day: str
    from_day_to_day: str

    # in a few words
    counted: Counted
    denied_shortly: str
    titled: str
    and_more: str

    # what one report says
    said: Mapping[Stance, str]
    relay: str
    earlier: str
    earlier_on: str
    month: str
    since_then: str
    no_news: str

    # who says it
    origin_names: Mapping[str, str]  # by id in the registry, where its name needs another form
    outlets: Counted
    origins: Counted
    more_names: Counted
    unknown: str  # nobody with a name says it
    also_unnamed: str  # somebody without a name says it too
    unnamed: str  # whose word a figure is, where nobody is named
    confirmed: str
    denied: str
    disputed: str
    disputed_on: str
    details: Mapping[str, str]  # that are disputed

    # figures
    things: Mapping[str, str]  # what is counted; with its kind behind a colon
    figures_of: str
    figure_of: str

    # what became of it
    new_origin: str
    edited: str
    more_news: Counted

    # how it spread
    first_seen: str
    arrow: str
    later: str
    had_from: str
    minutes: Counted
    hours: Counted
    days: Counted
    hours_and_minutes: str
    more_outlets: Counted
