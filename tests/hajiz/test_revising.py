"""What a changed text means for matches, alerts and digests."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.digests import freeze_now, preview
from hajiz.pages import record_page
from model import Item, PageRead, StoredItem, Validators
from model.digest import Alert, Digest
from storage import items, matches, pages, revisions
from tests.hajiz.desk import ALERT, DAY, FILES, HOUR, MINUTE, START, article, desk, poll

DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""
WATCHED = """
[[rules]]
name = "watched"
query = "convoy"
on_update = true
"""
ALL = FILES, DIGEST, ALERT
QUIET = "Officials met in the town.\n\nNothing else happened."


def with_body(title: str, body: str, **more: object) -> Item:
    """Make an item of the one outlet with a text."""
    return replace(article(title, url=f"https://a.example/{title}"), body=body, **more)


def told(assembly: Assembly, after: timedelta) -> list[Alert]:
    """Freeze the alerts that are due."""
    return freeze_alerts(assembly, START + after)


def digest(assembly: Assembly, after: timedelta) -> Digest:
    """Return the digest that would be sent."""
    (plan,) = assembly.config.digests
    return preview(assembly, plan, START + after)[0]


def stored(assembly: Assembly, item_id: int = 1) -> StoredItem:
    """Read an item."""
    with assembly.database.read() as tx:
        found = items.get(tx, item_id)
    assert found is not None
    return found


def read_page(assembly: Assembly, body: str, after: timedelta, item_id: int = 1) -> None:
    """Record that an item's page was read."""
    read = PageRead(item_id, "", body, Validators(), body.encode()[:32])
    with assembly.database.write() as tx:
        if pages.task(tx, item_id) is None:
            pages.enqueue(tx, {item_id: START})
        record_page(tx, assembly, read, START + after)


def first_look(assembly: Assembly) -> None:
    """Have the baseline behind us."""
    poll(assembly, START, "Nothing")


def test_fm_041_an_edit_that_brings_the_first_hit_is_told_as_a_change(tmp_path: Path) -> None:
    """Same guid, new text: the rule fires because of what changed, with an id of its own."""
    with desk(tmp_path, *ALL) as assembly:
        first_look(assembly)
        poll(assembly, START + HOUR, with_body("Town", QUIET))
        assert told(assembly, HOUR) == []

        edited = with_body("Town", QUIET + "\n\nA convoy arrived later.")
        assert poll(assembly, START + 2 * HOUR, edited) == 0
        (alert,) = told(assembly, 2 * HOUR)
        poll(assembly, START + 3 * HOUR, edited)

        assert alert.items[0].item.excerpt is not None
        assert alert.items[0].item.excerpt.text == "A convoy arrived later."
        assert told(assembly, 3 * HOUR) == []
        with assembly.database.read() as tx:
            (match,) = matches.of_items(tx, [2])[2]
            first, second = revisions.history(tx, 2)
        assert (match.is_update, match.revision) == (True, 1)
        assert (first.after, second.after) == (None, START + HOUR)


def test_fm_041_an_edit_elsewhere_tells_nothing_again(tmp_path: Path) -> None:
    """The rule fired before; a figure put right or a further paragraph is no alert."""
    with desk(tmp_path, *ALL) as assembly:
        first_look(assembly)
        poll(assembly, START + HOUR, with_body("Town", "A convoy of 10 vehicles came."))
        assert len(told(assembly, HOUR)) == 1

        for number, body in enumerate(
            ("A convoy of 12 vehicles came.", "A convoy of 12 vehicles came. More: a convoy.")
        ):
            poll(assembly, START + (2 + number) * HOUR, with_body("Town", body))

        assert told(assembly, 5 * HOUR) == []
        with assembly.database.read() as tx:
            assert len(revisions.history(tx, 2)) == 3


