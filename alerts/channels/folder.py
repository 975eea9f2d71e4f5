"""
Messages as files in a folder: one to open in a browser, one to open in a mail program.

Writes whole files or none; knows nothing of what a message says.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from alerts.channels.headers import Address
from alerts.channels.mime import compose
from alerts.channels.page import page as browser_page
from alerts.channels.retry import PAUSES
from alerts.channels.whole_file import write_whole
from model.message import Message, Postponed, SendResult, Sent

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
    """Writes every message as `<date>-<name>-<short id>[-<part>].html` and `.eml`, for us alone."""

    settings: FolderSettings

    @property
    def name(self) -> str:
        """The channel's name in config.toml."""
        return self.settings.name

    @property
    def recipients(self) -> tuple[str, ...]:
        """The one folder."""
        return ("",)

    @property
    def pauses(self) -> tuple[timedelta, ...]:
        """A disk may be full for a while, as a receiver may be down."""
        return PAUSES

    def send(self, message: Message, recipient: str = "") -> SendResult:  # noqa: ARG002
        """
        Write *message*; the same message always has the same file names.

        After a crash at any moment each file is there whole or not at all.
        """
        stem = file_stem(message)
        page = self.settings.path / f"{stem}.html"
        try:
            self.settings.path.mkdir(0o700, parents=True, exist_ok=True)
            write_whole(page.with_name(f"{stem}.eml"), compose(message, SENDER, None))
            write_whole(page, browser_page(message).encode("utf-8", "replace"))
        except OSError as error:
            return Postponed(
                f"cannot write to the folder {self.settings.path}: {error.strerror or error}"
            )
        return Sent(str(page))


def file_stem(message: Message) -> str:
    """Name the files of *message*: the same for the same id, and safe on every file system."""
    name = _NOT_IN_NAME.sub("-", message.name)[:NAME_LENGTH].strip("-") or message.kind
    whole, _, part = message.id.rpartition("_")[2].partition(".")
    short = "-".join(_NOT_IN_NAME.sub("-", each)[:SHORT_ID] for each in (whole, part) if each)
    return f"{_day(message).isoformat()}-{name}-{short}"


def _day(message: Message) -> date:
    """Return the local date a message is for; not when it was made, which a restore may change."""
    with suppress(ValueError, KeyError, TypeError):
        return date.fromisoformat(json.loads(message.payload)["date"])
    return message.created_at.date()
