"""Every storage function raises StorageError on a locked database."""

import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

import storage
from model import (
    Failed,
    FailureKind,
    Move,
    OutletId,
    PageUnchanged,
    Pin,
    StorageError,
    StoredItem,
    Token,
    Validators,
    Wishes,
)
from model.incident import Account
from model.message import Sent
from storage import (
    accounts,
    applied,
    archive,
    census,
    channels,
    deliveries,
    digests,
    events,
    faces,
    feeds,
    health,
    holds,
    incident_links,
    incident_search,
    incidents,
    index,
    items,
    keys,
    labels,
    matches,
    notices,
    outbox,
    pacing,
    pages,
    pins,
    poison,
    retention,
    revisions,
    search,
    seen,
    sessions,
    subscriptions,
    tallies,
    tokens,
    told_incidents,
    troubles,
    unsubscriptions,
    upkeep,
)
from storage import matched as matched_items
from storage.database import Database, Transaction
from storage.events import NewEvent
from storage.incident_links import Link
from storage.incident_search import Looked
from storage.incidents import Placed
from storage.matched import Wanted
from storage.retention import Ages
from storage.told_incidents import ToldIncident
from tests.storage.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    a_match,
    a_message,
    a_trouble,
    an_item,
    an_outlet,
    everyone_out,
    fresh,
    matched,
    other_writer,
)

SANA = OutletId("sana-ar")
FAILED = Failed(SANA, FailureKind.DNS, "cannot resolve host")
STORED = StoredItem(2, an_item("two"), NOW, is_baseline=False)
FIRST = StoredItem(1, an_item("one"), NOW, is_baseline=False)
FROM_PAGE = replace(FIRST, source="page")
MATCH = matches.stored_match(1, 1, "convoys", "r1", a_match().hits, NOW)
EVENT = NewEvent("evt_new", "urgent", MATCH)
DOCUMENT = index.Document(1, 0, "convoy")
HUB = subscriptions.Subscription(SANA, "https://hub.example/", "https://a/", "token", "secret")
MAIL = ("mail", "a@example.org")
DATE = date(2026, 11, 20)
READING = accounts.Reading(1, 0, "sana-ar", NOW, Account((), (), (), None), b"")
LINK = Link((1, 0), (2, 0), is_one=True, said_by="anna", said_at=NOW)
TOLD = ToldIncident("urgent", (1, 0), "dig_one", is_due=False, known="{}", told_at=NOW)
PIN = Pin(1, "convoys", must=True, pinned_by="anna", pinned_at=NOW)

Call = Callable[[Transaction], object]

