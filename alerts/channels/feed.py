"""
Messages as entries of a feed in a folder that a web server publishes.

The folder is the only memory: earlier entries are read from the feed itself. Writes whole files
or none.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from alerts.channels.atom import atom_feed
from alerts.channels.entries import Entry, entries_of
from alerts.channels.jsonfeed import Feed, entries_in, json_feed
from alerts.channels.retry import PAUSES
from alerts.channels.whole_file import FOR_ALL_TO_READ, write_whole
from model.message import Message, Postponed, SendResult, Sent

ATOM, JSON = "matches.atom", "matches.json"


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """Where a feed channel writes, and what its feed says of itself."""

    name: str
    path: Path
    limit: int = 200  # entries; older ones leave the feed
    title: str = "Hajiz"
    address: str = ""  # of the folder on the web; "" when that is nobody's business


@dataclass(frozen=True, slots=True)
class FeedChannel:
    """Puts every message's matches into `matches.atom` and `matches.json`, newest first."""

    settings: FeedSettings

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
        """The same as for a folder."""
        return PAUSES

    def send(self, message: Message, recipient: str = "") -> SendResult:  # noqa: ARG002
        """
        Add the matches of *message* that are not in the feed yet.

        The same message again changes nothing. A feed that cannot be read is begun anew, and the
        result says so.
        """
        folder = self.settings.path
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _alone(folder):
                return self._add(message)
        except OSError as error:
            return Postponed(f"cannot write to the folder {folder}: {error.strerror or error}")

    def _add(self, message: Message) -> Sent:
        earlier, note = self._earlier()
        known = {entry.id for entry in earlier}
        new = [entry for entry in entries_of(message) if entry.id not in known]
        newest_first = sorted([*new, *earlier], key=lambda entry: entry.told_at, reverse=True)
        entries = tuple(newest_first[: self.settings.limit])
        feed = self._feed(message, entries)
        # The one that is read again comes last: whatever happens, no entry is taken for written
        write_whole(self.settings.path / ATOM, atom_feed(feed), FOR_ALL_TO_READ)
        write_whole(self.settings.path / JSON, json_feed(feed), FOR_ALL_TO_READ)
        return Sent(f"{self.settings.path / ATOM}: {len(new)} new of {len(entries)}{note}")

    def _earlier(self) -> tuple[list[Entry], str]:
        """Return the entries of the feed as it is, and what is wrong with it."""
        path = self.settings.path / JSON
        try:
            return entries_in(path.read_bytes()), ""
        except FileNotFoundError:
            return [], ""
        except ValueError:
            return [], f"; {JSON} could not be read and was begun anew"

    def _feed(self, message: Message, entries: tuple[Entry, ...]) -> Feed:
        place = self.settings.address or self.settings.path.absolute().as_uri()
        return Feed(
            id=uuid5(NAMESPACE_URL, f"{place}#{self.name}").urn,
            title=self.settings.title,
            address=self.settings.address.rstrip("/"),
            updated_at=entries[0].told_at if entries else message.created_at,
            entries=entries,
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let nobody else change the feed between reading and writing it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