def test_fm_041_a_rule_that_wants_updates_fires_for_new_hits_only(tmp_path: Path) -> None:
    """With `on_update`: not for a sentence that was edited, but for one that was added."""
    with desk(tmp_path, WATCHED, *ALL) as assembly:
        first_look(assembly)
        poll(assembly, START + HOUR, with_body("Town", "A convoy of 10 vehicles came."))
        (first,) = told(assembly, HOUR)
        poll(assembly, START + 2 * HOUR, with_body("Town", "A convoy of 12 vehicles came."))
        assert told(assembly, 2 * HOUR) == []

        more = "A convoy of 12 vehicles came.\n\nAt dusk another convoy left."
        poll(assembly, START + 3 * HOUR, with_body("Town", more))
        (second,) = told(assembly, 3 * HOUR)

        assert first.items[0].item.rules == ("convoys", "watched")
        assert second.items[0].item.rules == ("watched",)
        assert second.items[0].item.excerpt is not None
        assert second.items[0].item.excerpt.text == "At dusk another convoy left."
        assert second.id != first.id


def test_a_changed_item_of_the_baseline_is_told(tmp_path: Path) -> None:
    """It was old when we first looked; what was added to it is not."""
    with desk(tmp_path, *ALL) as assembly:
        poll(assembly, START, with_body("Live", QUIET))
        poll(assembly, START + HOUR, with_body("Live", QUIET + "\n\nA checkpoint was set up."))

        (alert,) = told(assembly, HOUR)
        (part,) = digest(assembly, 2 * HOUR).parts

        assert alert.items[0].item.rules == ("checkpoints",)
        assert part.kind == "new"  # of the reader's first window


def test_a_change_after_the_digest_comes_in_the_next_one_as_changed(tmp_path: Path) -> None:
    """Under a heading of its own, once."""
    with desk(tmp_path, *ALL, now=START - 3 * DAY) as assembly:
        (plan,) = assembly.config.digests
        first_look(assembly)
        poll(assembly, START + HOUR, with_body("Town", QUIET))
        freeze_now(assembly, plan, START + 2 * HOUR)
        poll(assembly, START + 3 * HOUR, with_body("Town", QUIET + "\n\nA convoy came."))
        second = freeze_now(assembly, plan, START + 4 * HOUR)
        third = freeze_now(assembly, plan, START + 5 * HOUR)

    assert [part.kind for part in second.parts] == ["update"]
    assert second.match_count == 1
    assert third.match_count == 0


def test_a_page_completes_what_the_feed_began(tmp_path: Path) -> None:
    """Rules that hold only for the whole text fire as for a new item, once."""
    with desk(tmp_path, *ALL) as assembly:
        first_look(assembly)
        poll(assembly, START + HOUR, with_body("Roads", "A convoy came."))
        assert len(told(assembly, HOUR)) == 1

        whole = "A convoy came.\n\nIt was stopped at a checkpoint of the Asayish for an hour."
        read_page(assembly, whole, HOUR + MINUTE, 2)
        (alert,) = told(assembly, HOUR + MINUTE)
        (part,) = digest(assembly, 2 * HOUR).parts

        assert alert.items[0].item.rules == ("checkpoints",)
        (item,) = part.items
        assert (part.kind, item.rules, item.page) == ("new", ("convoys", "checkpoints"), "read")
        assert item.excerpt is not None
        assert len(item.excerpt.marks) == 2
        assert stored(assembly, 2).source == "page"


def test_a_page_of_the_baseline_is_matched_and_not_told(tmp_path: Path) -> None:
    """Completing an old item does not make it new."""
    with desk(tmp_path, *ALL) as assembly:
        poll(assembly, START, with_body("Old", "Teaser."))
        read_page(assembly, "Teaser.\n\nA convoy came, long ago.", MINUTE)

        assert told(assembly, HOUR) == []
        assert digest(assembly, HOUR).match_count == 0
        with assembly.database.read() as tx:
            assert [m.match.rule for m in matches.of_items(tx, [1])[1]] == ["convoys"]


