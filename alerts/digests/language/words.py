"""
The sentences a language must have; without one of them its table cannot be made.

{…} are filled in: names of outlets, rules and digests, titles, moments, figures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from alerts.digests.language.incident_words import IncidentWords
from alerts.digests.language.plurals import Counted, Form
from alerts.digests.plain import Direction
from model import PageState
from model.digest import Language, PartKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All that Hajiz says in one language."""

    tag: Language
    direction: Direction
    form: Callable[[int], Form]
    forms: tuple[Form, ...]  # that a counted noun must have

    # times
    weekdays: tuple[str, ...]  # from Monday
    months: tuple[str, ...]  # where room is short
    full_months: tuple[str, ...]
    cities: Mapping[str, str]  # of zones, by their IANA names; others are written as they are
    day: str
    day_of_year: str
    made: str
    in_city: str

    incidents: IncidentWords

    # lists and heads
    comma: str
    semicolon: str
    digest_head: str
    alert_head: str
    notice_head: str
    covers: str
    covers_days: Counted
    page: str
    end_is_at: str

    # subjects
    digest_subject: str
    alert_subject: str
    notice_subject: str
    page_subject: str  # of all pages but the first
    with_title: str
    with_outlet: str
    failing_outlets: Counted

    # what was found
    matches: Counted
    nothing_matched: str
    from_outlets: Counted
    items: Counted
    kinds: Mapping[PartKind, str]
    kinds_explained: Mapping[PartKind, str]
    kinds_counted: Mapping[PartKind, Counted]
    also_titles: str
    days_counted: Counted
    continued: str
    rest: Counted

    # one item
    numbered: str
    told: str
    seen: str
    undated: str
    in_future: str
    also_rules: str
    no_title: str
    no_link: str
    link_too_long: str
    pages: Mapping[PageState, str]  # what is said of a text that is not all of the article
    shown_plainly: str
    named: str
    reason: str

    # what a reader may say of an item
    relevant: str
    noise: str

    # alerts
    for_rules: str
    event: str
    more_events: Counted
    held: Mapping[str, str]  # by what held it
    held_otherwise: str

    # what we could not see
    unseen_head: str
    unseen_at_top: Counted
    overrun_at_top: Counted
    named_here: str
    named_at_end: str
    failing: str
    quiet: str
    overrun: str
    truncated: str
    unread: str
    undated_items: Counted
    more_outlets: Counted
    more_lines: Counted
    not_looked_at: Counted
    no_outlets: str
    all_seen: str
    figures: str
    outlets_seen: Counted
    items_read: Counted
    first_look: Counted
    first_look_matches: Counted

    # why an outlet could not be seen
    unpolled: str
    failing_since: str
    quiet_days: Counted
    overrun_times: Counted
    truncated_to: Counted
    unread_pages: Counted

    # the foot
    rule_set: str
    digest_id: str
    message_id: str
    change: str
