"""
config.toml changed on the disk: whole, or not at all, and only into something that loads.

Knows files; what is changed in the text is given to it.
"""

import codecs
import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from alerts.channels.whole_file import write_whole
from hajiz.config.document import parse_toml, read_toml
from hajiz.config.edit import with_outlets
from hajiz.config.read import Config, understand
from model import ConfigError, Outlet, OutletId, Problem

Change = Callable[[str], str]


class ChangedError(ConfigError):
    """The file is not the one that was shown: somebody else has changed it since."""

    exit_code = 75


def fingerprint(content: bytes) -> str:
    """Return what tells this state of a file from any other."""
    return sha256(content).hexdigest()[:32]


def changed(path: Path, change: Change, environ: Mapping[str, str]) -> tuple[Config, bytes, bytes]:
    """
    Return what *path* would say after *change*, with its bytes before and after; write nothing.

    A byte order mark stays.

    Raises:
        ConfigError: it could not be used afterwards, or *change* is not possible.
    """
    text = read_toml(path).text
    before = path.read_bytes()
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    after = mark + change(text).encode("utf-8")
    return understand(parse_toml(path, after), environ), before, after


def load_to_edit(path: Path, environ: Mapping[str, str]) -> Config:
    """
    Load *path* as `load` does, but let it have no outlet yet: one is about to be added.

    Raises:
        ConfigError: it cannot be used for another reason; lists all problems.
    """
    file = read_toml(path)
    if file.document.get("outlets"):
        return understand(file, environ)
    stand_in = Outlet(OutletId("none-yet"), "None yet", "https://example.org/feed", "en")
    config, *_ = changed(path, lambda text: with_outlets(path, text, [stand_in], {}), environ)
    return replace(config, outlets=())


def rewrite(
    path: Path, change: Change, environ: Mapping[str, str], shown: str | None = None
) -> Config:
    """
    Apply *change* to the text of *path*, keep its mode and owner; return what it says now.

    A crash leaves the old file or the new one, never a part. A link is followed, not replaced.
    *shown* is the fingerprint of the file that somebody decided by; where it is another now,
    nothing is written. Those who write with this function do so one after the other.

    Raises:
        ChangedError: the file was changed by someone else; nothing was written.
        ConfigError: nothing was written, and why.
    """
    target = Path(os.path.realpath(path))
    with _alone(target):
        config, before, after = changed(path, change, environ)
        if shown is not None and shown != fingerprint(before):
            raise _changed_meanwhile(path, "since it was shown to you; look at it again")
        if after != before:
            _write(path, target, before, after)
    return config


def _write(path: Path, target: Path, before: bytes, after: bytes) -> None:
    try:
        if target.read_bytes() != before:
            raise _changed_meanwhile(path, "just now; try again")
        now = target.stat()
        write_whole(target, after, now.st_mode & 0o7777, (now.st_uid, now.st_gid))
    except PermissionError:
        message = "this user may not write it and keep its owner; run the command as its owner"
        raise _unwritten(path, message) from None
    except OSError as error:
        raise _unwritten(path, error.strerror or str(error)) from None


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Let no other Hajiz change *target* meanwhile; where a folder knows no locks, do without."""
    try:
        handle = os.open(target.parent, os.O_RDONLY)
    except OSError:  # whoever reads the file will say what is wrong
        yield
        return
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _changed_meanwhile(path: Path, when: str) -> ChangedError:
    reason = f"nothing was written: it was changed by someone else {when}"
    return ChangedError((Problem(str(path), "", reason),))


def _unwritten(path: Path, reason: str) -> ConfigError:
    return ConfigError((Problem(str(path), "", f"nothing was written: {reason}"),))
