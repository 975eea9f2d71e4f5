"""Labels as judged texts."""

from dataclasses import replace
from pathlib import Path

from hajiz.labels import read_labels, written
from hajiz.tuning.labels import judged
from model import Verdict
from storage import items, labels, revisions
from storage.database import Transaction
from tests.hajiz.desk import HOUR, START, desk, poll


def say(tx: Transaction, item_id: int, rule: str, verdict: Verdict) -> None:
    """Label an item."""
    labels.say(tx, item_id, rule, verdict, "anna", "cli", START)


def test_each_text_is_judged_once_for_all_its_rules(tmp_path: Path) -> None:
    """And not at all where nobody was sure."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy", "a parade")
        with assembly.database.write() as tx:
            say(tx, 1, "convoys", "unsure")
            say(tx, 2, "convoys", "relevant")
            say(tx, 2, "checkpoints", "noise")
            (only,) = judged(tx, labels.every(tx))

    assert (only.id, only.language, only.title) == ("2", "en", "a convoy")
    assert only.expect == {"checkpoints": False, "convoys": True}


def test_what_fired_is_judged_in_the_text_it_fired_for(tmp_path: Path) -> None:
    """Else an edit would make a good rule look bad."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        with assembly.database.write() as tx:
            (stored,) = items.search(tx)
            text = replace(stored.item, title="a correction")
            revisions.revise(tx, stored, text, "feed", START + HOUR, START)
            say(tx, stored.id, "convoys", "relevant")
            say(tx, stored.id, "checkpoints", "relevant")
            found = judged(tx, labels.every(tx))

    assert [(each.id, each.title, *each.expect) for each in found] == [
        ("1", "a convoy", "convoys"),
        ("1.1", "a correction", "checkpoints"),
    ]


def test_a_label_file_gives_back_what_was_written(tmp_path: Path) -> None:
    """Whatever signs the texts hold."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, 'a "convoy"\u2028 قافلة')
        with assembly.database.write() as tx:
            say(tx, 1, "convoys", "relevant")
            found = judged(tx, labels.every(tx))
    path = tmp_path / "labels.jsonl"
    path.write_text(written(found), "utf-8")

    assert list(read_labels(path)) == found
