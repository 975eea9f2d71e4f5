"""Matches for the past: found and counted from then on, and never told, whatever happens next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.rules.matcher import compile_rules
from alerts.rules.rule import Rule
from hajiz.assembly import Assembly, assemble
from hajiz.config.read import load
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.digests import freeze_due, freeze_now, preview
from hajiz.pages import record_page
from hajiz.tuning.applying import AT_ONCE, Applied, apply
from hajiz.tuning.backtest import Period
from hajiz.tuning.pictures import pictures
from model import Item, PageRead, StoredMatch, Validators
from storage import items, matches, pages
from tests.hajiz.desk import ALERT, DAY, FILES, HOUR, MINUTE, START, article, desk, going_out, poll

DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""
COLUMNS = """
[[rules]]
name = "columns"
query = "column"
"""
WATCHED = COLUMNS + "on_update = true\n"
ALL = Period()


def edited(assembly: Assembly, more: str = COLUMNS) -> Assembly:
    """Let the config say *more*, as the daemon takes an edit over."""
    path = assembly.config.path
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    config = load(path, {"SECRET": "whsec_" + "a" * 32})
    rule_set = compile_rules(config.rules, config.topics)
    return Assembly(config=config, database=assembly.database, rule_set=rule_set)


def applied(assembly: Assembly, after: timedelta, *only: str, dry: bool = False) -> list[Applied]:
    """Apply rules to all of the past."""
    names = only or assembly.rule_set.rules
    now = START + after
    found = apply(assembly.database, assembly.rule_set, names, ALL, now, is_dry=dry)
    return list(found)


def kept(assembly: Assembly, item: int) -> tuple[StoredMatch, ...]:
    """Read the matches of an item."""
    with assembly.database.read() as tx:
        return matches.of_items(tx, [item])[item]


def nothing_told(assembly: Assembly, after: timedelta) -> bool:
    """Say whether neither an alert nor a digest has anything to tell now."""
    (plan,) = assembly.config.digests
    is_quiet = freeze_alerts(assembly, START + after) == []
    return is_quiet and freeze_now(assembly, plan, START + after).match_count == 0


def with_body(title: str, body: str) -> Item:
    """Make an item with a text and a page."""
    return replace(article(title, url=f"https://a.example/{title}"), body=body)


def read_page(assembly: Assembly, body: str, after: timedelta, item: int) -> None:
    """Record that an item's page was read."""
    with assembly.database.write() as tx:
        if pages.task(tx, item) is None:
            pages.enqueue(tx, {item: START})
        read = PageRead(item, "", body, Validators(), body.encode()[:32])
        record_page(tx, assembly, read, START + after)


def test_a_new_rule_gets_its_past_and_nobody_is_told(tmp_path: Path) -> None:
    """Neither by alerts nor by digests: the next, the one after it, or a preview."""
    with desk(tmp_path, FILES, DIGEST, ALERT, now=START - DAY) as assembly:
        poll(assembly, START, "baseline column")
        poll(assembly, START + HOUR, "a column", "a convoy with a column", "nothing")
        new = edited(assembly)

        assert applied(new, 2 * HOUR, "columns") == [Applied("columns", 3, 3, 0)]

        (plan,) = new.config.digests
        shown, _ = preview(new, plan, START + 2 * HOUR)
        assert shown.match_count == 1  # the convoy, which fired live
        assert shown.items[0].rules == ("convoys",)
        assert len(freeze_alerts(new, START + 2 * HOUR)) == 1
        assert [each.match_count for each in freeze_due(new, START + DAY)] == [1]
        assert nothing_told(new, DAY + HOUR)
        assert len(going_out(new, "digest")) == 2


def test_what_is_applied_is_found_and_counted(tmp_path: Path) -> None:
    """In searches and pictures, on the day the item was first seen."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a column")
        new = edited(assembly)
        applied(new, DAY)

        with new.database.read() as tx:
            assert [each.id for each in items.search(tx, matched_by="columns")] == [1]
            picture = pictures(tx, ["columns"], START + DAY, days=3)["columns"]
        (match,) = kept(new, 1)
        assert picture.bars == (0, 0, 1)
        assert picture.last_hit_at == START
        assert match.is_applied
        assert match.match.rule_set == new.rule_set.version


def test_a_second_time_adds_nothing_and_a_dry_run_neither(tmp_path: Path) -> None:
    """It only says what would be."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a column", "a convoy")
        new = edited(assembly)

        assert applied(new, HOUR, "columns", dry=True) == [Applied("columns", 1, 1, 0)]
        assert kept(new, 1) + kept(new, 2) == kept(assembly, 1) + kept(assembly, 2)
        assert applied(new, HOUR, "columns") == [Applied("columns", 1, 1, 0)]
        before = kept(new, 1), kept(new, 2)
        assert applied(new, 2 * HOUR, "columns") == [Applied("columns", 1, 0, 0)]
        assert (kept(new, 1), kept(new, 2)) == before


def test_matches_there_are_stay_as_they_are(tmp_path: Path) -> None:
    """Also where the rule would not fire any more; what fired live is still told."""
    with desk(tmp_path, FILES, DIGEST, now=START - DAY) as assembly:
        poll(assembly, START - HOUR, "nothing")
        poll(assembly, START, "a convoy", "an armed convoy")
        before = kept(assembly, 2), kept(assembly, 3)
        narrow = compile_rules([Rule("convoys", query="armed AND convoy")], {})
        new = replace(assembly, rule_set=narrow)

        assert applied(new, HOUR) == [Applied("convoys", 1, 0, 1)]

        assert (kept(new, 2), kept(new, 3)) == before
        (plan,) = new.config.digests
        assert freeze_now(new, plan, START + 2 * HOUR).match_count == 2


