"""Messages as files in a folder."""

import email
import os
from base64 import b64encode
from dataclasses import replace
from email import policy
from pathlib import Path

import pytest

from alerts.channels.folder import FolderChannel, FolderSettings, file_stem
from alerts.channels.retry import PAUSES
from alerts.digests.render import render
from alerts.digests.render_alert import render_alert
from alerts.digests.render_notice import render_notice
from model import Message, Postponed, Sent, Trouble
from tests.alerts.digest_samples import END, alert, desk_morning, digest, found

MESSAGE = render(desk_morning(), END)[0]
STEM = "2026-11-20-morning-abcdefgh"
PICTURE = b"\x89PNG\r\n\x1a\n\x00\xff"


def send(folder: Path, message: Message = MESSAGE) -> Sent | Postponed:
    """Write a message into *folder*."""
    result = FolderChannel(FolderSettings("files", folder)).send(message)
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


def test_both_files_have_the_same_bytes_every_time(tmp_path: Path) -> None:
    """A backup or a synchronised folder sees no change."""
    seen = []
    for _ in range(2):
        send(tmp_path, replace(MESSAGE, picture=PICTURE))
        seen.append({path.name: path.read_bytes() for path in tmp_path.iterdir()})

    assert seen[0] == seen[1]
    assert list(seen[0]) != []


def test_the_page_holds_its_picture(tmp_path: Path) -> None:
    """It is opened from a folder: nothing lies beside it, nothing is fetched."""
    html = '<p>before</p><img src="cid:days" alt="x"><p>after</p>'

    send(tmp_path, replace(MESSAGE, html=html, picture=PICTURE))

    inside = f"data:image/png;base64,{b64encode(PICTURE).decode()}"
    assert (tmp_path / f"{STEM}.html").read_text() == html.replace("cid:days", inside)


def test_the_mail_beside_it_has_the_picture_as_a_part(tmp_path: Path) -> None:
    """As a mail program wants it."""
    send(tmp_path, replace(MESSAGE, picture=PICTURE))

    mail = email.message_from_bytes((tmp_path / f"{STEM}.eml").read_bytes(), policy=policy.default)
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<days>"
    assert picture.get_content() == PICTURE


def test_the_parts_of_a_digest_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """Their ids differ in the ending only."""
    made = digest(
        *(found(number, f"‹convoy› {number}", "‹convoy› x. " * 20) for number in range(60))
    )
    parts = render(made, END, max_size=20_000)
    assert len(parts) > 1

    for part in parts:
        send(tmp_path, part)
        send(tmp_path, part)

    assert names(tmp_path) == sorted(
        f"{STEM}-{number}.{kind}" for number in range(1, len(parts) + 1) for kind in ("eml", "html")
    )
    pages = {path.read_text() for path in tmp_path.glob("*.html")}
    assert pages == {part.html for part in parts}


def test_alerts_and_notices_have_names_too(tmp_path: Path) -> None:
    """The alert's own; a notice is called what it is."""
    (told,) = render_alert(alert(found(1)), END)
    trouble = Trouble("not_zyxwvutsrqponmlkjihgfedcba", "x is closed", ("y",), END, "Asia/Damascus")
    notice = render_notice(trouble, END)

    assert (told.kind, notice.kind) == ("alert", "notice")
    assert file_stem(replace(told, id="evt_qrstuvwxyzabcdef")) == "2026-11-20-convoys-qrstuvwx"
    assert file_stem(notice) == "2026-11-20-notice-zyxwvuts"
    assert file_stem(replace(notice, name="")) == "2026-11-20-notice-zyxwvuts"


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
    """The channel is called what the configuration calls it, and has one destination."""
    channel = FolderChannel(FolderSettings("files", Path("x")))

    assert channel.name == "files"
    assert channel.recipients == ("",)
    assert channel.pauses == PAUSES