READS: dict[str, Call] = {
    "outbox.thread": lambda tx: outbox.thread(tx, a_message()),
    "told_incidents.of_others": lambda tx: told_incidents.of_others(tx, "calm", [1]),
    "accounts.waiting": lambda tx: accounts.waiting(tx, 10),
    "accounts.count_waiting": accounts.count_waiting,
    "accounts.since": lambda tx: accounts.since(tx, NOW),
    "accounts.of_items": lambda tx: accounts.of_items(tx, [1]),
    "accounts.which_are_read": lambda tx: accounts.which_are_read(tx, [1]),
    "accounts.count_damaged": accounts.count_damaged,
    "accounts.on_days": lambda tx: accounts.on_days(tx, NOW.date(), NOW.date()),
    "archive.count": archive.count,
    "archive.versions": lambda tx: list(archive.versions(tx)),
    "archive.versions_of": lambda tx: archive.versions_of(tx, [1]),
    "census.damage": lambda tx: census.damage(tx, is_deep=False),
    "census.take": census.take,
    "deliveries.last_sent": deliveries.last_sent,
    "deliveries.overdue": lambda tx: deliveries.overdue(tx, NOW),
    "health.alive_at": health.alive_at,
    "health.told": health.told,
    "channels.resting": lambda tx: channels.resting(tx, "mail", NOW),
    "channels.troubles": channels.troubles,
    "deliveries.recent": deliveries.recent,
    "deliveries.get": lambda tx: deliveries.get(tx, [1]),
    "deliveries.numbers": lambda tx: deliveries.numbers(tx, ["pending"]),
    "deliveries.attempts_of": lambda tx: deliveries.attempts_of(tx, 1),
    "deliveries.waiting": deliveries.waiting,
    "deliveries.count": lambda tx: deliveries.count(tx, "pending"),
    "deliveries.oldest_pending": deliveries.oldest_pending,
    "deliveries.next_due": deliveries.next_due,
    "digests.newest_match": lambda tx: digests.newest_match(tx, "morning"),
    "digests.began": lambda tx: digests.began(tx, "morning", NOW),
    "digests.registered": lambda tx: digests.registered(tx, "morning", NOW),
    "digests.since": lambda tx: digests.since(tx, "morning", NOW),
    "digests.last_end": lambda tx: digests.last_end(tx, "morning", NOW),
    "digests.last_date": lambda tx: digests.last_date(tx, "morning", NOW),
    "digests.told_items": lambda tx: digests.told_items(tx, "morning", [1]),
    "digests.count_sent": lambda tx: digests.count_sent(tx, "morning", NOW, DAY),
    "events.pending": lambda tx: events.pending(tx, "urgent"),
    "events.last_told": lambda tx: events.last_told(tx, "urgent"),
    "events.told_matches": lambda tx: events.told_matches(tx, "urgent", 1),
    "events.tellings": lambda tx: events.tellings(tx, 1),
    "events.reached": lambda tx: events.reached(tx, 1),
    "events.count": lambda tx: events.count(tx, "pending"),
    "faces.known": lambda tx: faces.known(tx, SANA, [1]),
    "faces.are_kept": lambda tx: faces.are_kept(tx, SANA),
    "feeds.addresses": lambda tx: feeds.addresses(tx, "o.example"),
    "feeds.due": lambda tx: feeds.due(tx, [an_outlet()], NOW),
    "feeds.tasks": lambda tx: feeds.tasks(tx, [an_outlet()]),
    "feeds.states": feeds.states,
    "feeds.state": lambda tx: feeds.state(tx, SANA),
    "holds.restored_at": holds.restored_at,
    "holds.covers": lambda tx: holds.covers(tx, NOW),
    "incident_search.candidates": lambda tx: incident_search.candidates(tx, Looked()),
    "incident_search.near": lambda tx: incident_search.near(tx, 1, DATE, DATE, "tal-dahab"),
    "incident_search.said_of": lambda tx: incident_search.said_of(tx, [1]),
    "incident_links.said": incident_links.said,
    "incidents.state": incidents.state,
    "incidents.get": lambda tx: incidents.get(tx, 1),
    "incidents.get_many": lambda tx: incidents.get_many(tx, [1]),
    "incidents.latest": lambda tx: incidents.latest(tx, 10),
    "incidents.count": incidents.count,
    "incidents.members": lambda tx: incidents.members(tx, [1]),
    "incidents.of_items": lambda tx: incidents.of_items(tx, [1]),
    "index.state": index.state,
    "index.new_items": lambda tx: index.new_items(tx, 10),
    "index.new_versions": index.new_versions,
    "index.count_waiting": index.count_waiting,
    "index.count_versions": index.count_versions,
    "items.get": lambda tx: items.get(tx, 1),
    "items.at_link": lambda tx: items.at_link(tx, "https://example.org/one"),
    "items.get_many": lambda tx: items.get_many(tx, [1]),
    "items.search": items.search,
    "items.count_between": lambda tx: items.count_between(tx, NOW, NOW),
    "items.count_by_outlet": lambda tx: items.count_by_outlet(tx, NOW - DAY, NOW),
    "items.count_undated": lambda tx: items.count_undated(tx, NOW, NOW),
    "items.count_held": items.count_held,
    "items.moments_of": lambda tx: items.moments_of(tx, SANA, NOW),
    "labels.of_items": lambda tx: labels.of_items(tx, [1]),
    "labels.of_rule": lambda tx: labels.of_rule(tx, "convoys"),
    "labels.every": labels.every,
    "labels.between": lambda tx: labels.between(tx, "noise", "", 1, 9),
    "labels.history": lambda tx: labels.history(tx, 1, "convoys"),
    "labels.counts": labels.counts,
    "labels.weekly": labels.weekly,
    "matched.page": lambda tx: matched_items.page(tx, Wanted()),
    "matched.count": lambda tx: matched_items.count(tx, Wanted()),
    "matched.said_of": lambda tx: matched_items.said_of(tx, "noise"),
    "matched.traits": lambda tx: matched_items.traits(tx, [1]),
    "matches.of_items": lambda tx: matches.of_items(tx, [1]),
    "matches.pending": lambda tx: matches.pending(tx, "morning", ["convoys"], NOW, NOW, NOW),
    "matches.told_before": lambda tx: matches.told_before(tx, "morning", STORED, NOW),
    "matches.count_days": lambda tx: matches.count_days(tx, ["convoys"], NOW, 3),
    "matches.count_baseline": lambda tx: matches.count_baseline(tx, NOW, NOW),
    "notices.standing": notices.standing,
    "pins.every": pins.every,
    "poison.poison": lambda tx: poison.poison(tx, NOW),
    "retention.outdated": lambda tx: retention.outdated(tx, Ages(NOW), 10),
    "retention.count_outdated": lambda tx: retention.count_outdated(tx, Ages(NOW)),
    "upkeep.last_done": lambda tx: upkeep.last_done(tx, "check"),
    "outbox.message_of": lambda tx: outbox.message_of(tx, "dig_one"),
    "outbox.is_known": lambda tx: outbox.is_known(tx, "dig_one"),
    "outbox.first_since": lambda tx: outbox.first_since(tx, "digest", "morning", NOW),
    "pages.count_waiting": pages.count_waiting,
    "pages.due": lambda tx: pages.due(tx, [SANA], NOW),
    "pages.record": lambda tx: pages.record(tx, 1),
    "pages.task": lambda tx: pages.task(tx, 1),
    "pages.unread": lambda tx: pages.unread(tx, NOW, NOW + DAY),
    "revisions.edits": lambda tx: revisions.edits(tx, [1]),
    "revisions.edited": lambda tx: revisions.edited(tx, [an_item("one", title="new")]),
    "revisions.history": lambda tx: revisions.history(tx, 1),
    "revisions.last_from_feed": lambda tx: revisions.last_from_feed(tx, FROM_PAGE),
    "revisions.texts": lambda tx: revisions.texts(tx, [(1, 0)]),
    "search.candidates": lambda tx: search.candidates(tx, Token("convoy"), 1, 10),
    "search.matched": lambda tx: search.matched(tx, "convoys", 1, 10),
    "search.span": search.span,
    "seen.known": lambda tx: seen.known(tx, SANA, [an_item("one").key]),
    "pacing.gone": pacing.gone,
    "subscriptions.every": subscriptions.every,
    "subscriptions.offered": subscriptions.offered,
    "subscriptions.of_outlet": lambda tx: subscriptions.of_outlet(tx, SANA),
    "subscriptions.with_token": lambda tx: subscriptions.with_token(tx, "token"),
    "tallies.by_day": lambda tx: tallies.by_day(tx, ["convoys"], NOW, 30),
    "tallies.fired": lambda tx: tallies.fired(tx, ["convoys"], NOW),
    "tallies.last_seen": lambda tx: tallies.last_seen(tx, ["convoys"]),
    "tallies.rules_that_fired": tallies.rules_that_fired,
    "tallies.terms": lambda tx: tallies.terms(tx, "convoys"),
    "tallies.verdicts": lambda tx: tallies.verdicts(tx, "convoys"),
    "told_incidents.of_incidents": lambda tx: told_incidents.of_incidents(tx, "urgent", [1]),
    "told_incidents.changed": lambda tx: told_incidents.changed(tx, "urgent"),
    "told_incidents.of_item": lambda tx: told_incidents.of_item(tx, 1),
    "told_incidents.is_kept": lambda tx: told_incidents.is_kept(tx, "urgent", (1, 0)),
    "told_incidents.had_receivers": lambda tx: told_incidents.had_receivers(tx, "dig_one"),
    "told_incidents.receivers": lambda tx: told_incidents.receivers(tx, ["dig_one"]),
    "troubles.is_known": lambda tx: troubles.is_known(tx, "not_one"),
    "troubles.untold": troubles.untold,
    "troubles.told_since": lambda tx: troubles.told_since(tx, NOW),
    "sessions.find": lambda tx: sessions.find(tx, b"hash", NOW, DAY),
    "tokens.every": tokens.every,
    "tokens.find": lambda tx: tokens.find(tx, b"hash"),
    "unsubscriptions.wanted": lambda tx: unsubscriptions.wanted(tx, [MAIL], "morning"),
}

