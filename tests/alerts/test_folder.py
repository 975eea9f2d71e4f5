"""Messages as files in a folder."""

import email
import os
import re
from base64 import b64decode
from dataclasses import replace
from email import policy
from pathlib import Path

import pytest

from alerts.channels.folder import FolderChannel, FolderSettings, file_stem
from model.message import Message, Postponed, Sent
from tests.alerts.message_samples import MESSAGE, PICTURE, PICTURED

STEM = "2026-11-20-morning-abcdefgh"


def send(folder: Path, message: Message = MESSAGE) -> Sent | Postponed:
    """Write a message into *folder*."""
    result = FolderChannel(FolderSettings("files", folder)).send(message, "")
    assert isinstance(result, Sent | Postponed)
    return result


def names(folder: Path) -> list[str]:
    """Return what lies in *folder*."""
    return sorted(path.name for path in folder.iterdir())


def test_a_message_becomes_a_page_and_a_mail(tmp_path: Path) -> None:
    """Named by local date, digest and id; the folder is made when it is missing."""
    folder = tmp_path / "new" / "digests"

    result = send(folder)

    assert result == Sent(str(folder / f"{STEM}.html"))
    assert names(folder) == [f"{STEM}.eml", f"{STEM}.html"]
    assert (folder / f"{STEM}.html").read_text(encoding="utf-8") == MESSAGE.html


def test_the_mail_opens_in_a_mail_reader(tmp_path: Path) -> None:
    """Subject and both parts as they are in the message."""
    send(tmp_path)

    with (tmp_path / f"{STEM}.eml").open("rb") as file:
        mail = email.message_from_binary_file(file, policy=policy.default)
    assert mail["Subject"] == MESSAGE.subject
    plain, html = mail.iter_parts()
    assert plain.get_content().splitlines() == MESSAGE.text.splitlines()
    assert html.get_content().splitlines() == MESSAGE.html.splitlines()


def test_the_picture_is_inside_the_page_and_a_part_of_the_mail(tmp_path: Path) -> None:
    """Neither needs anything that lies beside it."""
    send(tmp_path, PICTURED)

    page = (tmp_path / f"{STEM}.html").read_text("utf-8")
    inside = re.search(r'<img src="data:image/png;base64,([^"]*)"', page)
    assert inside is not None
    assert b64decode(inside[1]) == PICTURE
    assert "cid:" not in page
    with (tmp_path / f"{STEM}.eml").open("rb") as file:
        mail = email.message_from_binary_file(file, policy=policy.default)
    (picture,) = (part for part in mail.walk() if part["Content-ID"] == "<days>")
    assert picture.get_content() == PICTURE


def test_the_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    """A digest says what a desk is watching."""
    send(tmp_path)

    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {"0o600"}


def test_sending_again_changes_nothing(tmp_path: Path) -> None:
    """Same id, same names, same bytes, also when the message was made anew on another day."""
    send(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix == ".html"}

    send(tmp_path, replace(MESSAGE, created_at=MESSAGE.created_at.replace(year=2031)))

    assert names(tmp_path) == [f"{STEM}.eml", f"{STEM}.html"]
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_another_message_of_the_day_has_its_own_files(tmp_path: Path) -> None:
    """The id is part of the name."""
    send(tmp_path)
    send(tmp_path, replace(MESSAGE, id="dig_zyxwvutsrqponmlkjihgfedcba"))

    assert len(names(tmp_path)) == 4


@pytest.mark.parametrize("name", ["../../etc/x", "a/b\\c", "..", "x" * 400, "ر" * 400, "\x00", ""])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    """Whatever a digest is called, its files lie in the folder."""
    result = send(tmp_path, replace(MESSAGE, name=name, id=f"dig_{name}"))

    assert isinstance(result, Sent)
    assert len(names(tmp_path)) == 2


def test_a_payload_without_date_falls_back_to_the_day_it_was_made() -> None:
    """Messages of other kinds have no local date."""
    for payload in ("", "[]", "{}", '{"date": 5}', '{"date": "../../x"}'):
        assert file_stem(replace(MESSAGE, payload=payload)) == STEM


def test_a_folder_that_cannot_be_written_is_postponed(tmp_path: Path) -> None:
    """With the place and the reason; somebody may repair it."""
    (tmp_path / "file").write_text("in the way")

    result = send(tmp_path / "file" / "digests")

    assert isinstance(result, Postponed)
    assert result.reason.startswith(f"cannot write to the folder {tmp_path / 'file' / 'digests'}: ")


def test_a_failed_write_leaves_no_file_behind(tmp_path: Path) -> None:
    """Neither half a page nor a temporary one."""
    (tmp_path / f"{STEM}.html").mkdir()  # the last step, the renaming, fails

    result = send(tmp_path)

    assert isinstance(result, Postponed)
    assert names(tmp_path) == [f"{STEM}.eml", f"{STEM}.html"]
    assert os.listdir(tmp_path / f"{STEM}.html") == []  # noqa: PTH208 - a plain list


def test_the_settings_are_all_it_takes() -> None:
    """The channel is called what the configuration calls it."""
    channel = FolderChannel(FolderSettings("files", Path("x")))

    assert (channel.name, channel.recipients) == ("files", ("",))
