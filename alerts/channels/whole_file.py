"""
Files that are there whole or not at all, after a crash at any moment.

Knows nothing of what is in them.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

OURS_ALONE = 0o600
FOR_ALL_TO_READ = 0o644


def write_whole(
    path: Path, content: bytes, mode: int = OURS_ALONE, owner: tuple[int, int] | None = None
) -> None:
    """
    Write *path* as a whole, on the disk before it has its name; *owner* are user and group.

    Raises:
        OSError: what was there before is still there.
    """
    with whole_file(path, mode, owner) as file:
        file.write(content)


@contextmanager
def whole_file(
    path: Path, mode: int = OURS_ALONE, owner: tuple[int, int] | None = None
) -> Iterator[BinaryIO]:
    """
    Give a file to write, which becomes *path* at the end: whole, and on the disk.

    Raises:
        OSError: what was there before is still there, as after any other error inside.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".hajiz-")
    try:
        with os.fdopen(handle, "wb") as file:
            if owner is not None:
                os.fchown(file.fileno(), *owner)
            os.fchmod(file.fileno(), mode)
            yield file
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
