"""A change of a rule on its way to the disk: pins, the file shown, and the lines that change."""

import threading
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from hajiz.config.replace import ChangedError
from hajiz.tuning.rule_edits import RuleEdit
from hajiz.tuning.saving import Draft, PinError, draft, save
from model import ConfigError, Pin
from storage import pins
from tests.hajiz.desk import ALERT, FILES, START, desk, poll


def path_of(assembly: Assembly) -> Path:
    """Return where config.toml lies."""
    return assembly.config.path


def drafted(assembly: Assembly, edit: RuleEdit) -> Draft:
    """Work *edit* out."""
    path = path_of(assembly)
    with assembly.database.read() as tx:
        return draft(tx, path, edit.change(path), {}, assembly.rule_set)


def saved(
    assembly: Assembly, edit: RuleEdit, shown: str | None = None, *, is_forced: bool = False
) -> Draft:
    """Write *edit*."""
    path = path_of(assembly)
    change, rules = edit.change(path), assembly.rule_set
    return save(assembly.database, path, change, {}, rules, shown, is_forced=is_forced)


def pinned(assembly: Assembly, item: int, rule: str, *, must: bool) -> None:
    """Pin an item."""
    with assembly.database.write() as tx:
        pins.put(tx, Pin(item, rule, must, "me", START))


def test_a_draft_writes_nothing_and_shows_the_lines(tmp_path: Path) -> None:
    """With what stands around them."""
    with desk(tmp_path) as assembly:
        before = path_of(assembly).read_bytes()
        made = drafted(assembly, RuleEdit("set", "convoys", "convoy*"))

        assert path_of(assembly).read_bytes() == before
    assert '-query = "convoy"' in made.lines
    assert '+query = "convoy*"' in made.lines
    assert ' name = "convoys"' in made.lines
    assert made.is_change


def test_what_is_written_is_what_was_drafted(tmp_path: Path) -> None:
    """For all kinds of edits, one after the other."""
    with desk(tmp_path) as assembly:
        for edit in (
            RuleEdit("set", "convoys", "convoy*", on_update=True),
            RuleEdit("add", "new", '"a b"'),
            RuleEdit("remove", "checkpoints"),
        ):
            made = drafted(assembly, edit)
            assert saved(assembly, edit, made.shown).after == made.after
            assert path_of(assembly).read_bytes() == made.after

        assert [rule.name for rule in made.config.rules] == ["convoys", "new"]
        assert made.config.rules[0].on_update
        assert not drafted(assembly, RuleEdit("set", "new", '"a b"')).is_change


def test_a_change_that_breaks_a_pin_is_refused_unless_it_is_forced(tmp_path: Path) -> None:
    """Nothing is written before."""
    edit = RuleEdit("set", "convoys", "column")
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a column", "a convoy")
        pinned(assembly, 1, "convoys", must=True)
        pinned(assembly, 2, "convoys", must=False)
        before = path_of(assembly).read_bytes()

        with pytest.raises(PinError, match="2 pins of convoys") as raised:
            saved(assembly, edit)

        assert [each.title for each in raised.value.pins] == ["a convoy", "a column"]
        assert path_of(assembly).read_bytes() == before
        assert saved(assembly, edit, is_forced=True).is_change
        assert path_of(assembly).read_bytes() != before


def test_a_pin_that_did_not_hold_before_is_not_held_against_a_change(tmp_path: Path) -> None:
    """Else nothing could be changed any more."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "nothing")
        pinned(assembly, 1, "convoys", must=True)

        assert drafted(assembly, RuleEdit("set", "convoys", "column")).broken == ()


def test_taking_a_rule_away_breaks_the_pin_that_it_must_fire(tmp_path: Path) -> None:
    """It fires for nothing any more."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        pinned(assembly, 1, "convoys", must=True)

        assert drafted(assembly, RuleEdit("remove", "convoys")).broken


def test_a_file_changed_since_it_was_shown_is_left_alone(tmp_path: Path) -> None:
    """Also when the same change would still be possible; nothing of the other's is lost."""
    edit = RuleEdit("set", "convoys", "column")
    with desk(tmp_path) as assembly:
        shown = drafted(assembly, edit).shown
        saved(assembly, RuleEdit("set", "checkpoints", "roadblock"))
        before = path_of(assembly).read_bytes()

        with pytest.raises(ChangedError, match="since it was shown"):
            saved(assembly, edit, shown)

        assert path_of(assembly).read_bytes() == before


def test_what_the_program_could_not_use_is_refused(tmp_path: Path) -> None:
    """A query with a mistake, a rule that an alert tells of, the last rule."""
    with desk(tmp_path, FILES, ALERT, 'rules = ["convoys"]\n') as assembly:
        with pytest.raises(ConfigError, match="unknown topic"):
            saved(assembly, RuleEdit("set", "convoys", "@convoi"))
        with pytest.raises(ConfigError, match='no rule "convoys"'):
            saved(assembly, RuleEdit("remove", "convoys"))
        with pytest.raises(ConfigError, match="must be one line"):
            saved(assembly, RuleEdit("add", "Ä\n<b>", "x"))


def test_those_who_save_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each change is in the file, or was refused."""
    refused: list[str] = []
    with desk(tmp_path) as assembly:

        def add(name: str) -> None:
            try:
                saved(assembly, RuleEdit("add", name, "x"))
            except ChangedError:
                refused.append(name)

        names = [f"r{n}" for n in range(8)]
        threads = [threading.Thread(target=add, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        text = path_of(assembly).read_text("utf-8")

    assert all((f'name = "{name}"' in text) != (name in refused) for name in names)
