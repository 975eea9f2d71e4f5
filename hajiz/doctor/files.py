"""Who may read and write the files of Hajiz: config.toml, the database, its folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from hajiz.doctor.finding import Line, judged


def files(config: Path, database: Path) -> Iterator[Line]:
    """Look at the permissions of what *config* and *database* name."""
    yield _config(config)
    yield _folder(database.parent)
    if database.exists():
        yield _database(database)


def _config(path: Path) -> Line:
    loose = stat.S_IMODE(path.stat().st_mode) & stat.S_IWOTH
    remedy = f"every user can change it: chmod o-w {path}" if loose else ""
    return judged("config.toml", f"{path}", remedy, is_broken=bool(loose))


def _folder(path: Path) -> Line:
    if not path.is_dir():
        return judged("data folder", f"{path} is made at the first start")
    if not os.access(path, os.W_OK):
        remedy = f"let the user of Hajiz write there: chown USER {path}"
        return judged("data folder", f"{path} cannot be written", remedy, is_broken=True)
    loose = stat.S_IMODE(path.stat().st_mode) & stat.S_IWOTH
    is_sticky = path.stat().st_mode & stat.S_ISVTX
    remedy = f"every user can put files there: chmod o-w {path}" if loose and not is_sticky else ""
    return judged("data folder", f"{path}", remedy)


def _database(path: Path) -> Line:
    mode = stat.S_IMODE(path.stat().st_mode)
    words = f"{path} ({mode:03o}, {path.stat().st_size:,} bytes)"
    if not os.access(path, os.W_OK):
        remedy = f"let the user of Hajiz write it: chown USER {path}"
        return judged("database file", words, remedy, is_broken=True)
    open_to_all = mode & stat.S_IRWXO
    remedy = f"every user can read it: chmod 600 {path}" if open_to_all else ""
    return judged("database file", words, remedy)
