"""
Messages as files in a folder: one to open in a browser, one to open in a mail program.

Writes whole files or none; knows nothing of what a message says.
"""

import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from alerts.channels.mime import Address, compose
from model import Message, Postponed, SendResult, Sent

SENDER = Address("Hajiz", "hajiz@localhost")
NAME_LENGTH = 40
SHORT_ID = 8

_NOT_IN_NAME = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """Where a folder channel writes."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class FolderChannel:
    """Writes every message as `<date>-<name>-<short id>.html` and `.eml`, readable by us only."""

    settings: FolderSettings

    @property
    def name(self) -> str:
        """The channel's name in config.toml."""
        return self.settings.name

    def send(self, message: Message) -> SendResult:
        """
        Write *message*; the same message always has the same file names.

        After a crash at any moment each file is there whole or not at all.
        """
        stem = file_stem(message)
        page = self.settings.path / f"{stem}.html"
        try:
            self.settings.path.mkdir(parents=True, exist_ok=True)
            _write(page.with_name(f"{stem}.eml"), compose(message, SENDER, []))
            _write(page, message.html.encode("utf-8", "replace"))
        except OSError as error:
            return Postponed(
                f"cannot write to the folder {self.settings.path}: {error.strerror or error}"
            )
        return Sent(str(page))


def file_stem(message: Message) -> str:
    """Name the files of *message*: the same for the same id, and safe on every file system."""
    name = _NOT_IN_NAME.sub("-", message.name)[:NAME_LENGTH].strip("-") or message.kind
    short = _NOT_IN_NAME.sub("-", message.id.rpartition("_")[2])[:SHORT_ID]
    return f"{_day(message).isoformat()}-{name}-{short}"


def _day(message: Message) -> date:
    """Return the local date a message is for; not when it was made, which a restore may change."""
    with suppress(ValueError, KeyError, TypeError):
        return date.fromisoformat(json.loads(message.payload)["date"])
    return message.created_at.date()


def _write(path: Path, content: bytes) -> None:
    """Write *path* as a whole: mode 0600, on the disk before it has its name."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".hajiz-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105 - atomic by contract (POSIX rename)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - a name, as mkstemp gave it
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