WRITES: dict[str, Call] = {
    "events.cancel": lambda tx: events.cancel(tx, [1], "background"),
    "accounts.note": lambda tx: accounts.note(tx, [1]),
    "accounts.note_revised": lambda tx: accounts.note_revised(tx, 1),
    "accounts.keep": lambda tx: accounts.keep(tx, [READING]),
    "accounts.read_anew": accounts.read_anew,
    "applied.add": lambda tx: applied.add(tx, [(2, 0, a_match("new"))], NOW),
    "health.note_alive": lambda tx: health.note_alive(tx, NOW),
    "health.tell": lambda tx: health.tell(tx, SANA, health.Told("failing", NOW)),
    "troubles.forget": lambda tx: troubles.forget(tx, NOW),
    "items.forget_untold": lambda tx: items.forget_untold(tx, NOW),
    "keys.key": lambda tx: keys.key(tx, "unsubscribe"),
    "channels.rest": lambda tx: channels.rest(tx, *MAIL, "failing", "451", NOW + HOUR, NOW),
    "channels.works": lambda tx: channels.works(tx, *MAIL),
    "channels.resume": lambda tx: channels.resume(tx, "mail"),
    "deliveries.retry": lambda tx: deliveries.retry(tx, [1], NOW),
    "deliveries.drop": lambda tx: deliveries.drop(tx, [1], NOW),
    "deliveries.put_under_review": deliveries.put_under_review,
    "digests.registered": lambda tx: digests.registered(tx, "evening", NOW),
    "digests.since": lambda tx: digests.since(tx, "evening", NOW),
    "digests.freeze": lambda tx: digests.freeze(
        tx, "d", "morning", date(2026, 11, 20), NOW, NOW, [], NOW
    ),
    "events.add": lambda tx: events.add(tx, [EVENT], NOW, is_held=False),
    "events.hold": lambda tx: events.hold(tx, [1], "quiet hours"),
    "events.settle": lambda tx: events.settle(tx, [1], "dig_one", NOW),
    "events.tell": lambda tx: events.tell(tx, {1: "dig_one"}, NOW),
    "events.decide": lambda tx: events.decide(tx, "pending"),
    "events.put_under_review": events.put_under_review,
    "faces.add": lambda tx: faces.add(tx, SANA, {1: 1}),
    "seen.also": lambda tx: seen.also(tx, SANA, {an_item("new").key: 1}, NOW),
    "health.know_by": lambda tx: health.know_by(tx, SANA, "link"),
    "health.count_empty": lambda tx: health.count_empty(tx, SANA, 1),
    "health.silent_since": lambda tx: health.silent_since(tx, SANA, NOW),
    "feeds.sync": lambda tx: feeds.sync(tx, [an_outlet("new")], NOW),
    "feeds.record_success": lambda tx: feeds.record_success(tx, fresh(), NOW, NOW, 0),
    "feeds.record_failure": lambda tx: feeds.record_failure(tx, FAILED, NOW, NOW),
    "feeds.hold": feeds.hold,
    "feeds.spread": lambda tx: feeds.spread(tx, NOW, {SANA: NOW + MINUTE}),
    "holds.begin": lambda tx: holds.begin(tx, NOW),
    "holds.end": lambda tx: holds.end(tx, is_told=True, now=NOW),
    "incident_links.say": lambda tx: incident_links.say(tx, [LINK]),
    "incidents.note": incidents.note,
    "incidents.place": lambda tx: incidents.place(
        tx, [Placed(1, 0, 1, None, None, is_background=False)], [1]
    ),
    "incidents.move": lambda tx: incidents.move(tx, {(1, 0): 1}),
    "incidents.touch": lambda tx: incidents.touch(tx, [1]),
    "incidents.sweep": incidents.sweep,
    "index.add": lambda tx: index.add(tx, [DOCUMENT], index.state(tx), 1),
    "index.begin": lambda tx: index.begin(tx, "1"),
    "index.note": lambda tx: index.note(tx, 1, 1),
    "index.tidy": lambda tx: index.tidy(tx, 10),
    "items.add_new": lambda tx: items.add_new(tx, [an_item("new")], NOW, False),
    "items.decide": lambda tx: items.decide(tx, is_told=True, now=NOW),
    "labels.say": lambda tx: labels.say(tx, 1, "convoys", "noise", "anna", "cli", NOW),
    "matches.add": lambda tx: matches.add(tx, 1, [a_match("new")], NOW),
    "matches.add_all": lambda tx: matches.add_all(tx, {1: [a_match("new")]}, NOW),
    "matches.move": lambda tx: matches.move(tx, 1, a_match(), 1),
    "pages.enqueue": lambda tx: pages.enqueue(tx, {2: NOW}),
    "pages.look_again": lambda tx: pages.look_again(tx, 1, NOW - DAY),
    "pages.record_failure": lambda tx: pages.record_failure(tx, 1, "failed", "HTTP 403", NOW),
    "pages.record_read": lambda tx: pages.record_read(
        tx, PageUnchanged(1, Validators()), NOW, None
    ),
    "revisions.keep_beside": lambda tx: revisions.keep_beside(
        tx, FIRST, an_item("one", title="new"), NOW, None
    ),
    "revisions.revise": lambda tx: revisions.revise(
        tx, FIRST, an_item("one", title="new"), "feed", NOW, NOW
    ),
    "seen.note_text": lambda tx: seen.note_text(tx, an_item("one", title="new")),
    "seen.remember": lambda tx: seen.remember(tx, [(9, an_item("nine"))], NOW),
    "pins.put": lambda tx: pins.put(tx, PIN),
    "pins.remove": lambda tx: pins.remove(tx, 1, "convoys"),
    "poison.note": lambda tx: poison.note(tx, OutletId("outlet"), [b"hash"], NOW),
    "retention.remove": lambda tx: retention.remove(tx, [1, 2], Ages(NOW + HOUR)),
    "upkeep.note_done": lambda tx: upkeep.note_done(tx, "check", NOW),
    "notices.put": lambda tx: notices.put(tx, "config.toml", "broken", NOW),
    "notices.clear": lambda tx: notices.clear(tx, "config.toml"),
    "outbox.add": lambda tx: outbox.add(tx, a_message("new"), [MAIL], NOW),
    "outbox.claim": lambda tx: outbox.claim(tx, "mail", NOW, MINUTE, "me"),
    "outbox.renew": lambda tx: outbox.renew(tx, 1, "me", NOW + MINUTE),
    "outbox.finish": lambda tx: outbox.finish(tx, 1, Sent(), NOW, None),
    "outbox.hurry": lambda tx: outbox.hurry(tx, *MAIL, NOW),
    "pacing.keep": lambda tx: pacing.keep(tx, SANA, HOUR, Move("https://b.example/"), Wishes()),
    "pacing.rest": lambda tx: pacing.rest(tx, [SANA], NOW + DAY, "busy", NOW),
    "pacing.stop": lambda tx: pacing.stop(tx, SANA, NOW),
    "pacing.resume": lambda tx: pacing.resume(tx, SANA, NOW),
    "pacing.forgive": lambda tx: pacing.forgive(tx, {SANA: NOW}),
    "pacing.hurry": lambda tx: pacing.hurry(tx, SANA, NOW),
    "pacing.reread": lambda tx: pacing.reread(tx, "2"),
    "subscriptions.put": lambda tx: subscriptions.put(tx, HUB),
    "subscriptions.remove": lambda tx: subscriptions.remove(tx, SANA),
    "subscriptions.pushed": lambda tx: subscriptions.pushed(tx, SANA, NOW),
    "told_incidents.forget": lambda tx: told_incidents.forget(tx, 1),
    "told_incidents.keep": lambda tx: told_incidents.keep(tx, TOLD),
    "troubles.add": lambda tx: troubles.add(tx, "mail", a_trouble("new")),
    "troubles.tell": lambda tx: troubles.tell(tx, ["not_one"], "dig_one"),
    "sessions.end": lambda tx: sessions.end(tx, b"hash"),
    "sessions.end_all": sessions.end_all,
    "sessions.forget": lambda tx: sessions.forget(tx, NOW, DAY),
    "sessions.start": lambda tx: sessions.start(tx, b"hash", "anna", NOW, NOW + DAY),
    "sessions.used": lambda tx: sessions.used(tx, b"hash", NOW),
    "tokens.add": lambda tx: tokens.add(tx, "script", b"hash", NOW),
    "tokens.remove": lambda tx: tokens.remove(tx, "script"),
    "tokens.used": lambda tx: tokens.used(tx, "script", NOW),
    "unsubscriptions.add": lambda tx: unsubscriptions.add(tx, *MAIL, "morning", NOW),
    "unsubscriptions.remove": lambda tx: unsubscriptions.remove(tx, MAIL[1]),
}


