"""An alert desk over a newsroom: what outlets publish is grouped and told at once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hajiz.assembly import Assembly
from hajiz.dispatch.alerts import freeze_alerts
from model.digest import Alert
from model.message import Delivery, Message
from storage import deliveries, outbox
from tests.hajiz.incidents.reports import HEAD, OUTLETS, Newsroom, newsroom

SENDING = '[sending]\nallow_networks = ["127.0.0.0/8"]\n'
FILES = """
[[channels]]
name = "{name}"
kind = "folder"
path = "{name}"
"""
ALERT = """
[[alerts]]
name = "{name}"
channels = {channels}
timezone = "Asia/Damascus"
"""


def files(name: str = "files") -> str:
    """Write a channel that is a folder."""
    return FILES.format(name=name)


def alert(name: str = "now", *channels: str) -> str:
    """Write an alert to *channels*; more keys may follow."""
    return ALERT.format(name=name, channels=json.dumps(list(channels) or ["files"]))


class WireDesk:
    """Tells at once what a newsroom brings."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room

    @property
    def assembly(self) -> Assembly:
        """The program, with the newsroom's incidents."""
        return replace(self.room.assembly, loaded={"incidents": self.room.incidents})

    def freeze(self) -> list[Alert]:
        """Let alerts be made now."""
        return freeze_alerts(self.assembly, self.room.now)

    def tell(self, outlet: str, text: str, title: str = "", key: str = "") -> list[Alert]:
        """Let an outlet publish a text; return what is told at once."""
        self.room.tell(outlet, text, key, title)
        return self.freeze()

    def sent(self, channel: str | None = None) -> list[Delivery]:
        """Return all deliveries of alerts, oldest first."""
        with self.assembly.database.read() as tx:
            found = reversed(deliveries.recent(tx, limit=10_000))
        return [e for e in found if e.kind == "alert" and channel in {None, e.channel}]

    def messages(self, channel: str | None = None) -> list[Message]:
        """Return the messages of alerts, oldest first."""
        ids = dict.fromkeys(each.message_id for each in self.sent(channel))
        with self.assembly.database.read() as tx:
            return [outbox.message_of(tx, each) for each in ids]

    def payloads(self, channel: str | None = None) -> list[dict[str, Any]]:
        """Return their JSON."""
        return [json.loads(each.payload) for each in self.messages(channel)]


@contextmanager
def wire_desk(folder: Path, *more: str, head: str = HEAD) -> Iterator[WireDesk]:
    """Open a desk whose config.toml says *more* than outlets and rules."""
    with newsroom(folder, *more, outlets=OUTLETS, head=SENDING + head) as room:
        yield WireDesk(room)