def test_a_page_that_is_read_again_is_told_as_a_change(tmp_path: Path) -> None:
    """The outlet added a paragraph after the first reading."""
    with desk(tmp_path, *ALL) as assembly:
        first_look(assembly)
        poll(assembly, START + HOUR, with_body("Roads", "Teaser."))
        read_page(assembly, "Teaser and all the rest of the first text.", HOUR, 2)
        read_page(assembly, "Teaser and all of it.\n\nUpdate: a convoy came.", 3 * HOUR, 2)

        (alert,) = told(assembly, 3 * HOUR)
        with assembly.database.read() as tx:
            history = revisions.history(tx, 2)

        assert alert.items[0].item.excerpt is not None
        assert alert.items[0].item.excerpt.text == "Update: a convoy came."
        assert [v.source for v in history] == ["feed", "page", "page"]
        assert history[2].after == START + HOUR


def test_a_page_with_less_text_than_the_feed_does_not_replace_it(tmp_path: Path) -> None:
    """Extraction failed in part; the item says so."""
    with desk(tmp_path, *ALL) as assembly:
        poll(assembly, START, with_body("Long", "A convoy came. " * 20))
        read_page(assembly, "Accept cookies.", MINUTE)

        item = stored(assembly)
        assert (item.source, item.page) == ("feed", "partial")
        assert "less text" in item.page_note


def test_an_edit_of_the_feed_has_the_page_read_again(tmp_path: Path) -> None:
    """The page's text stays; the feed's new words are matched, and kept as a version."""
    with desk(tmp_path, *ALL) as assembly:
        first_look(assembly)
        poll(assembly, START + HOUR, with_body("Roads", "Teaser."))
        read_page(assembly, "Teaser and all the rest.", HOUR, 2)
        with assembly.database.read() as tx:
            assert pages.due(tx, ["a"], START + DAY) == []

        poll(assembly, START + 2 * HOUR, with_body("Roads", "Teaser: a convoy."))

        (alert,) = told(assembly, 2 * HOUR)
        with assembly.database.read() as tx:
            assert [task.item_id for task in pages.due(tx, ["a"], START + 2 * HOUR)] == [2]
        assert alert.items[0].item.excerpt is not None
        assert alert.items[0].item.excerpt.text == "Teaser: a convoy."
        assert stored(assembly, 2).item.body == "Teaser and all the rest."


def test_a_page_tells_nothing_again_that_an_edit_of_the_feed_told(tmp_path: Path) -> None:
    """The feed was corrected before its page was read for the first time."""
    with desk(tmp_path, *ALL) as assembly:
        first_look(assembly)
        poll(assembly, START + HOUR, with_body("Roads", "Teaser."))
        poll(assembly, START + 2 * HOUR, with_body("Roads", "Teaser: a convoy."))
        assert len(told(assembly, 2 * HOUR)) == 1

        read_page(assembly, "Teaser: a convoy. And all the rest of the article.", 3 * HOUR, 2)

        assert told(assembly, 3 * HOUR) == []


def test_a_new_headline_is_shown_at_once(tmp_path: Path) -> None:
    """Also where the text is the page's."""
    with desk(tmp_path, *ALL) as assembly:
        first_look(assembly)
        item = with_body("Roads", "Teaser.")
        poll(assembly, START + HOUR, item)
        read_page(assembly, "Teaser and all the rest.", HOUR, 2)

        poll(assembly, START + 2 * HOUR, replace(item, title="Roads closed: convoy attacked"))

        kept = stored(assembly, 2)
        assert kept.item.title == "Roads closed: convoy attacked"
        assert kept.item.body == "Teaser and all the rest."
        (alert,) = told(assembly, 2 * HOUR)
        assert alert.items[0].item.title.text == "Roads closed: convoy attacked"


def test_a_text_that_flickers_is_told_once(tmp_path: Path) -> None:
    """Taken back and put in again: the second time is no news."""
    with desk(tmp_path, *ALL) as assembly:
        first_look(assembly)
        for number in range(6):
            body = QUIET + ("\n\nA convoy came." if number % 2 else "")
            poll(assembly, START + (1 + number) * HOUR, with_body("Town", body))

        assert len(told(assembly, 8 * HOUR)) == 1