def functions() -> set[str]:
    """Return every public function of storage that works in a transaction."""
    found = set()
    for module in pkgutil.iter_modules(storage.__path__):
        if module.ispkg:
            continue
        content = import_module(f"storage.{module.name}")
        for name, function in inspect.getmembers(content, inspect.isfunction):
            is_own = function.__module__ == content.__name__ and not name.startswith("_")
            if is_own and "tx" in inspect.signature(function).parameters:
                found.add(f"{module.name}.{name}")
    return found


@pytest.fixture
def filled(database: Database) -> Database:
    """Return a database in which every call has something to find."""
    with database.write() as tx:
        feeds.sync(tx, [an_outlet()], NOW)
        match = matched(tx, "one", NOW)
        items.add_new(tx, [an_item("second")], NOW, False)
        pages.enqueue(tx, {1: NOW})
        events.add(tx, [NewEvent("evt_one", "urgent", match)], NOW, is_held=False)
        digests.registered(tx, "morning", NOW - HOUR)
        outbox.add(tx, a_message(), [MAIL], NOW)
        troubles.add(tx, "mail", a_trouble())
    return database


def test_no_function_is_forgotten_here() -> None:
    """A new one must be added to the lists above."""
    assert functions() == set(READS) | set(WRITES)


@pytest.mark.parametrize("name", READS)
def test_a_read_on_a_locked_database_raises_storage_error(filled: Database, name: str) -> None:
    """Nobody can read while another process keeps everyone out."""
    filled.close()

    with everyone_out(filled.path), pytest.raises(StorageError), filled.read() as tx:
        READS[name](tx)


@pytest.mark.parametrize("name", WRITES)
def test_a_write_on_a_locked_database_raises_storage_error(filled: Database, name: str) -> None:
    """Nobody can write while another process does."""
    with other_writer(filled.path), pytest.raises(StorageError), filled.write() as tx:
        WRITES[name](tx)


@pytest.mark.parametrize("name", READS)
def test_each_read_works_in_a_reading_transaction(filled: Database, name: str) -> None:
    """None of them writes in secret."""
    with filled.read() as tx:
        READS[name](tx)


@pytest.mark.parametrize("name", WRITES)
def test_each_write_is_refused_in_a_reading_transaction(filled: Database, name: str) -> None:
    """Each call fails by itself, at its own statement, with our error."""
    with filled.read() as tx, pytest.raises(Exception) as caught:
        WRITES[name](tx)
    assert "readonly" in str(caught.value)


@pytest.mark.parametrize("name", READS | WRITES)
def test_each_call_works_when_nothing_is_locked(filled: Database, name: str) -> None:
    """The refusals above are because of the lock, not of the call."""
    with filled.write() as tx:
        (READS | WRITES)[name](tx)
