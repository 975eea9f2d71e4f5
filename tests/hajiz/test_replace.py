"""config.toml changed on the disk: whole, or not at all."""

import codecs
import os
from pathlib import Path

import pytest

from hajiz.config.edit import with_outlets, without_outlet
from hajiz.config.replace import load_to_edit, rewrite
from model import ConfigError, Outlet, OutletId

TEXT = """\
# mine
[[outlets]]
id = "a"
name = "A"
feed = "https://a.test/feed"
language = "en"

[[rules]]
name = "r"
query = "convoy"
"""
NEW = Outlet(OutletId("b"), "B", "https://b.test/feed", "ar")


def add(path: Path, outlet: Outlet = NEW) -> object:
    """Add *outlet* to *path* on the disk."""
    return rewrite(path, lambda text: with_outlets(path, text, [outlet], {}), {})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A config.toml with one outlet."""
    file = tmp_path / "config.toml"
    file.write_text(TEXT, "utf-8")
    return file


def test_the_file_keeps_its_mode_its_owner_and_its_byte_order_mark(path: Path) -> None:
    """Only what it says has changed, and no temporary file is left."""
    path.write_bytes(codecs.BOM_UTF8 + TEXT.encode())
    path.chmod(0o640)
    before = path.stat()

    add(path)

    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )
    assert path.read_bytes().startswith(codecs.BOM_UTF8 + b"# mine\n[[outlets]]")
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_root_does_not_take_the_file_from_its_owner(path: Path) -> None:
    """The daemon, which runs as somebody else, can still read it."""
    os.chown(path, 12345, 12346)
    path.chmod(0o600)

    add(path)

    found = path.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (12345, 12346, 0o600)


def test_a_link_is_followed_and_stays_one(path: Path, tmp_path: Path) -> None:
    """Configurations are often kept elsewhere and linked."""
    link = tmp_path / "link.toml"
    link.symlink_to(path)

    add(link)

    assert link.is_symlink()
    assert 'id = "b"' in path.read_text("utf-8")


def test_what_could_not_be_used_afterwards_is_not_written(path: Path) -> None:
    """The problem is said with the file's name and line; the file is as it was."""
    twice = Outlet(OutletId("a"), "Again", "https://c.test/feed", "en")

    with pytest.raises(ConfigError, match=r"config\.toml:.*same id"):
        add(path, twice)
    with pytest.raises(ConfigError, match="no outlet to watch"):
        rewrite(path, lambda text: without_outlet(path, text, "a"), {})

    assert path.read_text("utf-8") == TEXT
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_what_somebody_else_saved_meanwhile_is_not_lost(path: Path) -> None:
    """An editor may be open on the same file."""

    def slowly(text: str) -> str:
        changed = with_outlets(path, text, [NEW], {})
        path.write_text(f"{TEXT}# saved by somebody\n", "utf-8")
        return changed

    with pytest.raises(ConfigError, match="try again"):
        rewrite(path, slowly, {})

    assert path.read_text("utf-8").endswith("# saved by somebody\n")


def test_a_file_without_outlets_can_be_loaded_to_add_one(path: Path) -> None:
    """The first outlet may be added by a command; any other fault is told."""
    rules = TEXT[TEXT.index("[[rules]]") :]
    path.write_text(rules, "utf-8")

    assert load_to_edit(path, {}).outlets == ()
    path.write_text(rules.replace("query", "qery"), "utf-8")
    with pytest.raises(ConfigError, match="qery"):
        load_to_edit(path, {})