def test_nothing_is_told_after_a_restart(tmp_path: Path) -> None:
    """The database is opened anew, and the digest is due."""
    with desk(tmp_path, FILES, DIGEST, ALERT, now=START - DAY) as assembly:
        poll(assembly, START, "nothing")
        poll(assembly, START + HOUR, "a column")
        new = edited(assembly)
        applied(new, 2 * HOUR)

    with assemble(new.config, START + DAY) as again:
        assert all(each.match_count == 0 for each in freeze_due(again, START + DAY))
        assert nothing_told(again, 2 * DAY)


def test_an_edit_is_told_as_if_the_rule_had_fired(tmp_path: Path) -> None:
    """Another word elsewhere is no news; with `on_update` a new hit is, as always."""
    with desk(tmp_path, FILES, DIGEST, ALERT, now=START - DAY) as assembly:
        poll(assembly, START, "nothing")
        poll(assembly, START + HOUR, with_body("Town", "A column of 10 came."))
        quiet = edited(assembly)
        applied(quiet, 2 * HOUR)

        poll(quiet, START + 3 * HOUR, with_body("Town", "A column of 12 came. A column left."))

        assert nothing_told(quiet, 4 * HOUR)
        (match,) = kept(quiet, 2)
        assert (match.revision, match.is_applied) == (0, True)


def test_a_rule_that_wants_updates_hears_of_one(tmp_path: Path) -> None:
    """Of what the change brought: the past itself stays untold."""
    with desk(tmp_path, FILES, DIGEST, ALERT, now=START - DAY) as assembly:
        poll(assembly, START, "nothing")
        poll(assembly, START + HOUR, with_body("Town", "A column of 10 came."))
        watched = edited(assembly, WATCHED)
        applied(watched, 2 * HOUR)
        assert nothing_told(watched, 2 * HOUR)

        more = "A column of 10 came.\n\nAt dusk another column left."
        poll(watched, START + 3 * HOUR, with_body("Town", more))
        (alert,) = freeze_alerts(watched, START + 3 * HOUR)

        assert alert.items[0].item.excerpt is not None
        assert alert.items[0].item.excerpt.text == "At dusk another column left."


def test_a_page_that_completes_an_applied_item_tells_nothing(tmp_path: Path) -> None:
    """Its match stands for the hits in the whole text, and is still one for the past."""
    with desk(tmp_path, FILES, DIGEST, ALERT, now=START - DAY) as assembly:
        poll(assembly, START, "nothing")
        poll(assembly, START + HOUR, with_body("Roads", "A column came."))
        new = edited(assembly)
        applied(new, 2 * HOUR)

        read_page(new, "A column came.\n\nIt was a long column of lorries.", 3 * HOUR, 2)

        assert nothing_told(new, 4 * HOUR)
        (match,) = kept(new, 2)
        assert (match.revision, match.is_applied) == (1, True)


def test_a_rule_that_was_once_wider_does_not_keep_silent(tmp_path: Path) -> None:
    """What it was applied for by a draft is no reason not to tell what it holds for only now."""
    with desk(tmp_path, FILES, DIGEST, ALERT, now=START - DAY) as assembly:
        poll(assembly, START, "nothing")
        poll(
            assembly, START + HOUR, with_body("Town", "Officials met."), with_body("Road", "Open.")
        )
        wide = compile_rules([Rule("convoys", query="officials OR open")], {})
        assert applied(replace(assembly, rule_set=wide), 2 * HOUR) == [Applied("convoys", 2, 2, 0)]

        poll(assembly, START + 3 * HOUR, with_body("Town", "Officials met.\n\nA convoy came."))
        read_page(assembly, "Open. A convoy passed there in the morning.", 3 * HOUR, 2)

        told = freeze_alerts(assembly, START + 3 * HOUR)
        assert sorted(each.items[0].item.title.text for each in told) == ["Road", "Town"]
        (plan,) = assembly.config.digests
        assert freeze_now(assembly, plan, START + 4 * HOUR).match_count == 2
        assert nothing_told(assembly, 5 * HOUR)


class _StoppedError(Exception):
    """Somebody ended the command."""


def test_stopped_half_way_it_goes_on_the_next_time(tmp_path: Path) -> None:
    """What is kept is whole, and nothing comes twice."""
    total = AT_ONCE + 10

    def stop(done: int, _total: int) -> None:
        if done > AT_ONCE + 5:
            raise _StoppedError

    with desk(tmp_path, FILES, DIGEST, ALERT, now=START - DAY) as assembly:
        poll(assembly, START, "nothing")
        titles: Sequence[str] = [f"column {number}" for number in range(total)]
        poll(assembly, START + HOUR, *titles)
        new = edited(assembly)
        with pytest.raises(_StoppedError):
            apply(new.database, new.rule_set, ["columns"], ALL, START + 2 * HOUR, stop)
        with new.database.read() as tx:
            found = len(items.search(tx, matched_by="columns", limit=10_000))
        again = applied(new, 3 * HOUR, "columns")

        assert found == AT_ONCE
        assert again == [Applied("columns", total, 10, 0)]
        assert nothing_told(new, 4 * HOUR + MINUTE)


def test_only_the_period_is_applied_to(tmp_path: Path) -> None:
    """What is older stays without."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "an old column")
        poll(assembly, START + DAY, "a column")
        new = edited(assembly)
        period = Period(since=START + HOUR)

        (found,) = apply(new.database, new.rule_set, ["columns"], period, START + 2 * DAY)

        assert found == Applied("columns", 1, 1, 0)
        assert kept(new, 1) == ()
