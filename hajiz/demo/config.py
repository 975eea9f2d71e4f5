"""
The demo's configuration: a real config.toml and its secret, written into a folder.

Knows the shape of config.toml; reads and checks nothing back.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from model import Outlet

_FETCH = """\
# Written by `hajiz demo`. The outlets are fictional and answer only while the demo runs.
[storage]
database = "hajiz.db"

[fetch]
interval = "60m"
timeout = "10s"
delay = "0s"
allow_networks = ["127.0.0.0/8"]  # the demo's outlets live on this machine

[sending]
allow_networks = ["127.0.0.0/8"]  # and so do its mail server and webhook
"""

_WEB = """
[web]
listen = "127.0.0.1:{port}"

"""

_OUTLET = """
[[outlets]]
id = {id}
name = {name}
feed = {feed}
language = {language}
affiliation = {affiliation}
homepage = {homepage}
"""

_RULES = """
[[rules]]
name = "convoys"
query = "@convoy"                 # the built-in topic: every spelling, without the traps

[[rules]]
name = "checkpoints"
query = "@checkpoint"

[[rules]]
name = "qamishli"
query = "@qamishli"

# Who is quoted as a source. Those of the region come with Hajiz; these are of the demo's world.
[origins.hoopoe]
name = "Hoopoe State Agency"
kind = "agency"
owner = "the state"
language = "en"
sites = ["hoopoe"]
en = ["^Hoopoe"]
ar = ["وكالة الهدهد"]
ku = ["^Hoopoe"]
tr = ["^Hoopoe"]

[origins.laqlaq]
name = "شبكة اللقلق"
kind = "network"
language = "ar"
sites = ["laqlaq"]
ar = ["شبكة اللقلق"]

[origins.quling]
name = "Ajansa Quling"
kind = "agency"
language = "ku"
sites = ["quling"]
ku = ["Ajansa Quling", "^Quling"]

[[alerts]]
name = "urgent"                   # at once: one message an incident, and what becomes of it
rules = ["convoys", "checkpoints"]
channels = ["desk-mail", "desk-hook"]
timezone = "Asia/Damascus"

[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files", "desk-mail", "desk-hook"]
when_empty = "send"

[[channels]]
name = "files"
kind = "folder"
path = "digests"
"""

_CHANNELS = """
[[channels]]
name = "desk-mail"
kind = "email"
host = "127.0.0.1"
port = {smtp_port}
security = "none"                 # it never leaves this machine
sender = "Hajiz demo <hajiz@demo.example>"
recipients = ["desk@demo.example"]
timeout = "10s"

[[channels]]
name = "desk-hook"
kind = "webhook"
url = {webhook_url}
secret = {{ file = "webhook-secret" }}
timeout = "10s"
"""


def write_config(
    folder: Path,
    outlets: Sequence[Outlet],
    smtp_port: int,
    webhook_url: str,
    webhook_secret: str,
    web_port: int = 8099,
) -> Path:
    """
    Write config.toml and the webhook's secret into *folder* and return config.toml's path.

    The folder is made if it is missing; only its owner can read the secret.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_secret(folder / "webhook-secret", webhook_secret)
    parts = [
        _FETCH,
        _WEB.format(port=web_port),
        *map(_outlet, outlets),
        _RULES,
        _CHANNELS.format(smtp_port=smtp_port, webhook_url=_quoted(webhook_url)),
    ]
    path = folder / "config.toml"
    path.write_text("".join(parts), encoding="utf-8")
    return path


def _outlet(outlet: Outlet) -> str:
    names = ("id", "name", "feed", "language", "affiliation", "homepage")
    return _OUTLET.format(**{name: _quoted(getattr(outlet, name)) for name in names})


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML basic string


def _write_secret(path: Path, secret: str) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)  # it may have been there, with other rights
    path.write_text(secret + "\n", encoding="utf-8")
