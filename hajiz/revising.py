"""
Other texts of items we keep: what they mean for matches and events.

A change fires a rule where the rule holds for the new text and did not for the old one; where it
held for both, only a rule with `on_update` fires again, and only for hits that the change brought.
A page that completes what a feed began is no change: its rules fire as for a new item.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.rules import matcher
from alerts.rules.changes import new_hits
from hajiz.assembly import Assembly
from hajiz.dispatch.events import events_of
from hajiz.tuning import backtest
from model import FeedState, Fresh, Item, Match, StoredItem, StoredMatch
from storage import archive, matches, pages, revisions, seen
from storage.database import Transaction
from storage.events import NewEvent


@dataclass(frozen=True, slots=True)
class Edits:
    """What the edits of one look came to."""

    changed: int  # items whose text is another
    fired: int  # of those, items for which the change fired a rule
    events: tuple[NewEvent, ...]  # what is to be told of it at once


def record_edits(
    tx: Transaction, assembly: Assembly, fresh: Fresh, now: datetime, state: FeedState
) -> Edits:
    """Keep what the feed now says of known items, and what that fires."""
    changed = fired = 0
    new_events: list[NewEvent] = []
    for stored, said in revisions.edited(tx, fresh.items):
        before = revisions.last_from_feed(tx, stored)
        seen.note_text(tx, said)
        if (before.title, before.body) == (said.title, said.body):
            continue  # only now do we remember what it said
        version = _revise(tx, stored, said, now, state.last_success_at)
        kept = [*fire_change(tx, assembly, before, version, now)]
        new_events += events_of(assembly, version, kept)
        if version.source != stored.source and said.title != stored.item.title:
            entitled = _entitle(tx, stored, said.title, now, state.last_success_at)
            more = fire_change(tx, assembly, stored.item, entitled, now, is_told_again=False)
            new_events += events_of(assembly, entitled, more)
            kept += more
        changed, fired = changed + 1, fired + bool(kept)
    return Edits(changed, fired, tuple(new_events))


def fire_change(
    tx: Transaction,
    assembly: Assembly,
    before: Item,
    version: StoredItem,
    now: datetime,
    *,
    is_told_again: bool = True,
) -> Sequence[StoredMatch]:
    """
    Keep the matches that the change from *before* to *version* brought, and return them.

    *is_told_again*: rules with `on_update` that fired before do so again, for new hits.
    """
    fired = {stored.match.rule for stored in _known(tx, assembly, version)}
    old = {match.rule: match for match in matcher.match(before, assembly.rule_set)}
    found = matcher.match(version.item, assembly.rule_set)
    brought = [match for match in found if match.rule not in old and match.rule not in fired]
    if is_told_again:
        brought += _again(assembly, before, version.item, found, old, fired)
    return matches.add(tx, version.id, brought, now, revision=version.revision, is_update=True)


def fire_completion(
    tx: Transaction, assembly: Assembly, version: StoredItem, now: datetime
) -> Sequence[StoredMatch]:
    """
    Match a text that completes what was known; return the matches of rules that fire only now.

    Matches there were before stand for the same rule's hits in the whole text from now on.
    """
    known = _known(tx, assembly, version)
    firsts = {stored.match.rule: stored for stored in known if not stored.is_update}
    found = matcher.match(version.item, assembly.rule_set)
    for match in found:
        if match.rule in firsts:
            matches.move(tx, firsts[match.rule].id, match, version.revision)
    fired = {stored.match.rule for stored in known}  # also by a change of the feed's text
    new = [match for match in found if match.rule not in fired]
    return matches.add(tx, version.id, new, now, revision=version.revision)


def _known(tx: Transaction, assembly: Assembly, version: StoredItem) -> list[StoredMatch]:
    """
    Return the matches there were before *version*.

    One that was only applied to the past counts where its rule, as it is now, holds for a text the
    item had before. Otherwise a rule that was once wider would keep silent about what is new.
    """
    known = matches.of_items(tx, [version.id])[version.id]
    if not any(stored.is_applied for stored in known):
        return list(known)
    (versions,) = archive.versions_of(tx, [version.id])
    before = [each for each in versions if each.revision < version.revision]
    holding = {firing.match.rule for firing in backtest.fired(before, assembly.rule_set)}
    return [each for each in known if not each.is_applied or each.match.rule in holding]


def _revise(
    tx: Transaction, stored: StoredItem, said: Item, now: datetime, after: datetime | None
) -> StoredItem:
    """Keep the feed's new text; it takes no place of a page's text, which is read again."""
    if stored.source == "feed":
        return revisions.revise(tx, stored, said, "feed", now, after)
    version = revisions.keep_beside(tx, stored, said, now, after)
    pages.look_again(tx, stored.id, now)
    return version


def _entitle(
    tx: Transaction, stored: StoredItem, title: str, now: datetime, after: datetime | None
) -> StoredItem:
    """Let a page's text have the title that the feed now gives it."""
    text = replace(stored.item, title=title)
    return revisions.revise(tx, stored, text, "page", now, after)


def _again(
    assembly: Assembly,
    before: Item,
    after: Item,
    found: Sequence[Match],
    old: dict[str, Match],
    fired: set[str],
) -> list[Match]:
    """Return the matches of rules that fired before and want to hear of changes."""
    wanted = {rule.name for rule in assembly.config.rules if rule.on_update}
    again = []
    for match in found:
        if match.rule in wanted and (match.rule in old or match.rule in fired):
            had = old[match.rule].hits if match.rule in old else ()
            hits = new_hits(had, before, match.hits, after)
            again += [replace(match, hits=hits)] if hits else []
    return again