@pytest.mark.parametrize("texts", [("one", "two"), ("one", "both", "two")])
def test_a_text_that_goes_to_and_fro_is_told_once_of_each(
    tmp_path: Path, texts: tuple[str, ...]
) -> None:
    """Also by a rule that wants updates; two servers have two versions of the article."""
    said = {
        "one": "A convoy of trucks came at dawn.",
        "two": "Soldiers left the town by convoy. The mayor thanked them.",
    }
    said["both"] = f"{said['one']}\n\n{said['two']}"
    with desk(tmp_path, WATCHED, *ALL) as assembly:
        first_look(assembly)
        counts = []
        for number in range(4 * len(texts)):
            body = said[texts[number % len(texts)]]
            poll(assembly, START + (1 + number) * HOUR, with_body("Town", body))
            counts.append(len(told(assembly, (1 + number) * HOUR)))
        assert counts[:2] == [1, 1]
        assert sum(counts[2 * len(texts) :]) == 0

        more = said["one"] + "\n\nAnother convoy was blocked at noon."
        poll(assembly, START + 40 * HOUR, with_body("Town", more))
        assert len(told(assembly, 40 * HOUR)) == 1


def test_a_text_that_is_back_and_was_told_to_somebody_else_is_told(tmp_path: Path) -> None:
    """Whoever gets the alert since never heard of the article."""
    more = FILES.replace('"files"', '"more"').replace('"out"', '"more"')
    with desk(tmp_path, WATCHED, *ALL, more) as assembly:
        (plan,) = assembly.config.alerts
        plans = (replace(plan, channels=("files", "more")),)
        wider = replace(assembly, config=replace(assembly.config, alerts=plans))
        first_look(assembly)
        for number, body in enumerate(("A convoy came.", QUIET, "A convoy came.")):
            now = wider if number == 2 else assembly
            poll(now, START + (1 + number) * HOUR, with_body("Town", body))
            assert len(told(now, (1 + number) * HOUR)) == (number != 1)


def test_what_is_not_text_stays_as_it_was_first_read(tmp_path: Path) -> None:
    """Else a rule would fire now that fires for nothing in the archive."""
    rule = '\n[[rules]]\nname = "arabic"\nquery = "language:ar OR category:war OR url:extra"\n'
    with desk(tmp_path, rule, *ALL) as assembly:
        first_look(assembly)
        item = with_body("Town", QUIET)
        poll(assembly, START + HOUR, item)
        changed = {"language": "ar", "categories": ("war",), "url": "https://a.example/extra"}
        poll(assembly, START + 2 * HOUR, replace(item, body="Another text.", **changed))

        kept = stored(assembly, 2).item
        assert kept.body == "Another text."
        assert (kept.language, kept.categories, kept.url) == ("en", (), item.url)
        with assembly.database.read() as tx:
            assert matches.of_items(tx, [2])[2] == ()


def test_a_new_headline_above_a_pages_text_is_matched_with_it(tmp_path: Path) -> None:
    """A rule may need words of both; what the headline alone fires is told once."""
    rule = """
[[rules]]
name = "both"
query = "ambush AND bridge"

[[rules]]
name = "watched"
query = "ambush"
on_update = true
"""
    with desk(tmp_path, rule, *ALL) as assembly:
        first_look(assembly)
        item = with_body("Roads", "Teaser.")
        poll(assembly, START + HOUR, item)
        read_page(assembly, "Teaser: the bridge is closed, and all the rest.", HOUR, 2)
        assert told(assembly, HOUR) == []

        poll(assembly, START + 2 * HOUR, replace(item, title="Ambush on the road"))

        (alert,) = told(assembly, 2 * HOUR)
        assert sorted(alert.items[0].item.rules) == ["both", "watched"]
        assert told(assembly, 3 * HOUR) == []
